import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';
import { type Severity, severityRank } from '../../contract/severity.ts';
import { isActive, type Standing } from './standing.ts';

/** A snooze lasts 30 days at most, an acceptance a year: who still lives with it then says so again. */
const SNOOZE_HOURS = 30 * 24;
const ACCEPT_HOURS = 366 * 24;

/** A snooze or an acceptance: until when it lasts, and how bad the story was in the eyes of whoever set it aside. */
export interface SetAside {
  readonly until: Temporal.Instant;
  readonly severity: Severity;
}

type Speaking = Pick<Standing, 'severity' | 'isFolded' | 'mutedUntil'>;

/** Whether the story has become worse than what was set aside. Muted and folded findings wait until they are shown. */
export const isOutgrown = ({ severity }: Pick<SetAside, 'severity'>, members: readonly Speaking[]): boolean =>
  members.some((member) => isActive(member) && severityRank(member.severity) > severityRank(severity));

export const isRunning = ({ until }: Pick<SetAside, 'until'>, now: Temporal.Instant): boolean => isAfter(until, now);

/** Whether it keeps the story aside at `now`. */
export const setAsideHolds = (aside: SetAside, members: readonly Speaking[], now: Temporal.Instant): boolean =>
  isRunning(aside, now) && !isOutgrown(aside, members);

/** Until when a story may be snoozed. */
export function snoozeUntil(
  until: Temporal.Instant,
  now: Temporal.Instant,
): Result<Temporal.Instant, 'findings.snooze_past' | 'findings.snooze_too_long'> {
  if (!isAfter(until, now)) return refuse('findings.snooze_past', { path: 'until' });
  if (isAfter(until, now.add({ hours: SNOOZE_HOURS }))) return refuse('findings.snooze_too_long', { path: 'until' });
  return ok(until);
}

/** Until when a story may be accepted. */
export function acceptUntil(
  until: Temporal.Instant,
  now: Temporal.Instant,
): Result<Temporal.Instant, 'findings.accept_past' | 'findings.accept_too_long'> {
  if (!isAfter(until, now)) return refuse('findings.accept_past', { path: 'until' });
  if (isAfter(until, now.add({ hours: ACCEPT_HOURS }))) return refuse('findings.accept_too_long', { path: 'until' });
  return ok(until);
}
