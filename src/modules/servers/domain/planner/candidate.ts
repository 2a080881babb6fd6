import { isAfter } from '../../../../shared/time.ts';
import { type Reason, type Touchable, verdictAt } from '../decide.ts';
import { dueAt, type UpdateRhythm, warnsAt } from '../update-status.ts';
import type { Contender } from './fit.ts';
import { MINUTE, type Span, spanOf } from './spans.ts';
import { clearSpans, LOOK_AHEAD, unfrozenSpans, type Wish } from './start-times.ts';

/** A slot that waits for its start. */
export interface OpenSlot {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** A person chose the time: it stays wherever it may start. */
  readonly isByHand: boolean;
  /** A person confirmed that it lies in a time that is not safe. */
  readonly isRiskConfirmed: boolean;
}

/** All that the planner knows of one server. */
export interface PlanServer {
  readonly id: string;
  readonly touchable: Touchable;
  readonly rhythm: UpdateRhythm | null;
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly slotMinutes: number;
  /** Never two servers of one group at once; null: it stands alone. */
  readonly group: string | null;
  readonly slot: OpenSlot | null;
}

export type PlanReasonCode =
  | Reason['code']
  /** The update is due already, or was never done. `dueAt` */
  | 'overdue'
  /** No safe time is left before the update is due. `dueAt` */
  | 'no_time_before_due'
  /** The other servers of the group take what safe time there is before the update is due. `dueAt` */
  | 'group_busy'
  /** No safe time is in sight at all. */
  | 'no_safe_time';

export interface PlanReason {
  readonly code: PlanReasonCode;
  readonly params: Reason['params'];
}

/** A server as the planner weighs it; instants in epoch milliseconds. */
export interface Candidate extends Contender {
  readonly server: PlanServer;
  readonly wish: Wish;
  /** Negative infinity: never updated. Positive infinity: nothing is due. */
  readonly dueAt: number;
  /** Free of freezes only: for servers that have no safe time and whose mode lets a person confirm. */
  readonly unfrozen: readonly Span[];
  readonly mayBeRisky: boolean;
  /** The last instant up to which a start is looked for. */
  readonly horizon: number;
}

/** Slots start on the clock's five minutes, as seen from now. */
export const firstPossibleStart = (now: Temporal.Instant): number => Math.ceil((now.epochMilliseconds + 1) / (5 * MINUTE)) * 5 * MINUTE;

export function candidateOf(server: PlanServer, now: Temporal.Instant): Candidate {
  const { touchable, slotMinutes } = server;
  const from = firstPossibleStart(now);
  const due = dueMilliseconds(server);
  const horizon = horizonOf(touchable, Number.isFinite(due) ? Math.max(from, due) : from);
  const whole = { from, until: horizon };
  const length = slotMinutes * MINUTE;
  // A start too near the end of the safe time is refused, even if the slot itself would fit.
  const cutoff = Math.max(0, touchable.cutoffMinutes * MINUTE - length);
  const free = clearSpans(touchable, whole)
    .map((span) => ({ from: span.from, until: span.until - (span.until === horizon ? 0 : cutoff) }))
    .filter((span) => span.from < span.until);
  return {
    ...{ id: server.id, server, free, length, from, dueAt: due, horizon },
    wish: wishOf(server, from, due),
    unfrozen: unfrozenSpans(touchable, whole),
    mayBeRisky: mayBeRisky(touchable, now),
  };
}

function dueMilliseconds({ rhythm, lastUpdatedAt }: PlanServer): number {
  if (rhythm === null) return Number.POSITIVE_INFINITY;
  return dueAt(lastUpdatedAt, rhythm)?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
}

function wishOf({ rhythm, lastUpdatedAt, touchable }: PlanServer, from: number, due: number): Wish {
  const warns = warnsAt(lastUpdatedAt, rhythm)?.epochMilliseconds ?? from;
  return { from, warnsAt: warns, dueAt: due, weekday: rhythm?.preferredWeekday ?? null, timeZone: touchable.hours?.timeZone ?? null };
}

/** Beyond the last declared period only the hours are left, and they repeat weekly: the answer does not change as time goes by. */
const horizonOf = ({ maintenance, freezes }: Touchable, last: number): number =>
  [...maintenance, ...freezes].reduce((latest, period) => Math.max(latest, spanOf(period).until), last) + LOOK_AHEAD;

/** Whether a person may have a slot start in a time that is not safe: see `decide`. */
function mayBeRisky(touchable: Touchable, now: Temporal.Instant): boolean {
  return touchable.mode !== 'enforce' || verdictAt({ ...touchable, freezes: [], maintenance: [] }, 'update', now).answer === 'confirm';
}

export const isOverdue = ({ dueAt, from }: Candidate): boolean => dueAt <= from;

/** What speaks against a start at an instant, as the decision says it; nothing where it is safe. */
export const obstaclesAt = (touchable: Touchable, at: Temporal.Instant): readonly Reason[] =>
  verdictAt(touchable, 'update', at).reasons.filter(({ code }) => code !== 'in_maintenance');

export const isAhead = (slot: OpenSlot, now: Temporal.Instant): boolean => isAfter(slot.startsAt, now);
