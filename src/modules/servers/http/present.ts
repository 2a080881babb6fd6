import type { z } from 'zod';
import type { MaintenancePeriod } from '../../../kernel/assets/assets.ts';
import { toWire } from '../../../shared/time.ts';
import type { WindowAnswer } from '../../../shared/window.ts';
import type {
  PendingPackage,
  ReportTokenRow,
  ScheduleRow,
  ServerDetailView,
  ServerRow,
  ServerView,
  UpdateRow,
} from '../actions/queries.ts';
import { lastReportOf } from '../actions/settle.ts';
import type * as wire from '../contract/shapes.ts';
import { endOfLifeOf, endOfLifeStateAt } from '../domain/end-of-life.ts';
import { reportStateAt } from '../domain/report-state.ts';
import { daysSince, suggestedUpdateAt, updateStatusAt } from '../domain/update-status.ts';
import { presentApproval, presentSlot } from './plan-present.ts';

/** For whom instants are computed: one `at`, and the windows of one list at it, each worked out once. */
export interface Moment {
  readonly at: Temporal.Instant;
  readonly windowOf: (hours: ServerRow['hours']) => WindowAnswer;
}

export function presentServer({ server, responsibles, maintenance }: ServerView, { at, windowOf }: Moment): wire.Server {
  const { id, name, hostname, ipAddress, description, site, tags, schedule, lastUpdatedAt, lastRebootedAt, hours, report } = server;
  const window = windowOf(hours);
  return {
    id,
    name,
    hostname,
    ipAddress,
    description,
    site,
    tags: [...tags],
    updateSchedule: presentOwnSchedule(schedule),
    lastUpdatedAt: toWire(lastUpdatedAt),
    lastRebootedAt: toWire(lastRebootedAt),
    serviceWindow: presentWindow(hours),
    alwaysInUse: hours.alwaysInUse,
    updateStatus: updateStatusAt(lastUpdatedAt, schedule, at),
    nextUpdateDueAt: toWire(server.dueAt),
    daysSinceLastUpdate: daysSince(lastUpdatedAt, at),
    suggestedUpdateAt: toWire(suggestedUpdateAt(lastUpdatedAt, schedule, hours.timeZone ?? null)),
    serviceWindowStatus: window.status,
    serverLocalTime: window.local?.toString({ smallestUnit: 'second', timeZoneName: 'never' }) ?? null,
    nextSafeAt: toWire(window.nextSafeAt),
    nextRiskyAt: toWire(window.nextRiskyAt),
    responsibles: responsibles.map((each) => ({ ...each })),
    os: report.os === null ? null : { id: report.os.id, version: report.os.versionId, codename: report.os.codename },
    kernel: report.kernel,
    pendingUpdates: report.pendingUpdates,
    pendingSecurityUpdates: report.pendingSecurityUpdates,
    rebootRequired: report.rebootRequired,
    reportState: reportStateAt(lastReportOf(report), at),
    reportedAt: toWire(report.receivedAt),
    maintenance: maintenance === null ? null : presentMaintenance(maintenance),
    createdAt: server.createdAt.toString(),
    version: server.version,
  };
}

function presentOwnSchedule(schedule: ServerRow['schedule']): wire.Server['updateSchedule'] {
  if (schedule === null) return null;
  const { id, name, intervalDays, preferredWeekday } = schedule;
  return { id, name, intervalDays, preferredWeekday };
}

/** All four parts, or no window. */
export function presentWindow({ start, end, timeZone, weekdays }: ServerRow['hours']): wire.Server['serviceWindow'] {
  if (start == null || end == null || timeZone == null || weekdays == null) return null;
  return { start, end, timeZone, weekdays: [...weekdays] };
}

export const presentMaintenance = ({ id, startsAt, endsAt, reason, by }: MaintenancePeriod): NonNullable<wire.Server['maintenance']> => ({
  id,
  startsAt: startsAt.toString(),
  endsAt: endsAt.toString(),
  reason,
  by,
});

export const presentDetail = (view: ServerDetailView, moment: Moment): wire.ServerDetail => ({
  ...presentServer(view, moment),
  mode: view.mode,
  modeOverride: view.server.modeOverride,
  decisions: view.decisions.map(({ action, answer, reasons, nextAllowedAt }) => ({
    action,
    answer,
    reasons: reasons.map(({ code, params }) => ({ code, params: { ...params } })),
    nextAllowedAt: toWire(nextAllowedAt),
  })),
  may: [...view.may],
  notes: view.notes,
  machine: view.machine === null ? null : { id: view.machine.id, name: view.machine.name },
  createdBy: view.server.createdBy,
  redundancyGroup: view.redundancyGroup,
  overduePolicy: view.overduePolicy,
  nextSlot: view.nextSlot === null ? null : presentSlot(view.nextSlot),
  approvals: view.approvals.map(presentApproval),
  reportToken: presentToken(view.reportToken),
  report: presentReport(view.server.report),
  endOfLife: presentEndOfLife(view.server.report.os, moment.at),
});

function presentToken(token: ReportTokenRow | null): wire.ServerDetail['reportToken'] {
  if (token === null) return null;
  const { hint, createdAt, lastUsedAt, addressRanges } = token;
  return { hint, createdAt: createdAt.toString(), lastUsedAt: toWire(lastUsedAt), addressRanges: addressRanges && [...addressRanges] };
}

function presentReport(report: ServerRow['report']): wire.ServerDetail['report'] {
  if (report.receivedAt === null) return null;
  return {
    packageManager: report.packageManager,
    arch: report.arch ?? '',
    agent: report.agent,
    clockSkewSeconds: report.clockSkewSeconds,
    listsAt: toWire(report.listsAt),
    intervalSeconds: report.intervalSeconds,
    error: report.inventoryError,
    bootedAt: toWire(report.bootedAt),
    rebootBecause: report.rebootBecause,
  };
}

function presentEndOfLife(os: ServerRow['report']['os'], at: Temporal.Instant): wire.ServerDetail['endOfLife'] {
  const end = os === null ? null : endOfLifeOf(os.id, os.versionId);
  const state = endOfLifeStateAt(end, at);
  return end === null || state === 'unknown' ? null : { product: end.product, endsAt: end.endsAt.toString(), state };
}

export const presentPackage = (pending: PendingPackage): z.input<typeof wire.PendingPackage> => ({
  name: pending.name,
  installedVersion: pending.installedVersion,
  candidateVersion: pending.candidateVersion,
  isSecurity: pending.isSecurity,
  origin: pending.origin,
  isHeld: pending.isHeld,
});

export const presentUpdate = (update: UpdateRow): z.input<typeof wire.UpdateRecord> => ({
  id: update.id,
  at: update.at.toString(),
  source: update.source,
  by: update.by,
  note: update.note,
  confirmedRisky: update.confirmedRisky,
  isComplete: update.isComplete,
  packages: update.packages.map(({ name, from, to }) => ({ name, from, to })),
});

export const presentSchedule = (schedule: ScheduleRow): wire.UpdateSchedule => ({
  id: schedule.id,
  name: schedule.name,
  site: { id: schedule.site.id, name: schedule.site.name },
  intervalDays: schedule.intervalDays,
  preferredWeekday: schedule.preferredWeekday,
  mode: schedule.mode,
  slotMinutes: schedule.slotMinutes,
  overduePolicy: schedule.overduePolicy,
  handOff: schedule.handOff === null ? null : { ...schedule.handOff },
  serverCount: schedule.serverCount,
  version: schedule.version,
});
