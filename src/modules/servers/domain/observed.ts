import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';
import { onOurClock } from './clock.ts';
import { type PendingPackage, packageKey } from './packages.ts';
import type { HostReport } from './report.ts';

/**
 * The machine a token belongs to after a report: the first one that names itself, and no other ever after. A second
 * machine with the same token is a clone, whose reports would hide the state of the first.
 */
export function bindMachine(bound: string | null, report: HostReport): Result<string | null, 'servers.other_machine'> {
  if (bound === null || report.machine === null || report.machine === bound) return ok(bound ?? report.machine);
  return refuse('servers.other_machine', { hostname: report.hostname });
}

/** What is remembered of a machine's last start, on our clock. */
export interface KnownBoot {
  readonly bootId: string | null;
  readonly bootedAt: Temporal.Instant | null;
}

const BOOT_TOLERANCE_SECONDS = 60;

/**
 * When the machine was rebooted, if the report shows a start that we did not know: another boot id, or a start more
 * than a minute away from the known one. Null if it is the known start, or if the machine does not say when it started.
 */
export function rebootSeen(known: KnownBoot | null, report: HostReport, receivedAt: Temporal.Instant): Temporal.Instant | null {
  if (report.bootedAt === null) return null;
  // On our clock, so that a machine whose clock is put right has not been rebooted by that.
  const bootedAt = onOurClock(report.bootedAt, report, receivedAt);
  if (known === null) return bootedAt;
  const hasOtherId = known.bootId !== null && report.bootId !== null && known.bootId !== report.bootId;
  return hasOtherId || hasMoved(known.bootedAt, bootedAt) ? bootedAt : null;
}

function hasMoved(known: Temporal.Instant | null, bootedAt: Temporal.Instant): boolean {
  if (known === null) return true;
  return Math.abs(bootedAt.epochMilliseconds - known.epochMilliseconds) > BOOT_TOLERANCE_SECONDS * 1_000;
}

/** What is remembered of the latest readable list. */
export interface KnownPackages {
  readonly packages: readonly PendingPackage[];
  /** By the machine's own clock, as reported. */
  readonly packagesChangedAt: Temporal.Instant | null;
}

/** Updates that were applied between two reports. */
export interface AppliedUpdates {
  /** When the package database was last written, on our clock. */
  readonly at: Temporal.Instant;
  readonly packages: readonly { readonly name: string; readonly from: string | null; readonly to: string }[];
  /** Nothing is left that an ordinary upgrade would take: only this counts as "the server was updated". */
  readonly isComplete: boolean;
}

/** Where a report names what is installed, a package that is no longer pending must be there in another version. */
function isInstalledAnew(pending: PendingPackage, { installedVersions }: HostReport): boolean {
  if (installedVersions === null) return true;
  const version = installedVersions.get(packageKey(pending));
  return version !== undefined && version !== pending.installedVersion;
}

/**
 * The updates a report shows as applied: packages that were pending are no longer, the lists are fresh, and the package
 * database was written since. Old lists prove nothing, and a database that moved alone is an ordinary installation.
 */
export function updatesSeen(known: KnownPackages | null, report: HostReport, receivedAt: Temporal.Instant): AppliedUpdates | null {
  const { inventory, packagesChangedAt } = report;
  if (known === null || known.packagesChangedAt === null || packagesChangedAt === null) return null;
  if (inventory.state !== 'ok' || !isAfter(packagesChangedAt, known.packagesChangedAt)) return null;
  const stillPending = new Set(inventory.packages.map(packageKey));
  const gone = known.packages.filter((pending) => !stillPending.has(packageKey(pending)) && isInstalledAnew(pending, report));
  if (gone.length === 0) return null;
  return {
    at: onOurClock(packagesChangedAt, report, receivedAt),
    packages: gone.map(({ name, installedVersion, candidateVersion }) => ({ name, from: installedVersion, to: candidateVersion })),
    isComplete: inventory.packages.every(({ isHeld }) => isHeld),
  };
}
