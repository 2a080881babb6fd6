import type { Inventory, PackageManager } from './inventory.ts';
import { onePerPackage, type PendingPackage, packageKey, securityCount } from './packages.ts';
import type { RebootVerdict } from './reboot.ts';
import type { HostReport } from './report.ts';
import { cleanText } from './report-lines.ts';

/** What PatchMon's agent says in `POST /api/v1/hosts/update`, as far as we listen. Absent and null: nothing. */
export interface PatchmonUpdate {
  readonly packages?: readonly PatchmonPackage[] | null | undefined;
  readonly repositories?: readonly { readonly isEnabled?: boolean | undefined }[] | null | undefined;
  readonly osType?: string | undefined;
  readonly osVersion?: string | undefined;
  readonly hostname?: string | undefined;
  readonly architecture?: string | undefined;
  readonly agentVersion?: string | undefined;
  readonly kernelVersion?: string | undefined;
  readonly bootTime?: string | undefined;
  readonly needsReboot?: boolean | undefined;
  readonly rebootReason?: string | undefined;
  readonly packageManager?: string | undefined;
  /** Sections that are meant; none or empty: a whole report. Fields of others are there and say nothing. */
  readonly sections?: readonly string[] | null | undefined;
}

interface PatchmonPackage {
  readonly name: string;
  readonly currentVersion?: string | undefined;
  readonly availableVersion?: string | undefined;
  readonly needsUpdate?: boolean | undefined;
  readonly isSecurityUpdate?: boolean | undefined;
  readonly sourceRepository?: string | undefined;
}

/** What is known of the machine already: a report of some sections leaves the rest as it was. */
export interface KnownHost {
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly reboot: RebootVerdict;
}

interface Reading {
  /** SHA-256 of the machine's id, as our own script sends it; null: it has none. */
  readonly machine: string | null;
  readonly known: KnownHost;
  readonly receivedAt: Temporal.Instant;
}

/** Sections that a list of packages needs: repositories tell whether "none pending" proves anything. */
export const WANTED_SECTIONS = ['packages', 'repos', 'hostname'] as const;

/** PatchMon's agents call every hour unless told otherwise. */
const INTERVAL_SECONDS = 3_600;

/**
 * A report of PatchMon's agent as the observation that our own script's reports are read into; null where it is about
 * other sections than packages. It does not tell its clock, so that ours counts, nor when packages were last changed: there
 * the versions that are installed now are the proof.
 */
export function readPatchmon(sent: PatchmonUpdate, { machine, known, receivedAt }: Reading): HostReport | null {
  const isWhole = (sent.sections ?? []).length === 0;
  if (!isWhole && sent.sections?.includes('packages') !== true) return null;
  const os = osOf(sent);
  return {
    agentVersion: clean(`patchmon ${sent.agentVersion ?? ''}`, 40),
    intervalSeconds: INTERVAL_SECONDS,
    sentAt: receivedAt,
    hostname: clean(sent.hostname, 253),
    machine,
    bootId: null,
    bootedAt: isWhole ? instantOf(sent.bootTime) : null,
    kernel: (isWhole ? clean(sent.kernelVersion, 120) : '') || (known.kernel ?? ''),
    architecture: clean(sent.architecture, 40) || (known.arch ?? ''),
    os,
    timeZone: null,
    container: null,
    packageManager: managerOf(sent.packageManager),
    listsAt: null,
    packagesChangedAt: receivedAt,
    installedCount: sent.packages?.length ?? null,
    installedVersions: installedOf(sent.packages ?? []),
    inventory: inventoryOf(sent, os?.id ?? ''),
    reboot: isWhole ? rebootOf(sent.needsReboot) : known.reboot,
    rebootPackages: [],
  };
}

/** What the agent says of a reboot, on its own calls as well. */
export const rebootOf = (needsReboot: boolean | undefined): RebootVerdict => ({
  required: needsReboot === undefined ? 'unknown' : needsReboot ? 'yes' : 'no',
  because: 'agent',
});

function inventoryOf({ packages, repositories }: PatchmonUpdate, osId: string): Inventory {
  if (packages == null || packages.length === 0) return { state: 'error', because: 'the PatchMon agent listed no packages' };
  const pending = onePerPackage(packages.filter(({ needsUpdate }) => needsUpdate === true).map((each) => pendingOf(each, osId)));
  // A machine without a repository looks perfectly patched.
  const hasSources = repositories?.some(({ isEnabled }) => isEnabled !== false) ?? false;
  if (hasSources) return { state: 'ok', packages: pending, pending: pending.length, pendingSecurity: securityCount(pending) };
  return { state: 'stale-lists', packages: pending, pending: pending.length || null, pendingSecurity: securityCount(pending) || null };
}

function pendingOf(each: PatchmonPackage, osId: string): PendingPackage {
  return {
    name: clean(each.name, 200),
    architecture: '',
    installedVersion: clean(each.currentVersion, 200) || null,
    candidateVersion: clean(each.availableVersion, 200),
    // Raspbian has no suite for security: there "no" would mean "nobody knows".
    isSecurity: osId === 'raspbian' ? null : each.isSecurityUpdate === true,
    origin: clean(each.sourceRepository, 200),
    isHeld: false,
  };
}

const installedOf = (packages: readonly PatchmonPackage[]): ReadonlyMap<string, string> =>
  new Map(packages.map((each) => [packageKey({ name: clean(each.name, 200), architecture: '' }), clean(each.currentVersion, 200)]));

/** `Ubuntu` and `22.04.5 LTS`; names of more than one word begin with the distribution's own. */
function osOf({ osType = '', osVersion = '' }: PatchmonUpdate): HostReport['os'] {
  const [word = ''] = clean(osType, 40).toLowerCase().split(/[\s/]/);
  const id = OS_IDS[word] ?? word;
  const versionId = /^\d+(?:\.\d+)*/.exec(clean(osVersion, 40))?.[0] ?? '';
  return id === '' ? null : { id, versionId: id === 'ubuntu' ? twoParts(versionId) : firstPart(versionId, id), codename: '' };
}

const OS_IDS: Readonly<Record<string, string>> = { red: 'rhel', redhat: 'rhel', alma: 'almalinux', archlinux: 'arch' };

// os-release says 22.04, the agent 22.04.5; and 12, where the agent says 12.7.
const twoParts = (version: string): string => version.split('.').slice(0, 2).join('.');
const firstPart = (version: string, id: string): string =>
  id === 'debian' || id === 'raspbian' ? (version.split('.', 1)[0] ?? '') : version;

function managerOf(name = ''): PackageManager | null {
  if (name === 'yum') return 'dnf';
  return name === 'apt' || name === 'dnf' || name === 'apk' || name === 'pacman' ? name : null;
}

function instantOf(text: string | undefined): Temporal.Instant | null {
  try {
    return text === undefined ? null : Temporal.Instant.from(text);
  } catch {
    return null; // RangeError: no instant
  }
}

const clean = (text: string | undefined, most: number): string =>
  cleanText(text ?? '')
    .trim()
    .slice(0, most);
