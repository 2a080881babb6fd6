import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isBefore } from '../../../shared/time.ts';
import { isKnownZone } from '../../../shared/zones.ts';

export const BUCKETS = ['hour', 'day', 'week'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** A time cut into hours, days or weeks. */
export interface Trend {
  readonly bucket: Bucket;
  readonly timeZone: string;
  /** The edges of the buckets, from the first instant to the last one: one more than there are buckets. */
  readonly edges: readonly Temporal.Instant[];
}

export type TrendFault = 'bans.unknown_zone' | 'bans.range_backwards' | 'bans.range_too_long';

const HOURS_OF = { day: 24, hoursUpTo: 3 * 24, daysUpTo: 120 * 24, longest: 10 * 366 * 24 } as const;

/** Hours for up to three days, days for up to 120, else weeks from Monday; days and weeks are the zone's. */
export function trendOf(from: Temporal.Instant, to: Temporal.Instant, timeZone: string): Result<Trend, TrendFault> {
  if (!isKnownZone(timeZone)) return refuse('bans.unknown_zone', { path: 'timeZone' });
  if (!isBefore(from, to)) return refuse('bans.range_backwards', { path: 'from' });
  const hours = to.since(from).total('hours');
  if (hours > HOURS_OF.longest) return refuse('bans.range_too_long', { path: 'from' });
  const bucket = hours <= HOURS_OF.hoursUpTo ? 'hour' : hours <= HOURS_OF.daysUpTo ? 'day' : 'week';
  return ok({ bucket, timeZone, edges: edgesOf(from, to, { bucket, timeZone }) });
}

/** The first and the last bucket are cut where the time begins and ends. */
function edgesOf(
  from: Temporal.Instant,
  to: Temporal.Instant,
  { bucket, timeZone }: Pick<Trend, 'bucket' | 'timeZone'>,
): Temporal.Instant[] {
  const edges = [from];
  for (let edge = nextEdge(from, bucket, timeZone); isBefore(edge, to); edge = nextEdge(edge, bucket, timeZone)) edges.push(edge);
  return [...edges, to];
}

/**
 * The first beginning of a bucket after an instant. Hours are counted in elapsed time: the repeated one of autumn is there twice. What
 * stands on the clock beyond the hour is taken off the instant itself: rounded by the clock, an hour of half a shift would begin before it.
 */
function nextEdge(instant: Temporal.Instant, bucket: Bucket, timeZone: string): Temporal.Instant {
  const local = instant.toZonedDateTimeISO(timeZone);
  if (bucket === 'hour') {
    const { minute: minutes, second: seconds, millisecond: milliseconds, microsecond: microseconds, nanosecond: nanoseconds } = local;
    return instant.add({ hours: 1 }).subtract({ minutes, seconds, milliseconds, microseconds, nanoseconds });
  }
  const days = bucket === 'day' ? 1 : 8 - local.dayOfWeek;
  return local.toPlainDate().add({ days }).toZonedDateTime(timeZone).toInstant();
}
