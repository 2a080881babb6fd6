import { type InUseHours, riskyPeriods, windowStatusAt } from '../../../../shared/window.ts';
import { isKnownZone } from '../../../../shared/zones.ts';
import type { Touchable } from '../decide.ts';
import { DAY, intersection, type Span, spanOf, subtract } from './spans.ts';

const periodOf = (span: Span) => ({
  from: Temporal.Instant.fromEpochMilliseconds(span.from),
  until: Temporal.Instant.fromEpochMilliseconds(span.until),
});

/** The parts of a time in which nothing speaks against touching a server: neither in use (or in maintenance then) nor frozen. */
export function clearSpans({ hours, maintenance, freezes }: Touchable, within: Span): Span[] {
  const inUse = subtract(inUseSpans(hours, within), maintenance.map(spanOf));
  return subtract([within], [...inUse, ...freezes.map(spanOf)]);
}

/** Hours that nobody knows are not known to be safe. */
function inUseSpans(hours: InUseHours | null, within: Span): Span[] {
  const { from, until } = periodOf(within);
  return windowStatusAt(hours, from) === 'unknown' ? [within] : riskyPeriods(hours, from, until).map(spanOf);
}

/** All of a time but the freezes: what is left where no time is safe and the mode lets a person confirm. */
export const unfrozenSpans = ({ freezes }: Touchable, within: Span): Span[] => subtract([within], freezes.map(spanOf));

/** Weekdays are the server's own; UTC's without a known zone. */
export const knownZone = (timeZone: string | null): string => (timeZone !== null && isKnownZone(timeZone) ? timeZone : 'UTC');

/** The local days of a server that touch a time, cut to it, in order; UTC days without a known zone. */
export function* localDays(
  timeZone: string | null,
  within: Span,
  direction: 'forward' | 'backward',
): Generator<Span & { weekday: number }> {
  const zone = knownZone(timeZone);
  const step = direction === 'forward' ? { days: 1 } : { days: -1 };
  const first = direction === 'forward' ? within.from : within.until - 1;
  if (within.from >= within.until) return;
  let date = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone).toPlainDate();
  for (;;) {
    const span = daySpan(date, zone);
    const cut = intersection(span, within);
    // A day that the zone skipped has no length; it is passed over, and there are days behind it.
    if (cut !== null) yield { ...cut, weekday: date.dayOfWeek };
    else if (direction === 'forward' ? span.from >= within.until : span.until <= within.from) return;
    date = date.add(step);
  }
}

function daySpan(date: Temporal.PlainDate, zone: string): Span {
  const from = date.toZonedDateTime(zone).epochMilliseconds;
  return { from, until: Math.max(from, date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds) };
}

/** When a server wants to be updated. */
export interface Wish {
  /** From when on a start is possible at all. */
  readonly from: number;
  /** From when on the server counts as due. */
  readonly warnsAt: number;
  readonly dueAt: number;
  /** ISO weekday, or null. */
  readonly weekday: number | null;
  readonly timeZone: string | null;
}

/**
 * Where to look for a start before the due instant, best first; see `suggestedUpdateAt`. The preferred weekdays while the
 * server counts as due, in order; then those before, the latest first; then the same with any weekday.
 */
export function* preferredTimes(wish: Wish): Generator<Span> {
  const due = { from: Math.max(wish.from, wish.warnsAt), until: wish.dueAt };
  const early = { from: wish.from, until: Math.min(wish.warnsAt, wish.dueAt) };
  if (wish.weekday !== null) {
    for (const day of localDays(wish.timeZone, due, 'forward')) if (day.weekday === wish.weekday) yield day;
    for (const day of localDays(wish.timeZone, early, 'backward')) if (day.weekday === wish.weekday) yield day;
  }
  if (due.from < due.until) yield due;
  yield* localDays(wish.timeZone, early, 'backward');
}

/** How far after the due instant, or after now, a start is looked for where there is none before it. In-use hours repeat weekly. */
export const LOOK_AHEAD = 35 * DAY;
