import type { RefusalParams } from '../../../shared/result.ts';
import { earliest, isAfter, isBefore, toWire } from '../../../shared/time.ts';
import { isSkewed } from './clock.ts';
import { endingFrom, endOfLifeOf, endOfLifeStateAt } from './end-of-life.ts';
import type { RebootRequired } from './reboot.ts';
import { type LastReport, silenceAlarms, silenceSeverityAt } from './report-state.ts';
import { dueAt, type UpdateRhythm, updateStatusAt, warnsAt } from './update-status.ts';

export type FactRule =
  | 'no-responsible'
  | 'os-end-of-life'
  | 'lists-stale'
  | 'report-error'
  | 'report-silent'
  | 'clock-skew'
  | 'update-due'
  | 'update-overdue'
  | 'reboot-required'
  | 'security-pending';

export type Severity = 'info' | 'warning' | 'critical';

/** Something that needs a person, as the module states it: the findings of the kernel are made from these. */
export interface Fact {
  readonly rule: FactRule;
  readonly severity: Severity;
  /** Figures for the sentence; instants as RFC 3339. They change only when the fact does, so that a story is not told twice. */
  readonly params: RefusalParams;
}

/** All that the facts of one server are made from. */
export interface ServerRecord {
  readonly responsibleCount: number;
  readonly os: { readonly id: string; readonly versionId: string } | null;
  readonly rhythm: UpdateRhythm | null;
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly report: LastReport | null;
  readonly reportError: string | null;
  readonly clockSkewSeconds: number | null;
  readonly rebootRequired: RebootRequired;
  readonly pendingSecurityUpdates: number | null;
  /** Since when security updates have been pending without a break; see `securityPendingSince`. */
  readonly securityPendingSince: Temporal.Instant | null;
  /** Security updates may be pending this long before it is a fact. */
  readonly securityDays: number;
}

/** The facts of a server at `now`, at most one per rule. */
export function factsAt(server: ServerRecord, now: Temporal.Instant): Fact[] {
  const rules = [responsibleFact, endOfLifeFact, updateFact, rebootFact, securityFact, inventoryFact, clockFact, silenceFact];
  return rules.map((rule) => rule(server, now)).filter((fact) => fact !== null);
}

/** The next instant after `now` at which time alone may change the facts; null if it never will. */
export function nextFactAt(server: ServerRecord, now: Temporal.Instant): Temporal.Instant | null {
  return edgesOf(server)
    .filter((edge) => edge !== null)
    .filter((edge) => isAfter(edge, now))
    .reduce<Temporal.Instant | null>((first, edge) => (first === null ? edge : earliest(first, edge)), null);
}

function edgesOf(server: ServerRecord): (Temporal.Instant | null)[] {
  const end = server.os === null ? null : endOfLifeOf(server.os.id, server.os.versionId);
  const silence = server.report === null ? null : silenceAlarms(server.report);
  return [
    end === null ? null : endingFrom(end),
    end?.endsAt ?? null,
    warnsAt(server.lastUpdatedAt, server.rhythm),
    // The due instant itself is still due; the console's clock counts milliseconds.
    dueAt(server.lastUpdatedAt, server.rhythm)?.add({ milliseconds: 1 }) ?? null,
    criticalAt(server),
    silence?.warning ?? null,
    silence?.critical ?? null,
    securityAlarmAt(server),
  ];
}

/** Since when security updates are pending, after a report that counts them: from the first one on until none is left. An unknown count changes nothing. */
export function securityPendingSince(
  since: Temporal.Instant | null,
  count: number | null,
  receivedAt: Temporal.Instant,
): Temporal.Instant | null {
  if (count === null) return since;
  return count === 0 ? null : (since ?? receivedAt);
}

function responsibleFact(server: ServerRecord): Fact | null {
  return server.responsibleCount > 0 ? null : { rule: 'no-responsible', severity: 'warning', params: {} };
}

function endOfLifeFact({ os }: ServerRecord, now: Temporal.Instant): Fact | null {
  const end = os === null ? null : endOfLifeOf(os.id, os.versionId);
  const state = endOfLifeStateAt(end, now);
  if (end === null || (state !== 'ending' && state !== 'ended')) return null;
  const params = { product: end.product, endsAt: toWire(end.endsAt) };
  return { rule: 'os-end-of-life', severity: state === 'ended' ? 'critical' : 'warning', params };
}

function updateFact(server: ServerRecord, now: Temporal.Instant): Fact | null {
  const status = updateStatusAt(server.lastUpdatedAt, server.rhythm, now);
  const params = { dueAt: toWire(dueAt(server.lastUpdatedAt, server.rhythm)), lastUpdatedAt: toWire(server.lastUpdatedAt) };
  if (status === 'due') return { rule: 'update-due', severity: 'info', params };
  if (status !== 'overdue') return null;
  const critical = criticalAt(server);
  return { rule: 'update-overdue', severity: critical === null || isBefore(now, critical) ? 'warning' : 'critical', params };
}

/** An update that is overdue by a whole interval is critical. One that never was stays a warning: nobody knows since when. */
const criticalAt = ({ lastUpdatedAt, rhythm }: ServerRecord): Temporal.Instant | null =>
  lastUpdatedAt === null || rhythm === null ? null : lastUpdatedAt.add({ hours: 2 * 24 * rhythm.intervalDays });

function rebootFact(server: ServerRecord): Fact | null {
  return server.rebootRequired === 'yes' ? { rule: 'reboot-required', severity: 'warning', params: {} } : null;
}

/** More than so many days: the instant itself is not yet a fact. */
const securityAlarmAt = ({ securityPendingSince, securityDays }: ServerRecord): Temporal.Instant | null =>
  securityPendingSince === null ? null : securityPendingSince.add({ hours: securityDays * 24, milliseconds: 1 });

function securityFact(server: ServerRecord, now: Temporal.Instant): Fact | null {
  const alarm = securityAlarmAt(server);
  if (alarm === null || isBefore(now, alarm) || server.pendingSecurityUpdates === 0) return null;
  const params = { count: server.pendingSecurityUpdates, since: toWire(server.securityPendingSince) };
  return { rule: 'security-pending', severity: 'warning', params };
}

function inventoryFact({ report, reportError }: ServerRecord): Fact | null {
  if (report?.state === 'stale-lists') return { rule: 'lists-stale', severity: 'warning', params: {} };
  return report?.state === 'error' ? { rule: 'report-error', severity: 'warning', params: { because: reportError } } : null;
}

function clockFact({ clockSkewSeconds }: ServerRecord): Fact | null {
  if (clockSkewSeconds === null || !isSkewed(clockSkewSeconds)) return null;
  return { rule: 'clock-skew', severity: 'warning', params: { minutes: Math.round(clockSkewSeconds / 60) } };
}

function silenceFact({ report }: ServerRecord, now: Temporal.Instant): Fact | null {
  const severity = report === null ? null : silenceSeverityAt(report, now);
  if (report === null || severity === null) return null;
  return { rule: 'report-silent', severity, params: { lastReportedAt: toWire(report.receivedAt) } };
}
