/** A kernel release as `uname -r` or the name of a kernel file gives it, taken apart far enough to compare. */
interface KernelVersion {
  /** Kernels of different flavours are never compared: `generic` and `lowlatency`, `rpi-v8` and `rpi-2712`. */
  readonly flavour: string;
  readonly numbers: readonly (readonly number[])[];
}

// 5.15.0-100-generic, 6.1.0-28-cloud-amd64, 6.12.90+deb13.1-amd64, 6.6.51+rpt-rpi-2712, 6.5.0-0.deb12.4-amd64, 6.6.14-0-lts, 6.8.4-3-pve
const DEBIAN_KIN =
  /^(\d+(?:\.\d+){1,2})(?:-(\d+(?:\.(?:(?:deb|bpo)\.?)?\d+)*))?(?:\+(deb|bpo|rpt)?([\d.]*))?-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;

// 5.14.0-427.13.1.el9_4.x86_64, 6.8.9-300.fc40.x86_64, 5.15.0-200.131.27.el9uek.x86_64, 6.1.90-99.173.amzn2023.x86_64+debug
const RED_HAT_KIN = /^(\d+(?:\.\d+){1,2})-(\d+(?:\.\d+)*)\.(el|fc|amzn)(\d+)(?:_(\d+))?(uek)?\.([a-z][a-z0-9_]*)(\+[a-z0-9-]+)?$/;

// 6.9.1-arch1-1, 6.9.1.zen1-1-zen, 6.8.9-hardened1-1-hardened
const ARCH_KIN = /^(\d+(?:\.\d+){1,2})[-.](arch|zen|hardened|rt)(\d+)-(\d+)(?:-([a-z]+))?$/;

/**
 * Negative if `a` is older than `b`, 0 if they are the same release, positive if it is newer. Null where that cannot
 * be said for sure: another flavour, or a name of a shape we do not know.
 */
export function compareKernels(a: string, b: string): number | null {
  const left = readKernel(a);
  const right = readKernel(b);
  if (left === null || right === null || left.flavour !== right.flavour) return null;
  for (let part = 0; part < Math.max(left.numbers.length, right.numbers.length); part += 1) {
    const order = compareNumbers(left.numbers[part] ?? [], right.numbers[part] ?? []);
    if (order !== 0) return order;
  }
  return 0;
}

function readKernel(release: string): KernelVersion | null {
  const text = release.slice(0, 120);
  // The shape of Debian is the widest and would take the others for flavours.
  return readRedHatKin(text) ?? readArchKin(text) ?? readDebianKin(text);
}

function readDebianKin(text: string): KernelVersion | null {
  const [, base, abi = '', , revision = '', flavour] = DEBIAN_KIN.exec(text) ?? [];
  if (base === undefined || flavour === undefined) return null;
  return { flavour, numbers: [numbersIn(base), numbersIn(abi), numbersIn(revision)] };
}

function readRedHatKin(text: string): KernelVersion | null {
  const [, base, release, line, major, minor = '', vendor = '', architecture, variant = ''] = RED_HAT_KIN.exec(text) ?? [];
  if (base === undefined || release === undefined || major === undefined) return null;
  // The release of the distribution comes last: a Fedora upgrade keeps the kernel's own order.
  const numbers = [numbersIn(base), numbersIn(release), numbersIn(major), numbersIn(minor)];
  return { flavour: `${line}${vendor}.${architecture}${variant}`, numbers };
}

function readArchKin(text: string): KernelVersion | null {
  const [, base, line, patch, build, flavour = ''] = ARCH_KIN.exec(text) ?? [];
  if (base === undefined || patch === undefined || build === undefined) return null;
  return { flavour: `${line} ${flavour}`, numbers: [numbersIn(base), numbersIn(patch), numbersIn(build)] };
}

const numbersIn = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = (a[at] ?? 0) - (b[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
