import { type PackageManager, packageManagerOf } from './inventory.ts';
import { compareKernels } from './kernel-version.ts';
import type { ReportLines } from './report-lines.ts';

export type RebootRequired = 'yes' | 'no' | 'unknown';

export type RebootBecause =
  /** The marker file that Debian's packages leave. It wins over everything else. */
  | 'marker'
  | 'needs_restarting'
  | 'needrestart'
  | 'newer_kernel'
  | 'newest_kernel'
  /** Another agent says so, and not why in words that we know. */
  | 'agent'
  /** A container runs its host's kernel: it cannot know. */
  | 'container'
  | 'no_comparable_kernel';

export interface RebootVerdict {
  readonly required: RebootRequired;
  readonly because: RebootBecause;
}

/** Whether the machine waits for a reboot. What cannot be told for sure is unknown, never "no". */
export function readReboot(lines: ReportLines): RebootVerdict {
  if (lines.one('REBOOT-FILE') === '1') return { required: 'yes', because: 'marker' };
  if (containerOf(lines) !== null) return { required: 'unknown', because: 'container' };
  return byNeedsRestarting(lines.number('NEEDS-RESTARTING-RC')) ?? byNeedrestart(lines.number('NEEDRESTART-KSTA')) ?? byKernels(lines);
}

/** The kind of container, such as `docker` or `lxc`; null for a machine of its own. */
export function containerOf(lines: ReportLines): string | null {
  const kind = lines.one('CONTAINER').slice(0, 40);
  return kind === '' || kind === 'no' ? null : kind;
}

/** `dnf needs-restarting -r`: 1 = reboot, 0 = none needed. */
function byNeedsRestarting(exit: number | null): RebootVerdict | null {
  if (exit !== 0 && exit !== 1) return null;
  return { required: exit === 1 ? 'yes' : 'no', because: 'needs_restarting' };
}

/** `needrestart -b`, NEEDRESTART-KSTA: 1 = none pending, 2 and 3 = another kernel is installed, 0 = it does not know. */
function byNeedrestart(state: number | null): RebootVerdict | null {
  if (state === 1) return { required: 'no', because: 'needrestart' };
  return state === 2 || state === 3 ? { required: 'yes', because: 'needrestart' } : null;
}

function byKernels(lines: ReportLines): RebootVerdict {
  const running = lines.one('KERNEL');
  const orders = installedKernels(lines)
    .map((installed) => compareKernels(installed, running))
    .filter((order) => order !== null);
  if (orders.some((order) => order > 0)) return { required: 'yes', because: 'newer_kernel' };
  // The running kernel must be among them: a list without it describes some other state of the machine.
  return orders.includes(0) ? { required: 'no', because: 'newest_kernel' } : { required: 'unknown', because: 'no_comparable_kernel' };
}

// Alpine and Arch name their kernel files without a version, so that only the folders of modules tell it.
const BY_MODULES: readonly (PackageManager | null)[] = ['apk', 'pacman'];

const installedKernels = (lines: ReportLines): readonly string[] =>
  lines.all(BY_MODULES.includes(packageManagerOf(lines)) ? 'KERNEL-MODULES' : 'KERNEL-INSTALLED');
