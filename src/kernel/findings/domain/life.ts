import { isAfter, isBefore } from '../../../shared/time.ts';

/** Three openings within a day are flapping. */
const OPENINGS = 3;
const FLAPPING_HOURS = 24;

/** A flapping finding stays open until it has been quiet for so long. */
const QUIET_HOURS = 2;

/** What becomes of a finding when its facts say that it is over. */
export type Ending = { readonly do: 'close' } | { readonly do: 'hold'; readonly closesAt: Temporal.Instant };

/** The instants to remember after it became true at `now`, oldest first. */
export const remember = (openings: readonly Temporal.Instant[], now: Temporal.Instant): readonly Temporal.Instant[] =>
  [...openings, now].slice(-OPENINGS);

export function isFlapping(openings: readonly Temporal.Instant[], now: Temporal.Instant): boolean {
  const third = openings.at(-OPENINGS);
  return third !== undefined && !isBefore(third, now.subtract({ hours: FLAPPING_HOURS }));
}

export function endingOf(openings: readonly Temporal.Instant[], now: Temporal.Instant): Ending {
  return isFlapping(openings, now) ? { do: 'hold', closesAt: now.add({ hours: QUIET_HOURS }) } : { do: 'close' };
}

/** Whether its quiet hours are over, though nobody has closed it yet. */
export const hasExpired = (closesAt: Temporal.Instant | null, now: Temporal.Instant): boolean =>
  closesAt !== null && !isAfter(closesAt, now);
