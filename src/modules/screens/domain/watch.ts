/** Why a picture was taken. What is taken as an event begins or ends comes first for a while. */
export const CAPTURE_KINDS = ['periodic', 'event_start', 'event_stop'] as const;
export type CaptureKind = (typeof CAPTURE_KINDS)[number];

export const LOG_LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Of longer messages and contexts the end is lost. */
export const MOST_LOG_TEXT = 4_000;
/** Pictures kept of each screen. */
export const PICTURES_KEPT = 20;

/** When a line was written: by the player, if that is possible at all; lines may wait for a network for days. */
export function lineAt(said: Temporal.Instant | null, receivedAt: Temporal.Instant): Temporal.Instant {
  if (said === null) return receivedAt;
  const isPossible =
    Temporal.Instant.compare(said, receivedAt) <= 0 && Temporal.Instant.compare(said, receivedAt.subtract({ hours: 24 * 7 })) >= 0;
  return isPossible ? said : receivedAt;
}

/** Begin of the five minutes that an instant lies in. */
export const spanOf = (at: Temporal.Instant): Temporal.Instant =>
  at.round({ smallestUnit: 'minute', roundingIncrement: 5, roundingMode: 'floor' });
