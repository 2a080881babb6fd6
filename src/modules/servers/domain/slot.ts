import { earliest, isAfter, isBefore, latest } from '../../../shared/time.ts';

/** `planned` and `postponed` wait for their start, `started` for its outcome; the rest are ends. */
export type SlotState = 'planned' | 'postponed' | 'started' | 'succeeded' | 'failed' | 'missed' | 'cancelled' | 'unknown';

/** Why a slot ended as it did. */
export type SlotBecause =
  /** Missed: nobody was there to start it within half an hour. */
  | 'too_late'
  /** Missed: at its start the rules said no. */
  | 'refused'
  /** Missed: another server of its group was still being updated. */
  | 'group_busy'
  /** Missed: what updates the machine could not be reached. */
  | 'unreachable'
  /** Missed: it was a person's turn, and no update was seen or told. */
  | 'nobody'
  /** Told by what updates the machine. */
  | 'told'
  /** A report, or a person, showed the update. */
  | 'updated'
  /** Unknown: it was handed off, and nothing was heard since. */
  | 'no_answer'
  /** Unknown: the console stopped between calling and hearing the answer. */
  | 'interrupted'
  /** Cancelled by a person, or because the server was archived. */
  | 'cancelled'
  | 'archived';

/** Hands off within this time after a slot's start, or not at all. */
export const LATE_MINUTES = 30;
/** Owners and maintainers hear of a slot this long before it. */
const NOTICE_HOURS = 24;
/** After a slot's end an outcome is waited for this long; then it is unknown. */
const ANSWER_HOURS = 2;
/** After a slot's end an outcome still counts for this long, also where it was given up as unknown: word of it may be held up on its way. */
const TELL_HOURS = 24;
/** A status address is asked this often. */
const FOLLOW_MINUTES = 1;
/** A server whose group is busy at its start is looked at again after so long. */
const GROUP_WAIT_MINUTES = 1;

export const isOpen = (state: SlotState): boolean => state === 'planned' || state === 'postponed';

/** A day before the start; at once where that has passed. */
export const noticeDueAt = (startsAt: Temporal.Instant, now: Temporal.Instant): Temporal.Instant =>
  latest(startsAt.subtract({ hours: NOTICE_HOURS }), now);

export const lateAfter = (startsAt: Temporal.Instant): Temporal.Instant => startsAt.add({ minutes: LATE_MINUTES });

export const isTooLate = (startsAt: Temporal.Instant, now: Temporal.Instant): boolean => isAfter(now, lateAfter(startsAt));

export const answerDueAt = (endsAt: Temporal.Instant): Temporal.Instant => endsAt.add({ hours: ANSWER_HOURS });

export const mayBeTold = (endsAt: Temporal.Instant, now: Temporal.Instant): boolean => isBefore(now, endsAt.add({ hours: TELL_HOURS }));

/** When an update took place that is told at `now` as a slot's: a word that comes late is not about a later time than the slot's own. */
export const updatedAt = (endsAt: Temporal.Instant, now: Temporal.Instant): Temporal.Instant => earliest(endsAt, now);

export const lookAgainAt = (now: Temporal.Instant): Temporal.Instant => now.add({ minutes: GROUP_WAIT_MINUTES });

/** When the console has to do something about an open slot: tell of it, or start it. */
export const openWakesAt = (slot: {
  readonly startsAt: Temporal.Instant;
  readonly noticeDueAt: Temporal.Instant | null;
}): Temporal.Instant => (slot.noticeDueAt === null ? slot.startsAt : earliest(slot.noticeDueAt, slot.startsAt));

/** When it has to look at a slot that was handed off: at a status address each minute, else once, when the answer is due. */
export function startedWakesAt(
  { endsAt, statusUrl }: { readonly endsAt: Temporal.Instant; readonly statusUrl: string | null },
  now: Temporal.Instant,
): Temporal.Instant {
  const due = answerDueAt(endsAt);
  return statusUrl === null ? due : earliest(due, now.add({ minutes: FOLLOW_MINUTES }));
}

/** What is wrong about the slots of a server; cleared by an update, or by another slot. */
export interface SlotFact {
  readonly rule: 'slot-missed' | 'slot-failed';
  readonly severity: 'warning';
  readonly params: { readonly startsAt: string; readonly because: string; readonly state: string };
}

export interface EndedSlot {
  readonly startsAt: Temporal.Instant;
  readonly state: SlotState;
  readonly because: string | null;
}

/** From the newest slot of a server that was not cancelled, and its newest complete update. */
export function slotFact(newest: EndedSlot | null, lastUpdatedAt: Temporal.Instant | null): SlotFact | null {
  if (newest === null || !['missed', 'failed', 'unknown'].includes(newest.state)) return null;
  if (lastUpdatedAt !== null && !isBefore(lastUpdatedAt, newest.startsAt)) return null;
  const params = { startsAt: newest.startsAt.toString(), because: newest.because ?? '', state: newest.state };
  return { rule: newest.state === 'missed' ? 'slot-missed' : 'slot-failed', severity: 'warning', params };
}
