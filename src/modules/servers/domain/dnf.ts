import { onePerPackage, type PendingPackage } from './packages.ts';
import type { ReportLines } from './report-lines.ts';

// curl.x86_64    7.76.1-29.el9_4.1    baseos
const COLUMNS = /^(\S+)\.([a-z0-9_]+)\s+(\S+)\s+(\S+)$/;

// Banners such as "Updating Subscription Management repositories." have columns too, but no architecture.
const ARCHITECTURES = new Set(
  'noarch x86_64 i386 i486 i586 i686 aarch64 armv7hl ppc64 ppc64le s390x riscv64 loongarch64 x86_64_v2 x86_64_v3'.split(' '),
);

// CentOS Stream publishes no advisories, so that "no security update" there would only mean "nobody said".
const WITHOUT_ADVISORIES = new Set(['centos']);

/** Pending packages of Fedora, RHEL and kin. Security is what the repositories' advisories call so. */
export function dnfPackages(lines: ReportLines, osId: string): PendingPackage[] {
  const installed = new Map(lines.all('HAVE').flatMap((line) => readInstalled(line)));
  const knowsSecurity = [0, 100].includes(lines.number('SEC-RC') ?? -1) && !WITHOUT_ADVISORIES.has(osId);
  const security = new Set(lines.all('SEC').map((line) => line.split(/\s+/)[0]));
  return onePerPackage(
    lines.all('UPG').flatMap((line) => {
      const [, name, architecture, candidateVersion, origin] = COLUMNS.exec(line) ?? [];
      if (name === undefined || architecture === undefined || !ARCHITECTURES.has(architecture)) return [];
      if (candidateVersion === undefined || origin === undefined) return [];
      const isSecurity = knowsSecurity ? security.has(`${name}.${architecture}`) : null;
      const installedVersion = installed.get(`${name}.${architecture}`) ?? null;
      return [{ name, architecture, installedVersion, candidateVersion, isSecurity, origin, isHeld: false }];
    }),
  );
}

/** `curl.x86_64 7.76.1-29.el9_4`; of a package installed several times, as kernels are, the last one counts. */
function readInstalled(line: string): [string, string][] {
  const [key, version, ...rest] = line.split(/\s+/);
  return key === undefined || version === undefined || rest.length > 0 ? [] : [[key, version]];
}
