import { ok, type Refused, type Result, refuse } from './result.ts';
import { isKnownZone, LAST_INSTANT, offsetStretchAt } from './zones.ts';

/**
 * The hours in which people depend on a machine, by its own local clock: inside is risky. Start inclusive, end
 * exclusive; `start > end` runs over midnight and belongs to the weekday on which it starts.
 */
export interface ServiceWindow {
  /** `HH:MM`. */
  readonly start: string;
  /** `HH:MM`; `24:00` is the end of the day. */
  readonly end: string;
  /** IANA zone id. */
  readonly timeZone: string;
  /** ISO weekdays, 1 = Monday to 7 = Sunday. */
  readonly weekdays: readonly number[];
}

/** A window as it may be stored: any part can be missing. A ServiceWindow is one of these. */
export interface InUseHours {
  readonly start?: string | null;
  readonly end?: string | null;
  readonly timeZone?: string | null;
  /** Missing means all seven days. */
  readonly weekdays?: readonly number[] | null;
  /** The switch for machines that are never out of use: always risky, whatever the hours say. */
  readonly alwaysInUse?: boolean;
}

export type WindowStatus = 'safe' | 'risky' | 'unknown';

export interface WindowAnswer {
  readonly status: WindowStatus;
  /** The first instant after now at which risky turns into safe; null if that never happens or is unknown. */
  readonly nextSafeAt: Temporal.Instant | null;
  /** The first instant after now at which safe turns into risky; null if that never happens or is unknown. */
  readonly nextRiskyAt: Temporal.Instant | null;
  /** The clock that was compared; null without a known zone. */
  readonly local: Temporal.ZonedDateTime | null;
}

/** A pair of instants; `until` is not part of it. */
export interface Period {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export type WindowFault = 'window.bad_time' | 'window.edges_equal' | 'window.unknown_zone' | 'window.no_weekdays' | 'window.bad_weekday';

/** Whether the machine is in use at `now`. Missing hours, an unknown zone or hours that cannot be read are unknown, never safe. */
export function windowStatusAt(window: InUseHours | null, now: Temporal.Instant): WindowStatus {
  const rule = ruleOf(window);
  if (rule === null) return 'unknown';
  return isRiskyAt(rule, now.epochMilliseconds) ? 'risky' : 'safe';
}

/**
 * The status at `now` and the next instants at which it flips either way. Zone transitions are looked at too:
 * 02:00–02:30 flips four times in an autumn night, and an edge inside a spring gap acts at the first instant after it.
 */
export function windowAt(window: InUseHours | null, now: Temporal.Instant): WindowAnswer {
  const local = localTimeAt(window, now);
  const rule = ruleOf(window);
  if (rule === null) return { status: 'unknown', nextSafeAt: null, nextRiskyAt: null, local };
  const first = nextFlip(rule, now.epochMilliseconds);
  const second = first === null ? null : nextFlip(rule, first);
  return isRiskyAt(rule, now.epochMilliseconds)
    ? { status: 'risky', nextSafeAt: toInstant(first), nextRiskyAt: toInstant(second), local }
    : { status: 'safe', nextSafeAt: toInstant(second), nextRiskyAt: toInstant(first), local };
}

/** `windowAt` for one `now` and many machines: machines with the same hours share one answer. */
export function windowsAt(now: Temporal.Instant): (window: InUseHours | null) => WindowAnswer {
  const answers = new Map<string, WindowAnswer>();
  return (window) => {
    const key = keyOf(window);
    const answer = answers.get(key) ?? windowAt(window, now);
    answers.set(key, answer);
    return answer;
  };
}

/** `now` itself where it is safe, else the next safe instant; null if that never comes or is unknown. */
export function firstSafeAt(window: InUseHours | null, now: Temporal.Instant): Temporal.Instant | null {
  const { status, nextSafeAt } = windowAt(window, now);
  return status === 'safe' ? now : nextSafeAt;
}

/** The risky periods between two instants, cut to them, in order. Empty where the hours are unknown. */
export function riskyPeriods(window: InUseHours | null, from: Temporal.Instant, until: Temporal.Instant): Period[] {
  const rule = ruleOf(window);
  const periods: Period[] = [];
  if (rule === null) return periods;
  const end = until.epochMilliseconds;
  for (let at = from.epochMilliseconds; at < end; ) {
    const flip = Math.min(nextFlip(rule, at) ?? end, end);
    if (isRiskyAt(rule, at)) {
      periods.push({ from: Temporal.Instant.fromEpochMilliseconds(at), until: Temporal.Instant.fromEpochMilliseconds(flip) });
    }
    at = flip;
  }
  return periods;
}

/** The machine's local time, or null without a known zone. */
export function localTimeAt(window: InUseHours | null, now: Temporal.Instant): Temporal.ZonedDateTime | null {
  const zone = window?.timeZone ?? null;
  return zone !== null && isKnownZone(zone) ? now.toZonedDateTimeISO(zone) : null;
}

/** What a person typed, as a window: trimmed, times as `HH:MM`, weekdays sorted (missing: all seven). */
export function checkWindow(input: {
  readonly start: string | null;
  readonly end: string | null;
  readonly timeZone: string | null;
  readonly weekdays?: readonly number[] | null | undefined;
}): Result<ServiceWindow, WindowFault> {
  const start = minutesOf(input.start);
  const end = minutesOf(input.end);
  const timeZone = input.timeZone?.trim() ?? '';
  const weekdays = [...new Set(input.weekdays ?? EVERY_DAY)].sort();
  if (start === null || start === DAY_MINUTES) return fault('window.bad_time', 'start');
  if (end === null) return fault('window.bad_time', 'end');
  if (start === end) return fault('window.edges_equal', 'end');
  if (!isKnownZone(timeZone)) return fault('window.unknown_zone', 'timeZone');
  if (weekdays.length === 0) return fault('window.no_weekdays', 'weekdays');
  if (!weekdays.every(isWeekday)) return fault('window.bad_weekday', 'weekdays');
  return ok({ start: asClock(start), end: asClock(end), timeZone, weekdays });
}

const fault = (code: WindowFault, field: keyof ServiceWindow): Refused<WindowFault> => refuse(code, { path: `serviceWindow.${field}` });

const DAY_MINUTES = 1_440;
const MINUTE = 60_000;
const DAY = DAY_MINUTES * MINUTE;
const WEEK = 7 * DAY;
const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

// The seconds are there for values that come back from a `time` column; a window has whole minutes.
const CLOCK = /^(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))(?::00)?$/;

