import { ok, type Refused, type Result, refuse } from '../../shared/result.ts';

/** A recurrence rule taken apart (RFC 5545 section 3.3.10): its end, and the parts that say when, ready for the engine. */
export interface Rule {
  readonly frequency: Frequency;
  readonly count: number | null;
  readonly until: Until | null;
  /** All parts but the end, as one text in their usual order. */
  readonly pattern: string;
  /** The lists of the pattern by name (`BYDAY`), empty where there is none. */
  list(name: ListName): readonly string[];
  readonly interval: number;
  readonly weekStart: Weekday;
  /** The most occurrences that one day can have. */
  readonly perDay: number;
}

export type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY' | 'MINUTELY';

export type ListName = 'BYMONTH' | 'BYWEEKNO' | 'BYYEARDAY' | 'BYMONTHDAY' | 'BYDAY' | 'BYHOUR' | 'BYMINUTE' | 'BYSECOND' | 'BYSETPOS';

/** In the order of ISO weekdays: Monday is the first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const isWeekdayCode = (text: string): text is Weekday => (WEEKDAYS as readonly string[]).includes(text);

/** An UNTIL as it was written. A day alone includes all of that day by the clock of the recurrence. */
export type Until = Temporal.Instant | Temporal.PlainDateTime | Temporal.PlainDate;

export type RuleFault = 'calendar.bad_rule' | 'calendar.too_frequent' | 'calendar.rule_two_ends';

const MAX_LENGTH = 1_000;
/** A count is walked through once, from the first to the last. */
const MAX_COUNT = 10_000;
const MAX_INTERVAL = 10_000;

const FREQUENCIES: readonly string[] = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY'] satisfies Frequency[];
const isFrequency = (text: string): text is Frequency => FREQUENCIES.includes(text);
/** `+1FR` is another way to write `1FR`. */
const PLUS = /(?<=[=,])\+(?=\d)/g;
const UNTIL = /^(\d{8})(T\d{6}Z?)?$/;
const WEEKDAY = `(?:${WEEKDAYS.join('|')})`;

const SHAPES: Readonly<Record<string, (value: string) => boolean>> = {
  FREQ: isFrequency,
  UNTIL: (value) => UNTIL.test(value) && readUntil(value) !== null,
  COUNT: (value) => isNumber(value, 1, MAX_COUNT),
  INTERVAL: (value) => isNumber(value, 1, MAX_INTERVAL),
  BYMONTH: listOf((value) => isNumber(value, 1, 12)),
  BYWEEKNO: listOf((value) => isSigned(value, 53)),
  BYYEARDAY: listOf((value) => isSigned(value, 366)),
  BYMONTHDAY: listOf((value) => isSigned(value, 31)),
  BYDAY: listOf((value) => isWeekday(value)),
  BYHOUR: listOf((value) => isNumber(value, 0, 23)),
  BYMINUTE: listOf((value) => isNumber(value, 0, 59)),
  // One second of the minute at most: a plan by seconds is not what people keep here.
  BYSECOND: (value) => isNumber(value, 0, 59),
  BYSETPOS: listOf((value) => isSigned(value, 366)),
  WKST: isWeekdayCode,
};

/** Reads a RECUR value, without `RRULE:`, in any case of letters. What RFC 5545 forbids is refused with the part that is to blame. */
export function readRule(text: string): Result<Rule, RuleFault> {
  const parts = new Map<string, string>();
  if (text.length > MAX_LENGTH) return bad(`${text.slice(0, 20)}…`);
  for (const part of text.toUpperCase().replaceAll(PLUS, '').split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (part === 'FREQ=SECONDLY') return refuse('calendar.too_frequent');
    if (more.length > 0 || parts.has(name) || !(Object.hasOwn(SHAPES, name) && SHAPES[name]?.(value))) return bad(part);
    parts.set(name, value);
  }
  if (parts.has('COUNT') && parts.has('UNTIL')) return refuse('calendar.rule_two_ends');
  const misplaced = misplacedPart(parts);
  return misplaced === null ? build(parts) : bad(`${misplaced}=${parts.get(misplaced) ?? ''}`);
}

const bad = (part: string): Refused<'calendar.bad_rule'> => refuse('calendar.bad_rule', { part: part === '' ? 'FREQ' : part });

function build(parts: ReadonlyMap<string, string>): Result<Rule, RuleFault> {
  const frequency = parts.get('FREQ') ?? '';
  if (!isFrequency(frequency)) return bad('FREQ');
  const pattern = Object.keys(SHAPES).flatMap((name) => (parts.has(name) && !ENDS.has(name) ? [`${name}=${parts.get(name)}`] : []));
  const count = parts.get('COUNT');
  const weekStart = parts.get('WKST') ?? '';
  return ok({
    frequency,
    count: count === undefined ? null : Number(count),
    until: readUntil(parts.get('UNTIL') ?? ''),
    pattern: pattern.join(';'),
    list: (name) => parts.get(name)?.split(',') ?? [],
    interval: Number(parts.get('INTERVAL') ?? 1),
    weekStart: isWeekdayCode(weekStart) ? weekStart : 'MO',
    perDay: perDay(frequency, parts),
  });
}

const ENDS = new Set(['COUNT', 'UNTIL']);

/** The table of section 3.3.10: which part makes no sense with which frequency. */
function misplacedPart(parts: ReadonlyMap<string, string>): string | null {
  const frequency = parts.get('FREQ') ?? '';
  const numbered = /\d/.test(parts.get('BYDAY') ?? '');
  const is = (...frequencies: string[]): boolean => frequencies.includes(frequency);
  if (numbered && (!is('MONTHLY', 'YEARLY') || parts.has('BYWEEKNO'))) return 'BYDAY';
  if (parts.has('BYMONTHDAY') && is('WEEKLY')) return 'BYMONTHDAY';
  if (parts.has('BYYEARDAY') && is('DAILY', 'WEEKLY', 'MONTHLY')) return 'BYYEARDAY';
  if (parts.has('BYWEEKNO') && !is('YEARLY')) return 'BYWEEKNO';
  const others = [...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS');
  return parts.has('BYSETPOS') && !others ? 'BYSETPOS' : null;
}

function perDay(frequency: Frequency, parts: ReadonlyMap<string, string>): number {
  const listed = (name: string, without: number): number => parts.get(name)?.split(',').length ?? without;
  const hours = listed('BYHOUR', frequency === 'HOURLY' || frequency === 'MINUTELY' ? 24 : 1);
  return hours * listed('BYMINUTE', frequency === 'MINUTELY' ? 60 : 1);
}

function readUntil(value: string): Until | null {
  const [, day, time = ''] = UNTIL.exec(value) ?? [];
  if (day === undefined) return null;
  try {
    if (time === '') return Temporal.PlainDate.from(day);
    return time.endsWith('Z') ? Temporal.Instant.from(`${day}${time}`) : Temporal.PlainDateTime.from(`${day}${time}`);
  } catch {
    // A RangeError says that there is no such day or time.
    return null;
  }
}

const isNumber = (value: string, from: number, to: number): boolean =>
  /^\d{1,6}$/.test(value) && Number(value) >= from && Number(value) <= to;

const isSigned = (value: string, to: number): boolean => isNumber(value.replace(/^-/, ''), 1, to);

function isWeekday(value: string): boolean {
  const match = new RegExp(`^(-?\\d{1,2})?${WEEKDAY}$`).exec(value);
  return match !== null && (match[1] === undefined || isSigned(match[1], 53));
}

function listOf(isOne: (value: string) => boolean): (values: string) => boolean {
  return (values) => values.split(',').every(isOne);
}
