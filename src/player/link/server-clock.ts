import type { Clock } from '../../shared/time.ts';

/** The console's time as far as the player knows it. */
export interface ServerClock extends Clock {
  /** By how many seconds the player's own clock is ahead of the console's; null: never heard of. */
  offsetSeconds(): number | null;
  /** The console said `serverTime`, between these two instants of the player's own clock. */
  learn(serverTime: Temporal.Instant, askedAt: Temporal.Instant, heardAt: Temporal.Instant): void;
}

/** What took longer says little of when it was said. */
const LONGEST_TRIP_MS = 10_000;
/** Below that an offset is the network's, not the clock's. */
const NOISE_MS = 1_500;

export function createServerClock(own: Clock): ServerClock {
  let aheadMs: number | null = null;
  return {
    now: () => own.now().subtract({ milliseconds: aheadMs ?? 0 }),
    offsetSeconds: () => (aheadMs === null ? null : Math.round(aheadMs / 1_000)),
    learn(serverTime, askedAt, heardAt) {
      const trip = heardAt.epochMilliseconds - askedAt.epochMilliseconds;
      if (trip < 0 || trip > LONGEST_TRIP_MS) return;
      const said = heardAt.epochMilliseconds - Math.round(trip / 2) - serverTime.epochMilliseconds;
      aheadMs = Math.abs(said) < NOISE_MS ? 0 : said;
    },
  };
}
