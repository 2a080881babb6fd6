import { isAfter, isBefore, latest } from '../../../shared/time.ts';

/** Something that a group shows from `start` until before `end`. */
export interface ShownSpan {
  readonly eventId: string;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** What a TV of a group is to be at an instant, and why. */
export interface DesiredPower {
  readonly state: 'on' | 'off';
  readonly reason: 'active_event' | 'no_active_event';
  /** What is active now, in the order of their ids. */
  readonly activeEventIds: readonly string[];
  /** The whole stretch without a gap around now; null when off. */
  readonly window: { readonly start: Temporal.Instant; readonly end: Temporal.Instant } | null;
}

const OFF: DesiredPower = { state: 'off', reason: 'no_active_event', activeEventIds: [], window: null };

/**
 * Events that touch or overlap are one window: a TV is never sent to sleep between them (spec, "TV power intent").
 * `spans` in any order; those that are over may be left out, as far as they do not touch what is active.
 */
export function desiredPowerAt(spans: readonly ShownSpan[], now: Temporal.Instant): DesiredPower {
  const active = spans.filter(({ start, end }) => !isAfter(start, now) && isBefore(now, end));
  if (active.length === 0) return OFF;
  const window = windowAround(spans, now);
  return { state: 'on', reason: 'active_event', activeEventIds: [...new Set(active.map(({ eventId }) => eventId))].toSorted(), window };
}

function windowAround(spans: readonly ShownSpan[], now: Temporal.Instant): DesiredPower['window'] {
  let open: { start: Temporal.Instant; end: Temporal.Instant } | null = null;
  for (const { start, end } of spans.filter(isLasting).toSorted((a, b) => Temporal.Instant.compare(a.start, b.start))) {
    if (open !== null && !isAfter(start, open.end)) open = { start: open.start, end: latest(open.end, end) };
    else if (open !== null && isBefore(now, open.end)) return open;
    else open = { start, end };
  }
  return open;
}

const isLasting = ({ start, end }: ShownSpan): boolean => isBefore(start, end);

export interface IntentRhythm {
  /** How often an unchanged intent is published again. */
  readonly intervalSeconds: number;
  readonly multiplier: number;
  readonly minimumSeconds: number;
}

/** When a player that hears nothing more stops to trust an intent: some rhythms, and never less than the minimum. */
export const intentLife = ({ intervalSeconds, multiplier, minimumSeconds }: IntentRhythm): Temporal.Duration =>
  Temporal.Duration.from({ seconds: Math.max(multiplier * intervalSeconds, minimumSeconds) });

/** Whether a new intent begins; else the same is published again with fresh times. */
export const isOtherIntent = (
  before: Pick<DesiredPower, 'state' | 'reason'> | null,
  after: Pick<DesiredPower, 'state' | 'reason'>,
): boolean => before === null || before.state !== after.state || before.reason !== after.reason;

/** The next instant at which the answer of `desiredPowerAt` is another one; null: never again. */
export function nextPowerChange(spans: readonly ShownSpan[], now: Temporal.Instant): Temporal.Instant | null {
  const edges = spans.filter(isLasting).flatMap(({ start, end }) => [start, end]);
  const ahead = edges.filter((edge) => isAfter(edge, now)).toSorted(Temporal.Instant.compare);
  return ahead[0] ?? null;
}
