import { earliest } from '../../../shared/time.ts';
import type { HostReport } from './report.ts';

const SKEW_LIMIT_SECONDS = 300;

/** How far the machine's clock is ahead of ours, in whole seconds; negative if it is behind. The way to us counts as behind. */
export const clockSkewSeconds = (report: HostReport, receivedAt: Temporal.Instant): number =>
  Math.round((report.sentAt.epochMilliseconds - receivedAt.epochMilliseconds) / 1_000);

/** More than five minutes either way. */
export const isSkewed = (skewSeconds: number): boolean => Math.abs(skewSeconds) > SKEW_LIMIT_SECONDS;

/**
 * An instant of the machine's clock on ours: as long before the report's arrival as the machine thinks it was before
 * its sending. Never later than the arrival.
 */
export function onOurClock(instant: Temporal.Instant, report: HostReport, receivedAt: Temporal.Instant): Temporal.Instant {
  const age = report.sentAt.epochMilliseconds - instant.epochMilliseconds;
  return earliest(receivedAt, receivedAt.subtract({ milliseconds: age }));
}