/** Minutes since midnight of `HH:MM`, up to 1440 for `24:00`; null for anything else. */
function minutesOf(text: string | null | undefined): number | null {
  const match = CLOCK.exec(text?.trim() ?? '');
  return match === null ? null : Number(match[1] ?? match[3]) * 60 + Number(match[2] ?? match[4]);
}

const asClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const isWeekday = (day: number): boolean => Number.isInteger(day) && day >= 1 && day <= 7;

const toInstant = (milliseconds: number | null): Temporal.Instant | null =>
  milliseconds === null ? null : Temporal.Instant.fromEpochMilliseconds(milliseconds);

/** A window ready to compute with. Local clocks repeat weekly, so the flips of one week, Monday first, say everything. */
interface WeekRule {
  /** Null for a machine that is always in use and needs none. */
  readonly zone: string | null;
  /** Milliseconds into the local week at which the status changes, ascending; empty if it never does. */
  readonly flips: readonly number[];
  /** Whether the last flip of a week, or the whole week if there is none, leaves the machine in use. */
  readonly riskyAtWeekEnd: boolean;
}

const ALWAYS: WeekRule = { zone: null, flips: [], riskyAtWeekEnd: true };
const MAX_RULES = 1_000;
const rules = new Map<string, WeekRule | null>();

function keyOf(window: InUseHours | null): string {
  if (window === null) return '';
  const { start, end, timeZone, weekdays, alwaysInUse } = window;
  return `${alwaysInUse === true}|${start}|${end}|${timeZone}|${weekdays?.join() ?? ''}|${weekdays?.length ?? ''}`;
}

function ruleOf(window: InUseHours | null): WeekRule | null {
  const key = keyOf(window);
  const remembered = rules.get(key);
  if (remembered !== undefined) return remembered;
  const rule = window === null ? null : buildRule(window);
  if (rules.size >= MAX_RULES) rules.clear();
  rules.set(key, rule);
  return rule;
}

function buildRule(hours: InUseHours): WeekRule | null {
  if (hours.alwaysInUse === true) return ALWAYS;
  const checked = checkWindow({
    start: hours.start ?? null,
    end: hours.end ?? null,
    timeZone: hours.timeZone ?? null,
    weekdays: hours.weekdays,
  });
  if (!checked.ok) return null;
  const { start, end, timeZone, weekdays } = checked.value;
  const from = (minutesOf(start) ?? 0) * MINUTE;
  const until = (minutesOf(end) ?? 0) * MINUTE;
  const length = until > from ? until - from : until - from + DAY;
  const begins = weekdays.map((day) => (day - 1) * DAY + from);
  const isInside = (at: number): boolean => begins.some((begin) => mod(at - begin, WEEK) < length);
  const edges = new Set(begins.flatMap((begin) => [begin, mod(begin + length, WEEK)]));
  const flips = [...edges].sort((a, b) => a - b).filter((edge) => isInside(edge) !== isInside(mod(edge - 1, WEEK)));
  return { zone: timeZone, flips, riskyAtWeekEnd: isInside(WEEK - 1) };
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;

// Day 0 of the epoch, 1 January 1970, was a Thursday: three days after a Monday.
const intoWeek = (localMilliseconds: number): number => mod(localMilliseconds + 3 * DAY, WEEK);

function isRiskyAt(rule: WeekRule, at: number): boolean {
  if (rule.zone === null || rule.flips.length === 0) return rule.riskyAtWeekEnd;
  const position = intoWeek(at + offsetStretchAt(rule.zone, at).offset);
  // Every flip changes sides, so the number of flips still ahead in this week tells the side we are on.
  const ahead = rule.flips.length - flipsUpTo(rule.flips, position);
  return ahead % 2 === 0 ? rule.riskyAtWeekEnd : !rule.riskyAtWeekEnd;
}

function flipsUpTo(flips: readonly number[], position: number): number {
  let count = 0;
  for (const flip of flips) {
    if (flip > position) break;
    count += 1;
  }
  return count;
}

/** The first instant after `at`, in milliseconds, at which the status changes; null if it never does. */
function nextFlip(rule: WeekRule, at: number): number | null {
  if (rule.zone === null || rule.flips.length === 0) return null;
  const risky = isRiskyAt(rule, at);
  for (let from = at; from < LAST_INSTANT; ) {
    const { offset, until } = offsetStretchAt(rule.zone, from);
    const candidate = from + untilNextFlip(rule.flips, intoWeek(from + offset));
    if (candidate < until) return candidate;
    // The clock is put forward or back here, which may itself lead into or out of the window.
    if (isRiskyAt(rule, until) !== risky) return until;
    from = until;
  }
  return null;
}

function untilNextFlip(flips: readonly number[], position: number): number {
  const next = flips[flipsUpTo(flips, position)];
  return next === undefined ? (flips[0] ?? 0) + WEEK - position : next - position;
}
