import { isBefore } from '../../../shared/time.ts';
import { clockSkewSeconds, onOurClock } from '../domain/clock.ts';
import { securityPendingSince } from '../domain/facts.ts';
import { rebootSeen } from '../domain/observed.ts';
import type { HostReport } from '../domain/report.ts';
import type { ReportRow } from '../store/server-rows.ts';

interface Accepted {
  readonly report: HostReport;
  readonly bodyHash: string;
  readonly machineHash: string | null;
  readonly receivedAt: Temporal.Instant;
}

/** What is remembered after a report. Of a list that could not be read, the last good one stays. */
export function reportAfter(before: ReportRow, { report, bodyHash, machineHash, receivedAt }: Accepted): ReportRow {
  const onOurs = (at: Temporal.Instant | null) => plausible(at === null ? null : onOurClock(at, report, receivedAt));
  return {
    receivedAt,
    bodyHash,
    agent: report.agentVersion,
    intervalSeconds: report.intervalSeconds,
    machineHash,
    otherMachineAt: before.otherMachineAt,
    ...bootAfter(before, report, receivedAt),
    os: report.os,
    kernel: report.kernel || null,
    arch: report.architecture || null,
    packageManager: report.packageManager,
    clockSkewSeconds: clockSkewSeconds(report, receivedAt),
    listsAt: onOurs(report.listsAt),
    ...inventoryAfter(before, report, receivedAt),
    rebootRequired: report.reboot.required,
    rebootBecause: report.reboot.because,
  };
}

/** The known start is kept until another one is seen, so that small differences never add up to one. */
function bootAfter(before: ReportRow, report: HostReport, receivedAt: Temporal.Instant): Pick<ReportRow, 'bootId' | 'bootedAt'> {
  const known = before.receivedAt === null ? null : before;
  const seen = plausible(rebootSeen(known, report, receivedAt));
  return { bootId: report.bootId ?? before.bootId, bootedAt: seen ?? before.bootedAt };
}

type InventoryColumns = Pick<
  ReportRow,
  'inventory' | 'inventoryError' | 'packagesChangedAt' | 'pendingUpdates' | 'pendingSecurityUpdates' | 'securityPendingSince'
>;

function inventoryAfter(before: ReportRow, report: HostReport, receivedAt: Temporal.Instant): InventoryColumns {
  const { inventory } = report;
  const { packagesChangedAt, pendingUpdates, pendingSecurityUpdates } = before;
  if (inventory.state === 'error') {
    const kept = { packagesChangedAt, pendingUpdates, pendingSecurityUpdates, securityPendingSince: before.securityPendingSince };
    return { inventory: 'error', inventoryError: inventory.because, ...kept };
  }
  return {
    inventory: inventory.state,
    inventoryError: null,
    packagesChangedAt: hasReadableList(report) ? report.packagesChangedAt : packagesChangedAt,
    pendingUpdates: inventory.pending,
    pendingSecurityUpdates: inventory.pendingSecurity,
    securityPendingSince: securityPendingSince(before.securityPendingSince, inventory.pendingSecurity, receivedAt),
  };
}

/** Old lists that name nothing say nothing: the packages known before stay. */
export const hasReadableList = ({ inventory }: HostReport): boolean =>
  inventory.state !== 'error' && (inventory.state === 'ok' || inventory.packages.length > 0);

const OLDEST = Temporal.Instant.from('2000-01-01T00:00:00Z');

/** A machine whose clock is years off places its past anywhere; an instant before 2000 is not known at all. */
export const plausible = (at: Temporal.Instant | null): Temporal.Instant | null => (at === null || isBefore(at, OLDEST) ? null : at);
