import { type Recurrence, recurrence } from '../../../../kernel/calendar/recurrence.ts';
import type { CalendarFault } from '../../../../kernel/contract/calendar.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { endOf, longest, type Occurrence, occurrencesIn, type Starts } from '../../domain/content/occurrences.ts';
import type { EventRow, EventValues, Reach } from '../../store/content/events.ts';

/** What an event says about when it happens. */
export type Times = Pick<EventValues, 'starts' | 'ends' | 'timeZone' | 'rule' | 'until'>;

export type TimesFault =
  | CalendarFault
  | 'screens.ends_before_start'
  | 'screens.too_long'
  | 'screens.too_dense'
  | 'screens.until_before_start';

/** A series must not be longer than a week at a time: a day's question would have to look through all that began long ago. */
const LONGEST_OF_SERIES = Temporal.Duration.from({ hours: 7 * 24 });
const LONGEST_ONCE = Temporal.Duration.from({ hours: 366 * 24 });
/** As many occurrences of one series at the same moment are a mistake. */
const MOST_AT_ONCE = 24;

export interface Series extends Starts {
  readonly first: Temporal.Instant;
  readonly reach: Reach;
  next(after: Temporal.Instant): Temporal.Instant | null;
}

/** When an event happens; what makes no sense is refused with the field that is to blame. */
export function seriesOf(times: Times): Result<Series, TimesFault> {
  const fault = faultOf(times);
  if (fault !== null) return fault;
  const until = times.until === null ? null : lastMoment(times.until, times.timeZone);
  const recurring = recurrence({ start: times.starts, timeZone: times.timeZone, rule: times.rule, until });
  if (!recurring.ok) return refuse(recurring.code, { ...recurring.params, path: pathOf(recurring.code) });
  const series = toSeries(recurring.value, times);
  const atOnce = series.between(series.first, endOf(times, series.first), MOST_AT_ONCE + 1);
  return atOnce.length > MOST_AT_ONCE ? refuse('screens.too_dense', { path: 'rule' }) : ok(series);
}

function faultOf({ starts, ends, rule, until, timeZone }: Times): Result<never, TimesFault> | null {
  if (Temporal.PlainDateTime.compare(ends, starts) <= 0) return refuse('screens.ends_before_start', { path: 'end' });
  const most = rule === null ? LONGEST_ONCE : LONGEST_OF_SERIES;
  const length = starts.until(ends, { largestUnit: 'hour' });
  if (Temporal.Duration.compare(length, most) > 0) return refuse('screens.too_long', { path: 'end', days: most.total('hours') / 24 });
  if (until === null) return null;
  if (rule === null || Temporal.PlainDate.compare(until, starts.toPlainDate()) < 0)
    return refuse('screens.until_before_start', { path: 'until' });
  return until.year > 2_199 ? refuse('calendar.date_out_of_range', { path: 'until', timeZone }) : null;
}

const pathOf = (code: CalendarFault): string => {
  if (code === 'calendar.unknown_zone') return 'timeZone';
  return code === 'calendar.date_out_of_range' ? 'start' : 'rule';
};

/** Of a zone that is unknown it is asked, too, before that is found out. */
function lastMoment(day: Temporal.PlainDate, timeZone: string): Temporal.Instant | null {
  try {
    return day.add({ days: 1 }).toZonedDateTime(timeZone).toInstant().subtract({ seconds: 1 });
  } catch {
    return null; // A RangeError: the recurrence refuses the zone.
  }
}

function toSeries(recurring: Recurrence, times: Times): Series {
  const last = lastStart(recurring, times);
  return {
    first: recurring.first,
    between: (from, until, limit) => recurring.occurrencesBetween(from, until, limit),
    next: (after) => recurring.next(after),
    reach: { firstAt: recurring.first, lastAt: last?.add(longest(times)) ?? null },
  };
}

/** Null: no end, or one that only counting would find. */
function lastStart({ rule, first }: Recurrence, { rule: asked }: Times): Temporal.Instant | null {
  if (asked === null) return first;
  const until = /;UNTIL=(\d{8}T\d{6}Z)$/.exec(rule ?? '')?.[1];
  return until === undefined ? null : Temporal.Instant.from(until);
}

/** The occurrences of a stored event of which any part lies in the window. */
export function occurrencesOf(event: EventRow, from: Temporal.Instant, until: Temporal.Instant): readonly Occurrence[] {
  const series = seriesOf(event);
  // What was stored once was good then. A zone can go away with a newer version of the database of zones.
  return series.ok ? occurrencesIn({ ...event, isSeries: event.rule !== null }, series.value, from, until) : [];
}
