/** The parts of a rule of whole days, as the test makes them up. */
export interface DayRule {
  readonly frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly weekStart: number;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly yearDays: readonly number[];
  readonly weeks: readonly number[];
  readonly days: readonly { readonly weekday: number; readonly nth: number | null }[];
  readonly positions: readonly number[];
}

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** The rule as RFC 5545 writes it. */
export function ruleText(rule: DayRule): string {
  const list = (name: string, values: readonly (number | string)[]): string[] => (values.length === 0 ? [] : [`${name}=${values.join()}`]);
  return [
    `FREQ=${rule.frequency}`,
    `INTERVAL=${rule.interval}`,
    `WKST=${CODES[rule.weekStart - 1]}`,
    ...list('BYMONTH', rule.months),
    ...list('BYMONTHDAY', rule.monthDays),
    ...list('BYYEARDAY', rule.yearDays),
    ...list('BYWEEKNO', rule.weeks),
    ...list(
      'BYDAY',
      rule.days.map(({ weekday, nth }) => `${nth ?? ''}${CODES[weekday - 1]}`),
    ),
    ...list('BYSETPOS', rule.positions),
  ].join(';');
}

type Day = Temporal.PlainDate;

/** The days of a rule by looking at each day there is, with RFC 5545 section 3.3.10 in hand. Slow, and short enough to be believed. */
export function daysOf(rule: DayRule, start: Day, until: Day): Day[] {
  const found: Day[] = [];
  for (const days of Map.groupBy(eachDay(firstOfPeriod(rule, start), until), (day) => periodOf(rule, day, start)).entries()) {
    if (days[0] % rule.interval !== 0) continue;
    const chosen = days[1].filter((day) => isMeant(rule, day, start));
    found.push(...chosen.filter((_day, index) => isAtPosition(rule, index, chosen.length)));
  }
  return found.filter((day) => Temporal.PlainDate.compare(day, start) >= 0);
}

function eachDay(from: Day, until: Day): Day[] {
  return Array.from({ length: from.until(until).days + 1 }, (_, index) => from.add({ days: index }));
}

const weekOf = (day: Day, weekStart: number): Day => day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 });

function firstOfPeriod({ frequency, weekStart }: DayRule, start: Day): Day {
  if (frequency === 'DAILY') return start;
  if (frequency === 'WEEKLY') return weekOf(start, weekStart);
  return frequency === 'MONTHLY' ? start.with({ day: 1 }) : start.with({ month: 1, day: 1 });
}

/** How many periods (days, weeks, months, years) after the first one a day lies. */
function periodOf({ frequency, weekStart }: DayRule, day: Day, start: Day): number {
  if (frequency === 'DAILY') return start.until(day).days;
  if (frequency === 'WEEKLY') return weekOf(start, weekStart).until(weekOf(day, weekStart)).days / 7;
  const years = day.year - start.year;
  return frequency === 'YEARLY' ? years : years * 12 + day.month - start.month;
}

function isMeant(rule: DayRule, day: Day, start: Day): boolean {
  const { frequency, months, monthDays, yearDays, weeks, days } = rule;
  const names = (list: readonly number[], of: number, length: number): boolean =>
    list.length === 0 || list.some((n) => (n > 0 ? n : length + 1 + n) === of);
  if (!names(months, day.month, 12) || !names(monthDays, day.day, day.daysInMonth) || !names(yearDays, day.dayOfYear, day.daysInYear))
    return false;
  if (weeks.length > 0 && !weeks.includes(weekNumber(rule, day))) return false;
  if (days.length > 0) return days.some(({ weekday, nth }) => weekday === day.dayOfWeek && (nth === null || isNth(rule, day, nth)));
  // What the rule does not say is taken from the start.
  if (monthDays.length > 0 || yearDays.length > 0 || frequency === 'DAILY') return true;
  if (frequency === 'WEEKLY' || weeks.length > 0) return day.dayOfWeek === start.dayOfWeek;
  return day.day === start.day && (frequency === 'MONTHLY' || months.length > 0 || day.month === start.month);
}

/** The nth such weekday of the month, or of the year where a yearly rule names no month. */
function isNth({ frequency, months }: DayRule, day: Day, nth: number): boolean {
  const ofYear = frequency === 'YEARLY' && months.length === 0;
  const [position, length] = ofYear ? [day.dayOfYear, day.daysInYear] : [day.day, day.daysInMonth];
  return nth > 0 ? Math.ceil(position / 7) === nth : Math.ceil((length - position + 1) / 7) === -nth;
}

/** Weeks that begin on `weekStart`; the first one has at least four days in the year. */
function weekNumber({ weekStart }: DayRule, day: Day): number {
  const fourthDay = weekOf(day, weekStart).add({ days: 3 });
  return Math.ceil(fourthDay.dayOfYear / 7);
}

const isAtPosition = ({ positions }: DayRule, index: number, length: number): boolean =>
  positions.length === 0 || positions.some((position) => (position > 0 ? position - 1 : length + position) === index);
