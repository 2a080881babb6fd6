import { isAfter, isBefore, latest } from '../../../shared/time.ts';
import { isKnownZone, offsetStretchAt } from '../../../shared/zones.ts';

export type UpdateStatus = 'ok' | 'due' | 'overdue' | 'unscheduled';

/** What an update schedule asks of a server. */
export interface UpdateRhythm {
  /** 1 to 3650. */
  readonly intervalDays: number;
  /** ISO weekday, or null for no preference. It moves the suggested date only, never the status. */
  readonly preferredWeekday: number | null;
}

const days = (count: number): Temporal.DurationLike => ({ hours: count * 24 });

/** When the next update is due; null for a server never updated or without a schedule. A day is 24 hours, in UTC. */
export function dueAt(lastUpdatedAt: Temporal.Instant | null, rhythm: UpdateRhythm | null): Temporal.Instant | null {
  return lastUpdatedAt === null || rhythm === null ? null : lastUpdatedAt.add(days(rhythm.intervalDays));
}

/** How many days before the due instant a server counts as due: a fifth of the interval, at least one. */
export const warningDays = (intervalDays: number): number => Math.max(1, Math.ceil(intervalDays / 5));

/** From when on a server counts as due. */
export function warnsAt(lastUpdatedAt: Temporal.Instant | null, rhythm: UpdateRhythm | null): Temporal.Instant | null {
  const due = dueAt(lastUpdatedAt, rhythm);
  return due === null || rhythm === null ? null : due.subtract(days(warningDays(rhythm.intervalDays)));
}

/** The status at `now`. The due instant itself is still due; a server without a schedule is never ok, one never updated is overdue. */
export function updateStatusAt(lastUpdatedAt: Temporal.Instant | null, rhythm: UpdateRhythm | null, now: Temporal.Instant): UpdateStatus {
  if (rhythm === null) return 'unscheduled';
  const due = dueAt(lastUpdatedAt, rhythm);
  const warns = warnsAt(lastUpdatedAt, rhythm);
  if (due === null || warns === null || isAfter(now, due)) return 'overdue';
  return isBefore(now, warns) ? 'ok' : 'due';
}

/** Whole days of 24 hours since an instant; 0 for one that lies after `now`, null for never. */
export function daysSince(instant: Temporal.Instant | null, now: Temporal.Instant): number | null {
  if (instant === null) return null;
  return Math.max(0, Math.floor((now.epochMilliseconds - instant.epochMilliseconds) / 86_400_000));
}

/**
 * When the next update would suit best: the first instant of a preferred weekday between the warning and the due
 * instant; else the start of the last such weekday before that, if it lies after the last update; else the due instant.
 * Weekdays are the server's own (UTC without a known zone).
 */
export function suggestedUpdateAt(
  lastUpdatedAt: Temporal.Instant | null,
  rhythm: UpdateRhythm | null,
  timeZone: string | null,
): Temporal.Instant | null {
  const due = dueAt(lastUpdatedAt, rhythm);
  const warns = warnsAt(lastUpdatedAt, rhythm);
  if (lastUpdatedAt === null || rhythm === null || due === null || warns === null || rhythm.preferredWeekday === null) return due;
  const zone = timeZone !== null && isKnownZone(timeZone) ? timeZone : 'UTC';
  const within = firstOf(rhythm.preferredWeekday, warns.toZonedDateTimeISO(zone));
  if (!isAfter(within, due)) return within;
  const before = lastStartOf(rhythm.preferredWeekday, warns.toZonedDateTimeISO(zone));
  return isAfter(before, lastUpdatedAt) ? before : due;
}

/** The first instant at or after `from` that falls on a weekday. A day that the zone skipped is passed over. */
function firstOf(weekday: number, from: Temporal.ZonedDateTime): Temporal.Instant {
  for (let day = from.startOfDay(); ; day = day.add({ days: 1 }).startOfDay()) {
    if (day.dayOfWeek === weekday) return latest(day.toInstant(), from.toInstant());
  }
}

/** The start of the last such weekday that began before `from`. */
function lastStartOf(weekday: number, from: Temporal.ZonedDateTime): Temporal.Instant {
  for (let day = from.startOfDay().subtract({ days: 1 }).startOfDay(); ; day = day.subtract({ days: 1 }).startOfDay()) {
    if (day.dayOfWeek === weekday) return day.toInstant();
  }
}

const DAY = 86_400_000;

/**
 * The same for an update at a whole millisecond, in milliseconds since 1970: lists ask for hundreds of servers at once, and where the clock
 * is neither put forward nor back around the warning this is plain arithmetic.
 */
export function suggestedMilliseconds(lastUpdatedAt: number, rhythm: UpdateRhythm, timeZone: string | null): number {
  const { intervalDays, preferredWeekday } = rhythm;
  const due = lastUpdatedAt + intervalDays * DAY;
  if (preferredWeekday === null) return due;
  const warns = due - warningDays(intervalDays) * DAY;
  const zone = timeZone !== null && isKnownZone(timeZone) ? timeZone : 'UTC';
  const { from, until, offset } = offsetStretchAt(zone, warns);
  const day = Math.floor((warns + offset) / DAY);
  const ahead = daysUntil(preferredWeekday, day);
  if (ahead === 0) return warns;
  const within = (day + ahead) * DAY - offset;
  const before = within - 7 * DAY;
  if (Math.min(within, due) >= until || before - from < DAY) return exactly(lastUpdatedAt, rhythm, zone, due);
  if (within <= due) return within;
  return before > lastUpdatedAt ? before : due;
}

/** Day 0, 1 January 1970, was a Thursday. */
const daysUntil = (weekday: number, day: number): number => (((weekday - 4 - day) % 7) + 7) % 7;

function exactly(lastUpdatedAt: number, rhythm: UpdateRhythm, zone: string, due: number): number {
  return suggestedUpdateAt(Temporal.Instant.fromEpochMilliseconds(lastUpdatedAt), rhythm, zone)?.epochMilliseconds ?? due;
}
