import { type InUseHours, riskyPeriods } from '../../../../shared/window.ts';

/** In-use hours of one local day, in minutes of the server's wall clock (0 to 1440). */
export interface InUseDay {
  readonly date: Temporal.PlainDate;
  readonly stretches: readonly { readonly from: number; readonly until: number }[];
  /** Hours the day has: 23 or 25 where the clock is changed. */
  readonly lengthHours: number;
}

/**
 * Today and the six days after it by the server's own clock. Where the clock is put back, both passes of an hour
 * share one place, as they do on a wall clock.
 */
export function inUseDays(hours: InUseHours, timeZone: string, now: Temporal.Instant): InUseDay[] {
  const today = now.toZonedDateTimeISO(timeZone).startOfDay();
  return Array.from({ length: 7 }, (_, index) => dayOf(hours, today.add({ days: index }).startOfDay()));
}

function dayOf(hours: InUseHours, start: Temporal.ZonedDateTime): InUseDay {
  const end = start.add({ days: 1 }).startOfDay();
  const stretches = riskyPeriods(hours, start.toInstant(), end.toInstant()).map(({ from, until }) => {
    const edges = [minuteOf(from, start), until.equals(end.toInstant()) ? DAY_MINUTES : minuteOf(until, start)];
    return { from: Math.min(...edges), until: Math.max(...edges) };
  });
  return { date: start.toPlainDate(), stretches: eachOnce(stretches), lengthHours: start.hoursInDay };
}

const eachOnce = (stretches: InUseDay['stretches']): InUseDay['stretches'] =>
  stretches.filter(({ from, until }, index) => stretches.findIndex((other) => other.from === from && other.until === until) === index);

export const DAY_MINUTES = 1_440;

/** Minutes since midnight on the wall clock of a day's zone. */
export function minuteOf(at: Temporal.Instant, day: Temporal.ZonedDateTime): number {
  const { hour, minute } = at.toZonedDateTimeISO(day.timeZoneId);
  return hour * 60 + minute;
}

/** `HH:MM` of a minute of the day; 1440 is `24:00`. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
