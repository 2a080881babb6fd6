import { isAfter, isBefore, latest } from '../../shared/time.ts';
import { createEngine } from './engine.ts';
import type { Rule, Until } from './rule.ts';

/** Occurrences from an instant on, in order, each once. */
export type Occurrences = (from: Temporal.Instant) => Generator<Temporal.Instant, void>;

/** A walk looks so far ahead and not further, so that a rule whose times never come cannot be followed for ever. */
const REACH = Temporal.Duration.from({ hours: 100 * 366 * 24 });
const END_OF_TIME = Temporal.Instant.from('3000-01-01T00:00:00Z');

/** By the pattern of a rule alone, without its end. */
export function byRule(rule: Rule, start: Temporal.PlainDateTime, timeZone: string): Occurrences {
  return rule.frequency === 'HOURLY' || rule.frequency === 'MINUTELY'
    ? byElapsedTime(rule, start, timeZone)
    : byWallClock(rule, start, timeZone);
}

/** The pattern is walked along a clock that no zone changes (UTC stands in for it), and each local time then looked up in the zone. */
function byWallClock(rule: Rule, start: Temporal.PlainDateTime, timeZone: string): Occurrences {
  const walk = createEngine(rule, start.toZonedDateTime('UTC'));
  const begin = instantOf(start, timeZone);
  return function* (from) {
    const end = reachOf(from, begin);
    for (const wall of walk(wallAt(from, timeZone).toZonedDateTime('UTC'))) {
      const at = generatedAt(wall.toPlainDateTime(), timeZone);
      if (isAfter(instantOf(wall.toPlainDateTime(), timeZone), end)) return;
      // A local time that comes twice may have been the first time already.
      if (at !== null && !isBefore(at, from)) yield at;
    }
  };
}

function byElapsedTime(rule: Rule, start: Temporal.PlainDateTime, timeZone: string): Occurrences {
  const walk = createEngine(rule, start.toZonedDateTime(timeZone));
  const begin = instantOf(start, timeZone);
  return function* (from) {
    const end = reachOf(from, begin);
    for (const local of walk(from.round({ smallestUnit: 'second', roundingMode: 'floor' }).toZonedDateTimeISO(timeZone))) {
      const at = local.toInstant();
      if (isAfter(at, end)) return;
      if (!isBefore(at, from)) yield at;
    }
  };
}

/** `from` may lie long before the start. */
const reachOf = (from: Temporal.Instant, start: Temporal.Instant): Temporal.Instant => {
  const end = latest(from, start).add(REACH);
  return isAfter(end, END_OF_TIME) ? END_OF_TIME : end;
};

const wallAt = (instant: Temporal.Instant, timeZone: string): Temporal.PlainDateTime =>
  instant.toZonedDateTimeISO(timeZone).toPlainDateTime().round({ smallestUnit: 'second', roundingMode: 'floor' });

/** What a person's local time means: the first of two, and the offset before a gap (RFC 5545 section 3.3.5). */
export const instantOf = (local: Temporal.PlainDateTime, timeZone: string): Temporal.Instant => local.toZonedDateTime(timeZone).toInstant();

/** Null for a local time that the zone leaves out: a rule does not happen then (section 3.3.10). */
function generatedAt(local: Temporal.PlainDateTime, timeZone: string): Temporal.Instant | null {
  const zoned = local.toZonedDateTime(timeZone);
  return zoned.toPlainDateTime().equals(local) ? zoned.toInstant() : null;
}

/** Single instants, in any order. */
export function byDates(instants: readonly Temporal.Instant[]): Occurrences {
  const sorted = [...instants].sort(Temporal.Instant.compare);
  return function* (from) {
    for (const [index, at] of sorted.entries()) {
      const isRepeated = sorted[index - 1]?.equals(at) ?? false;
      if (!isBefore(at, from) && !isRepeated) yield at;
    }
  };
}

/** Up to and including `end`; null: without end. */
export function ended(occurrences: Occurrences, end: Temporal.Instant | null): Occurrences {
  if (end === null) return occurrences;
  return function* (from) {
    if (isAfter(from, end)) return;
    for (const at of occurrences(from)) {
      if (isAfter(at, end)) return;
      yield at;
    }
  };
}

export function without(occurrences: Occurrences, excluded: readonly Temporal.Instant[]): Occurrences {
  const out = new Set(excluded.map((instant) => instant.epochMilliseconds));
  return function* (from) {
    for (const at of occurrences(from)) if (!out.has(at.epochMilliseconds)) yield at;
  };
}

/** Both, in order, each instant once. */
export function together(one: Occurrences, other: Occurrences): Occurrences {
  return function* (from) {
    const [left, right] = [one(from), other(from)];
    let [a, b] = [nextOf(left), nextOf(right)];
    while (a !== null || b !== null) {
      const order = a === null ? 1 : b === null ? -1 : Temporal.Instant.compare(a, b);
      const first = order > 0 ? b : a;
      if (first !== null) yield first;
      if (order <= 0) a = nextOf(left);
      if (order >= 0) b = nextOf(right);
    }
  };
}

/** The next step of a walk; null where it ends. */
export function nextOf(walk: ReturnType<Occurrences>): Temporal.Instant | null {
  const step = walk.next();
  return step.done ? null : step.value;
}

/** The last instant at which a rule lets it happen; null without an end. A count is walked through, from the first to the last. */
export function endOf(rule: Rule, occurrences: Occurrences, start: Temporal.Instant, timeZone: string): Temporal.Instant | null {
  if (rule.until !== null) return untilOf(rule.until, timeZone);
  return rule.count === null ? null : nthOf(occurrences, start, rule.count);
}

function untilOf(until: Until, timeZone: string): Temporal.Instant {
  if (until instanceof Temporal.Instant) return until;
  if (until instanceof Temporal.PlainDateTime) return instantOf(until, timeZone);
  return until.add({ days: 1 }).toZonedDateTime(timeZone).toInstant().subtract({ seconds: 1 });
}

function nthOf(occurrences: Occurrences, start: Temporal.Instant, count: number): Temporal.Instant | null {
  let seen = 0;
  let from = start;
  for (;;) {
    let last: Temporal.Instant | null = null;
    for (const at of occurrences(from)) {
      seen += 1;
      last = at;
      if (seen === count) return at;
    }
    if (last === null) return null;
    from = last.add({ seconds: 1 });
  }
}
