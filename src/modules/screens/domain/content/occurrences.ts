import { isAfter, isBefore } from '../../../../shared/time.ts';

/** When something happens, whoever computes it. */
export interface Starts {
  between(from: Temporal.Instant, until: Temporal.Instant, limit: number): readonly Temporal.Instant[];
}

/** An event as far as time goes. */
export interface Timed {
  readonly id: string;
  /** Wall clock of `timeZone`, of the first occurrence. */
  readonly starts: Temporal.PlainDateTime;
  readonly ends: Temporal.PlainDateTime;
  readonly timeZone: string;
  readonly isSeries: boolean;
  /** Begins of occurrences that do not happen. */
  readonly skipped: readonly Temporal.Instant[];
}

export interface Occurrence {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** More than any calendar of people has; what lies behind is left out. */
const AT_MOST = 10_000;
/** A change of the clock can make an occurrence that much longer than its wall times say. */
const CLOCK_CHANGE = Temporal.Duration.from({ hours: 3 });

/**
 * The end of the occurrence that begins at `start`: so much later by the wall clock. Where a change of the clock leaves nothing
 * of it, it lasts as long as it would without.
 */
export function endOf({ starts, ends, timeZone }: Pick<Timed, 'starts' | 'ends' | 'timeZone'>, start: Temporal.Instant): Temporal.Instant {
  const length = starts.until(ends);
  const end = start.toZonedDateTimeISO(timeZone).toPlainDateTime().add(length).toZonedDateTime(timeZone).toInstant();
  return isAfter(end, start) ? end : start.add(elapsed(starts, ends));
}

/** How long occurrences last at most. */
export const longest = ({ starts, ends }: Pick<Timed, 'starts' | 'ends'>): Temporal.Duration => elapsed(starts, ends).add(CLOCK_CHANGE);

const elapsed = (starts: Temporal.PlainDateTime, ends: Temporal.PlainDateTime): Temporal.Duration =>
  starts.until(ends, { largestUnit: 'hour' });

/** The occurrences of which any part lies in [from, until), in order. */
export function occurrencesIn(event: Timed, starts: Starts, from: Temporal.Instant, until: Temporal.Instant): readonly Occurrence[] {
  const skipped = new Set(event.skipped.map(({ epochMilliseconds }) => epochMilliseconds));
  return starts
    .between(from.subtract(longest(event)), until, AT_MOST)
    .filter(({ epochMilliseconds }) => !skipped.has(epochMilliseconds))
    .map((start) => ({ start, end: endOf(event, start) }))
    .filter(({ start, end }) => isAfter(end, from) && isBefore(start, until));
}

/** The name of an occurrence at one group: it stays while the occurrence does, so that players and records mean the same. */
export const occurrenceId = (eventId: string, start: Temporal.Instant, groupNumber: number): string =>
  `${eventId}:${groupNumber}:${start.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`;

/** When the occurrence of that name begins; null: it is none. */
export function startOfOccurrence(id: string): Temporal.Instant | null {
  const time = /:(\d{8}T\d{6}Z)$/.exec(id)?.[1];
  return time === undefined ? null : Temporal.Instant.from(time);
}
