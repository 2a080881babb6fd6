/** The only source of "now" for actions and jobs; tests drive one by hand. */
export interface Clock {
  now(): Temporal.Instant;
}

/**
 * The machine's clock, cut to milliseconds: timestamptz holds microseconds and rounds,
 * so that a stored instant could otherwise lie after the `now` that wrote it.
 */
export const systemClock: Clock = { now: () => truncate(Temporal.Now.instant()) };

export const truncate = (instant: Temporal.Instant): Temporal.Instant =>
  instant.round({ smallestUnit: 'millisecond', roundingMode: 'trunc' });

export const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;

export const isAfter = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) > 0;

export const earliest = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (isBefore(b, a) ? b : a);

export const latest = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (isAfter(b, a) ? b : a);

/** RFC 3339 in UTC with `Z`, or null: how instants leave the console. */
export const toWire = (instant: Temporal.Instant | null): string | null => (instant === null ? null : instant.toString());
