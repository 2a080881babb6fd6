import type { Clock } from '../../shared/time.ts';

/** The console's time as far as the player knows it. */
export interface ServerClock extends Clock {
  /** By how many seconds the player's own clock is ahead of the console's; null: never heard of. */
  offsetSeconds(): number | null;
  /** The console said `serverTime`, so many milliseconds after it was asked. */
  learn(serverTime: Temporal.Instant, tripMs: number): void;
}

/** What took longer says little of when it was said. */
const LONGEST_TRIP_MS = 10_000;
/** Below that an offset is the network's, not the clock's. */
const NOISE_MS = 1_500;

/**
 * Goes on from what the console has said by a counter that nobody sets: a clock that is put right under a running player (by NTP, after
 * a start without a network) changes nothing of it. `elapsedMs` counts from anywhere.
 */
export function createServerClock(own: Clock, elapsedMs: () => number = () => performance.now()): ServerClock {
  let heard: { readonly serverMs: number; readonly atMs: number } | null = null;
  const nowMs = (): number => (heard === null ? own.now().epochMilliseconds : heard.serverMs + Math.round(elapsedMs() - heard.atMs));
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(nowMs()),
    offsetSeconds() {
      if (heard === null) return null;
      const aheadMs = own.now().epochMilliseconds - nowMs();
      return Math.abs(aheadMs) < NOISE_MS ? 0 : Math.round(aheadMs / 1_000);
    },
    learn(serverTime, tripMs) {
      if (tripMs < 0 || tripMs > LONGEST_TRIP_MS) return;
      heard = { serverMs: serverTime.epochMilliseconds + Math.round(tripMs / 2), atMs: elapsedMs() };
    },
  };
}
