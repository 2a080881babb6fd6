import { ok, type Result, refuse } from '../../shared/result.ts';
import { isKnownZone } from '../../shared/zones.ts';
import type { CalendarFault } from '../contract/calendar.ts';
import { byDates, byRule, ended, endOf, instantOf, nextOf, type Occurrences, together, without } from './occurrences.ts';
import { type Rule, readRule } from './rule.ts';

export interface RecurrenceInput {
  /** The first possible occurrence, by the clock of `timeZone`. It is one only where the rule says so, or where there is no rule. */
  readonly start: Temporal.PlainDateTime;
  /** IANA zone id. */
  readonly timeZone: string;
  /** RFC 5545 RECUR (`FREQ=WEEKLY;BYDAY=MO`), without `RRULE:`. Null: the start and the `rdates` alone. */
  readonly rule: string | null;
  /** Local times at which it does not happen. */
  readonly exdates?: readonly Temporal.PlainDateTime[];
  /** Local times at which it happens besides, also after the end. */
  readonly rdates?: readonly Temporal.PlainDateTime[];
  /** The last instant at which the rule may make it happen; null or missing: as the rule says. */
  readonly until?: Temporal.Instant | null;
}

/** When something happens again and again. Pure: the same questions get the same answers. */
export interface Recurrence {
  readonly timeZone: string;
  /** The rule as a calendar should be told it, `until` within. */
  readonly rule: string | null;
  readonly exdates: readonly Temporal.PlainDateTime[];
  readonly rdates: readonly Temporal.PlainDateTime[];
  /** The first occurrence of all. */
  readonly first: Temporal.Instant;
  /** The occurrences from `from` until before `until`, in order, at most `limit` (10,000). Sees a hundred years from `from`. */
  occurrencesBetween(from: Temporal.Instant, until: Temporal.Instant, limit?: number): Temporal.Instant[];
  /** The first occurrence after `after`; null if there is none in a hundred years. */
  next(after: Temporal.Instant): Temporal.Instant | null;
}

const MAX_DATES = 1_000;
const MAX_OCCURRENCES = 10_000;
/** Before every start that is allowed. */
const BEGINNING = Temporal.Instant.from('1899-12-30T00:00:00Z');

/**
 * A recurrence by the wall clock of a zone: 08:00 stays 08:00 over changes of the clock. A local time that a change leaves
 * out does not happen and is not counted (RFC 5545 section 3.3.10); one that comes twice happens the first time. Single dates
 * (`rdates`, a start without rule) in such a gap are read with the offset before it (section 3.3.5): 02:30 is 03:30 then.
 * HOURLY and MINUTELY rules count elapsed time from the start instead.
 */
export function recurrence(input: RecurrenceInput): Result<Recurrence, CalendarFault> {
  const { timeZone, rdates = [], exdates = [], until = null } = input;
  const start = input.start.round({ smallestUnit: 'second', roundingMode: 'trunc' });
  if (!isKnownZone(timeZone)) return refuse('calendar.unknown_zone');
  if (Math.max(rdates.length, exdates.length) > MAX_DATES) return refuse('calendar.too_many_dates', { max: MAX_DATES });
  if (![start, ...rdates, ...exdates].every(isInRange)) return refuse('calendar.date_out_of_range');
  const rule = input.rule === null ? ok(null) : readRule(input.rule);
  if (!rule.ok) return rule;
  const hasEnd = rule.value !== null && (rule.value.count !== null || rule.value.until !== null);
  if (hasEnd && until !== null) return refuse('calendar.rule_two_ends');
  return build({ start, timeZone, rdates, exdates, until, rule: rule.value });
}

const isInRange = ({ year }: Temporal.PlainDateTime): boolean => year >= 1900 && year < 2200;

interface Parts extends Required<Omit<RecurrenceInput, 'rule'>> {
  readonly rule: Rule | null;
}

function build(parts: Parts): Result<Recurrence, CalendarFault> {
  const { timeZone, exdates, rdates } = parts;
  const { occurrences, ruleText } = parts.rule === null ? datesAlone(parts) : datesAndRule(parts, parts.rule);
  const all = without(
    occurrences,
    exdates.map((local) => instantOf(local, timeZone)),
  );
  const first = nextOf(all(BEGINNING));
  if (first === null) return refuse('calendar.never_happens');
  return ok({
    timeZone,
    rule: ruleText,
    exdates,
    rdates,
    first,
    occurrencesBetween: (from, until, limit = MAX_OCCURRENCES) =>
      ended(
        all,
        until.subtract({ nanoseconds: 1 }),
      )(from)
        .take(limit)
        .toArray(),
    next: (after) => nextOf(all(after.add({ nanoseconds: 1 }))),
  });
}

interface Ruled {
  readonly occurrences: Occurrences;
  readonly ruleText: string | null;
}

const datesAlone = ({ start, rdates, timeZone }: Parts): Ruled => ({
  occurrences: byDates([start, ...rdates].map((local) => instantOf(local, timeZone))),
  ruleText: null,
});

function datesAndRule({ start, rdates, timeZone, until }: Parts, rule: Rule): Ruled {
  const endless = byRule(rule, start, timeZone);
  const end = until ?? endOf(rule, endless, instantOf(start, timeZone), timeZone);
  const dates = byDates(rdates.map((local) => instantOf(local, timeZone)));
  return { occurrences: together(dates, ended(endless, end)), ruleText: textOf(rule, end) };
}

function textOf({ pattern, count }: Rule, end: Temporal.Instant | null): string {
  if (count !== null) return `${pattern};COUNT=${count}`;
  return end === null ? pattern : `${pattern};UNTIL=${end.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`;
}
