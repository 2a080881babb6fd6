import type { RefusalParams } from '../../../shared/result.ts';
import { earliest, isAfter, isBefore, latest, toWire } from '../../../shared/time.ts';
import { type InUseHours, type Period, windowAt } from '../../../shared/window.ts';

export type Action = 'read' | 'update' | 'reboot';
export type Mode = 'inform' | 'confirm' | 'enforce';
export type Answer = 'allow' | 'confirm' | 'deny';

export type ReasonCode =
  /** Inside the in-use hours. `until`. */
  | 'in_use'
  | 'always_in_use'
  /** Hours or zone are missing: not known to be safe. */
  | 'window_unknown'
  /** Safe now, but in use again sooner than the cut-off. `riskyAt`, `cutoffMinutes`. */
  | 'window_closing'
  /** On a freeze date. `until`. */
  | 'frozen'
  /** Allowed by a declared maintenance, in spite of the hours. `until`. */
  | 'in_maintenance';

/** Why, with the figures for the sentence; instants as RFC 3339. */
export interface Reason {
  readonly code: ReasonCode;
  readonly params: RefusalParams;
}

export interface Decision {
  readonly answer: Answer;
  /** What speaks against it, or for it in spite of the hours; empty where there is nothing to say. */
  readonly reasons: readonly Reason[];
  /** `now` where the answer is allow, else the first instant at which nothing speaks against it; null if none is in sight. */
  readonly nextAllowedAt: Temporal.Instant | null;
}

/** What a decision is made from. */
export interface Touchable {
  readonly hours: InUseHours | null;
  readonly mode: Mode;
  /** A start this close to the end of the safe time is too late. 0: any start within it will do. */
  readonly cutoffMinutes: number;
  /** Maintenance intervals: allowed in spite of the hours. */
  readonly maintenance: readonly Period[];
  /** Freeze dates: they beat maintenance. */
  readonly freezes: readonly Period[];
}

/** A mode set on the server beats its schedule's; without either, people are asked to confirm. */
export const modeOf = (ofServer: Mode | null, ofSchedule: Mode | null): Mode => ofServer ?? ofSchedule ?? 'confirm';

/**
 * Whether an action may start at `now`. It gates the start, not the end. Reading is always allowed. What speaks against
 * a start is told under `inform`, to be confirmed under `confirm` and refused under `enforce`; hours that are not known
 * are to be confirmed under both, because refusing them would refuse for ever.
 */
export function decide(server: Touchable, action: Action, now: Temporal.Instant): Decision {
  const verdict = verdictAt(server, action, now);
  return { ...verdict, nextAllowedAt: verdict.answer === 'allow' ? now : nextClearAt(server, now) };
}

/** The same without the next instant, which takes by far the longest to find. */
export function verdictAt(server: Touchable, action: Action, at: Temporal.Instant): Pick<Decision, 'answer' | 'reasons'> {
  if (action === 'read') return { answer: 'allow', reasons: [] };
  const obstacle = obstacleAt(server, at) ?? closingAt(server, at);
  return obstacle === null
    ? { answer: 'allow', reasons: maintenanceReason(server, at) }
    : { answer: answerTo(obstacle, server.mode), reasons: [obstacle] };
}

function answerTo(obstacle: Reason, mode: Mode): Answer {
  if (mode === 'inform') return 'allow';
  return mode === 'enforce' && obstacle.code !== 'window_unknown' ? 'deny' : 'confirm';
}

/** What speaks against touching the server at this very instant, the cut-off left aside. */
function obstacleAt(server: Touchable, at: Temporal.Instant): Reason | null {
  const freeze = periodAt(server.freezes, at);
  if (freeze !== null) return { code: 'frozen', params: { until: toWire(freeze.until) } };
  if (periodAt(server.maintenance, at) !== null) return null;
  const { status, nextSafeAt } = windowAt(server.hours, at);
  if (status === 'safe') return null;
  if (status === 'unknown') return { code: 'window_unknown', params: {} };
  return server.hours?.alwaysInUse === true
    ? { code: 'always_in_use', params: {} }
    : { code: 'in_use', params: { until: toWire(nextSafeAt) } };
}

/** The first obstacle within the cut-off after an instant that has none itself. */
function closingAt(server: Touchable, at: Temporal.Instant): Reason | null {
  const cutoff = at.add({ minutes: server.cutoffMinutes });
  for (let next = nextChange(server, at); next !== null && isBefore(next, cutoff); next = nextChange(server, next)) {
    if (obstacleAt(server, next) !== null) {
      return { code: 'window_closing', params: { riskyAt: toWire(next), cutoffMinutes: server.cutoffMinutes } };
    }
  }
  return null;
}

function maintenanceReason(server: Touchable, at: Temporal.Instant): Reason[] {
  const maintenance = periodAt(server.maintenance, at);
  if (maintenance === null || windowAt(server.hours, at).status === 'safe') return [];
  return [{ code: 'in_maintenance', params: { until: toWire(maintenance.until) } }];
}

// In-use hours repeat weekly; the fifth week is there for nights that the clock change skips.
const LOOK_AHEAD = Temporal.Duration.from({ hours: 5 * 7 * 24 });

function nextClearAt(server: Touchable, now: Temporal.Instant): Temporal.Instant | null {
  const horizon = lastEdge(server, now).add(LOOK_AHEAD);
  for (let next = nextChange(server, now); next !== null && isBefore(next, horizon); next = nextChange(server, next)) {
    if (obstacleAt(server, next) === null && closingAt(server, next) === null) return next;
  }
  return null;
}

/** The next instant at which the hours flip or a period begins or ends. */
function nextChange(server: Touchable, at: Temporal.Instant): Temporal.Instant | null {
  const { nextSafeAt, nextRiskyAt } = windowAt(server.hours, at);
  const edges = [...server.maintenance, ...server.freezes].flatMap(({ from, until }) => [from, until]);
  return [nextSafeAt, nextRiskyAt, ...edges]
    .filter((edge) => edge !== null)
    .filter((edge) => isAfter(edge, at))
    .reduce<Temporal.Instant | null>((first, edge) => (first === null ? edge : earliest(first, edge)), null);
}

const lastEdge = (server: Touchable, now: Temporal.Instant): Temporal.Instant =>
  [...server.maintenance, ...server.freezes].reduce((last, { until }) => latest(last, until), now);

const periodAt = (periods: readonly Period[], at: Temporal.Instant): Period | null =>
  periods.find(({ from, until }) => !isBefore(at, from) && isBefore(at, until)) ?? null;

/**
 * Why having one's hands on a server at an instant is a risk to be confirmed: in use, and no maintenance allows it, or frozen. Null: it is
 * none. The same in every mode.
 */
export function handsOnRisk(touchable: Touchable, at: Temporal.Instant): Decision | null {
  const decision = decide({ ...touchable, mode: 'confirm', cutoffMinutes: 0 }, 'update', at);
  // Hours that nobody knows are told on the page and asked about nowhere: the question would come each time, for ever.
  return decision.answer === 'allow' || decision.reasons.some(({ code }) => code === 'window_unknown') ? null : decision;
}
