import { earliest, isAfter, isBefore } from '../../../../shared/time.ts';
import type { DesiredPower } from '../power-intent.ts';
import { isOtherIntent } from '../power-intent.ts';

/** An occurrence at one group, as far as its place in the list goes. */
export interface Planned {
  /** Of the occurrence. */
  readonly id: string;
  readonly priority: number;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** First what is shown: the most important, then what began first; what else is alike by its name, so that two processes agree. */
export const inOrder = <P extends Planned>(planned: readonly P[]): readonly P[] =>
  planned.toSorted(
    (a, b) => b.priority - a.priority || Temporal.Instant.compare(a.start, b.start) || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );

/** What is active at an instant, in order. */
export const activeAt = <P extends Planned>(planned: readonly P[], now: Temporal.Instant): readonly P[] =>
  inOrder(planned.filter(({ start, end }) => !isAfter(start, now) && isBefore(now, end)));

/** The first instant after `now` at which anything begins or ends; null: none of these. */
export function nextChange(planned: readonly Planned[], now: Temporal.Instant): Temporal.Instant | null {
  const ahead = planned.flatMap(({ start, end }) => [start, end]).filter((edge) => isAfter(edge, now));
  return ahead.reduce<Temporal.Instant | null>((soonest, edge) => (soonest === null ? edge : earliest(soonest, edge)), null);
}

/** When televisions are to be on again; null: they are on now, or nothing begins in sight. */
export const onAgain = (planned: readonly Planned[], now: Temporal.Instant): Temporal.Instant | null =>
  activeAt(planned, now).length > 0 ? null : nextChange(planned, now);

/** An intent as it is kept, so that restarts and other processes say the same one. */
export interface StoredIntent {
  readonly intentId: string;
  readonly state: DesiredPower['state'];
  readonly reason: DesiredPower['reason'];
  readonly activeEventIds: readonly string[];
  readonly windowStart: string | null;
  readonly windowEnd: string | null;
}

/** The intent to say now: the one before under its name while state and reason stay, else another. */
export function intentAfter(before: StoredIntent | null, desired: DesiredPower, newId: () => string): StoredIntent {
  const { state, reason, activeEventIds, window } = desired;
  return {
    intentId: before !== null && !isOtherIntent(before, desired) ? before.intentId : newId(),
    ...{ state, reason, activeEventIds },
    windowStart: window?.start.toString() ?? null,
    windowEnd: window?.end.toString() ?? null,
  };
}
