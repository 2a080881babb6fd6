import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';

/** A snooze lasts 30 days at most. */
const SNOOZE_HOURS = 30 * 24;

/** Until when a story may be snoozed. */
export function snoozeUntil(
  until: Temporal.Instant,
  now: Temporal.Instant,
): Result<Temporal.Instant, 'findings.snooze_past' | 'findings.snooze_too_long'> {
  if (!isAfter(until, now)) return refuse('findings.snooze_past', { path: 'until' });
  if (isAfter(until, now.add({ hours: SNOOZE_HOURS }))) return refuse('findings.snooze_too_long', { path: 'until' });
  return ok(until);
}

export function acceptUntil(until: Temporal.Instant, now: Temporal.Instant): Result<Temporal.Instant, 'findings.accept_past'> {
  return isAfter(until, now) ? ok(until) : refuse('findings.accept_past', { path: 'until' });
}
