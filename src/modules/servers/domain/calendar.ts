import { isAfter, isBefore, latest } from '../../../shared/time.ts';
import { type InUseHours, type Period, windowAt } from '../../../shared/window.ts';
import { isKnownZone } from '../../../shared/zones.ts';
import { suggestedUpdateAt, type UpdateRhythm } from './update-status.ts';

/** One server as a calendar needs it. */
export interface CalendarServer {
  readonly id: string;
  readonly createdAt: Temporal.Instant;
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly rhythm: UpdateRhythm | null;
  readonly dueAt: Temporal.Instant | null;
  readonly hours: InUseHours;
  readonly slots: readonly PlannedSlot[];
}

export interface PlannedSlot {
  readonly id: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** When it was planned or last moved. */
  readonly changedAt: Temporal.Instant;
}

/** An entry before it is put into words. `uid` is the same for the entry's whole life. */
export interface CalendarEntry {
  /** `due`: the day of the due instant. `suggested`: when it would suit best, as hours or as a day. `slot`: planned. */
  readonly kind: 'due' | 'overdue' | 'suggested' | 'slot';
  readonly uid: string;
  readonly when: Period | Temporal.PlainDate;
  /** Changes with the entry alone, so that equal calendars are equal texts. */
  readonly changedAt: Temporal.Instant;
}

/**
 * What a person's calendar shows of one server: the due day, and the planned slots or else the safe hours at the suggested
 * date. Hours that are not known, or never end, make the suggestion a whole day. It changes with the day, not with `now`.
 */
export function calendarEntries(server: CalendarServer, now: Temporal.Instant): readonly CalendarEntry[] {
  const changedAt = server.lastUpdatedAt ?? server.createdAt;
  const entry = (kind: CalendarEntry['kind'], name: string, when: CalendarEntry['when'], at = changedAt): CalendarEntry => ({
    kind,
    uid: `${name}@caretaker`,
    when,
    changedAt: at,
  });
  const { dueAt, id } = server;
  const due = dueAt === null ? [] : [entry(isBefore(dueAt, now) ? 'overdue' : 'due', `update-due-${id}`, dayOf(dueAt, server.hours))];
  const slots = server.slots.map((slot) =>
    entry('slot', `update-slot-${slot.id}`, { from: slot.startsAt, until: slot.endsAt }, slot.changedAt),
  );
  const suggestion = slots.length > 0 ? null : suggestionFor(server, now);
  return [...due, ...slots, ...(suggestion === null ? [] : [entry('suggested', `update-suggested-${id}`, suggestion)])];
}

/** The safe hours at the suggested date, or from today on where that has passed; null without a schedule. */
function suggestionFor({ lastUpdatedAt, rhythm, hours }: CalendarServer, now: Temporal.Instant): CalendarEntry['when'] | null {
  if (rhythm === null) return null;
  const today = now.toZonedDateTimeISO('UTC').startOfDay().toInstant();
  const suggested = suggestedUpdateAt(lastUpdatedAt, rhythm, hours.timeZone ?? null);
  const from = suggested === null ? today : latest(suggested, today);
  return safeHours(hours, from, now) ?? dayOf(from, hours);
}

/** The first stretch of safe hours from an instant on that is not over at `now`; null: not known, never, or without an end. */
function safeHours(hours: InUseHours, from: Temporal.Instant, now: Temporal.Instant): Period | null {
  // Hours repeat weekly: what does not come within two weeks never does.
  const horizon = from.add({ hours: 14 * 24 });
  for (let at = from; isBefore(at, horizon); ) {
    const { status, nextSafeAt, nextRiskyAt } = windowAt(hours, at);
    const start = status === 'safe' ? at : nextSafeAt;
    if (status === 'unknown' || start === null || nextRiskyAt === null) return null;
    const end = isAfter(nextRiskyAt, start) ? nextRiskyAt : windowAt(hours, start).nextRiskyAt;
    if (end === null) return null;
    if (isAfter(end, now)) return { from: start, until: end };
    at = end;
  }
  return null;
}

function dayOf(at: Temporal.Instant, { timeZone }: InUseHours): Temporal.PlainDate {
  const zone = timeZone != null && isKnownZone(timeZone) ? timeZone : 'UTC';
  return at.toZonedDateTimeISO(zone).toPlainDate();
}
