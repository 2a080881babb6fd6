import { isWeekdayCode, type Rule, WEEKDAYS } from './rule.ts';

/** The occurrences of a pattern from a time on, in order, without end. */
export type Walk = (from: Temporal.ZonedDateTime) => Generator<Temporal.ZonedDateTime>;

/**
 * Whether a rule is one that rrule-temporal 2.2.7 may read wrongly: yearly ones that combine kinds of days, where RFC 5545 lets
 * BYDAY narrow the others and the library adds it to them, and BYWEEKNO without BYDAY. Found by looking at each day (the test).
 */
export function isOwnWork(rule: Rule): boolean {
  if (rule.frequency !== 'YEARLY') return false;
  const kinds = (['BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYDAY'] as const).filter((name) => rule.list(name).length > 0);
  const numbered = rule.list('BYDAY').filter((day) => !isWeekdayCode(day));
  return kinds.length > 1 || kinds[0] === 'BYWEEKNO' || (numbered.length > 0 && numbered.length < rule.list('BYDAY').length);
}

/** A leap day on a given weekday comes after forty years at the latest; what has not come after a hundred never comes. */
const YEARS_WITHOUT = 100;

/** Such a rule's occurrences, year by year, by looking at each of its days (RFC 5545 section 3.3.10). */
export function walkYears(rule: Rule, start: Temporal.ZonedDateTime): Walk {
  const times = timesOf(rule, start.toPlainTime());
  return function* (from) {
    const begin = Temporal.ZonedDateTime.compare(from, start) > 0 ? from : start;
    const skipped = Math.ceil((begin.year - start.year) / rule.interval);
    let lastYear = begin.year;
    for (let year = start.year + skipped * rule.interval; year - lastYear <= YEARS_WITHOUT; year += rule.interval) {
      for (const local of localsOf(rule, daysOf(rule, start.toPlainDate(), year), times)) {
        const zoned = local.toZonedDateTime(start.timeZoneId);
        if (Temporal.ZonedDateTime.compare(zoned, begin) < 0) continue;
        lastYear = year;
        yield zoned;
      }
    }
  };
}

const numbers = (rule: Rule, name: Parameters<Rule['list']>[0]): number[] => rule.list(name).map(Number);

function timesOf(rule: Rule, start: Temporal.PlainTime): Temporal.PlainTime[] {
  const or = (name: 'BYHOUR' | 'BYMINUTE' | 'BYSECOND', without: number): number[] => {
    const listed = numbers(rule, name);
    return [...new Set(listed.length === 0 ? [without] : listed)].sort((a, b) => a - b);
  };
  return or('BYHOUR', start.hour).flatMap((hour) =>
    or('BYMINUTE', start.minute).flatMap((minute) =>
      or('BYSECOND', start.second).map((second) => Temporal.PlainTime.from({ hour, minute, second })),
    ),
  );
}

function daysOf(rule: Rule, start: Temporal.PlainDate, year: number): Temporal.PlainDate[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  return Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index })).filter(dayTest(rule, start));
}

/** Each day at each time, or of all these only those at the positions of BYSETPOS; negative ones count from the end. */
function* localsOf(
  rule: Rule,
  days: readonly Temporal.PlainDate[],
  times: readonly Temporal.PlainTime[],
): Generator<Temporal.PlainDateTime> {
  const total = days.length * times.length;
  const positions = numbers(rule, 'BYSETPOS').map((position) => (position > 0 ? position - 1 : total + position));
  const indexes = positions.length === 0 ? Array(total).keys() : new Set(positions.sort((a, b) => a - b));
  for (const index of indexes) {
    const [day, time] = [days[Math.floor(index / times.length)], times[index % times.length]];
    if (day !== undefined && time !== undefined) yield day.toPlainDateTime(time);
  }
}

function dayTest(rule: Rule, start: Temporal.PlainDate): (day: Temporal.PlainDate) => boolean {
  const [months, weeks, yearDays, monthDays] = [
    numbers(rule, 'BYMONTH'),
    numbers(rule, 'BYWEEKNO'),
    numbers(rule, 'BYYEARDAY'),
    numbers(rule, 'BYMONTHDAY'),
  ];
  // Weeks say no weekday, so it is the start's.
  const named = rule.list('BYDAY').map(weekdayOf);
  const weekdays = named.length > 0 || yearDays.length + monthDays.length > 0 ? named : [{ weekday: start.dayOfWeek, nth: null }];
  return (day) =>
    isAmong(months, day.month, 12) &&
    isAmong(yearDays, day.dayOfYear, day.daysInYear) &&
    isAmong(monthDays, day.day, day.daysInMonth) &&
    (weeks.length === 0 || isInWeek(weeks, day, rule.weekStart)) &&
    (weekdays.length === 0 || weekdays.some(({ weekday, nth }) => weekday === day.dayOfWeek && isNth(day, nth, months.length > 0)));
}

/** `-1` is the last of `length`. An empty list names everything. */
const isAmong = (list: readonly number[], value: number, length: number): boolean =>
  list.length === 0 || list.includes(value) || list.includes(value - length - 1);

function weekdayOf(text: string): { weekday: number; nth: number | null } {
  const nth = text.slice(0, -2);
  return { weekday: WEEKDAYS.findIndex((code) => text.endsWith(code)) + 1, nth: nth === '' ? null : Number(nth) };
}

/** The nth such weekday of the month where the rule names months, else of the year. */
function isNth(day: Temporal.PlainDate, nth: number | null, ofMonth: boolean): boolean {
  if (nth === null) return true;
  const [position, length] = ofMonth ? [day.day, day.daysInMonth] : [day.dayOfYear, day.daysInYear];
  return Math.ceil(position / 7) === nth || -Math.ceil((length - position + 1) / 7) === nth;
}

/** Weeks begin on the rule's WKST; the first of a year is the first with four days in it. */
function isInWeek(weeks: readonly number[], day: Temporal.PlainDate, weekStart: Rule['weekStart']): boolean {
  const intoWeek = (day.dayOfWeek - 1 - WEEKDAYS.indexOf(weekStart) + 7) % 7;
  const fourth = day.add({ days: 3 - intoWeek });
  const lastFourth = fourth.add({ days: 7 * Math.floor((fourth.daysInYear - fourth.dayOfYear) / 7) });
  return isAmong(weeks, Math.ceil(fourth.dayOfYear / 7), Math.ceil(lastFourth.dayOfYear / 7));
}
