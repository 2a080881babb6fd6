import { instantOf } from '../contract/wire/instant.ts';
import type { HealthMessage } from '../contract/wire/telemetry.ts';

interface WatchedHealth {
  readonly at: Temporal.Instant;
  readonly frameAt: Temporal.Instant | null;
  readonly clockOffSeconds: number | null;
  readonly isBrokerReachable: boolean | null;
}

/** What a player says of its picture, clock and connection, put into our time: its own may be another. */
export function watchedOf(
  { timestamp, health_metrics: metrics, broker_connection: broker }: HealthMessage,
  at: Temporal.Instant,
): WatchedHealth {
  const [theirs, frame] = [instantOf(timestamp), instantOf(metrics?.last_frame_update ?? '')];
  const age = theirs === null || frame === null ? null : theirs.since(frame, { largestUnit: 'milliseconds' }).milliseconds;
  return {
    at,
    frameAt: age === null || age > LONGEST_MS ? null : at.subtract({ milliseconds: Math.max(0, age) }),
    clockOffSeconds: whole(metrics?.clock_offset_seconds ?? offBy(timestamp, theirs, at)),
    isBrokerReachable: broker?.broker_reachable ?? null,
  };
}

/** A frame that is older than a year is none. */
const LONGEST_MS = 366 * 86_400_000;
const MOST_SECONDS = 2_147_483_647;

/** Of a time that is written without a zone nobody knows whether it is meant to be UTC. */
const offBy = (text: string, theirs: Temporal.Instant | null, at: Temporal.Instant): number | null =>
  theirs === null || !/(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? null : theirs.since(at).total('seconds');

const whole = (seconds: number | null): number | null =>
  seconds === null ? null : Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, Math.round(seconds)));
