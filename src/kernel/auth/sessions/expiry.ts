import { isAfter } from '../../../shared/time.ts';
import type { OpenSession } from '../access/load-person.ts';

/** Refresh tokens, and with them the sessions of tools, live this long after their last use. */
export const REFRESH_DAYS = 30;

export const hoursOf = (days: number): number => days * 24;

/** Whether a session still holds: not past its end, and a browser's not unused for too long. */
export function holdsAt(
  session: Pick<OpenSession, 'kind' | 'lastSeenAt' | 'expiresAt'>,
  idleHours: number,
  now: Temporal.Instant,
): boolean {
  if (!isAfter(session.expiresAt, now)) return false;
  return session.kind === 'tool' || isAfter(session.lastSeenAt.add({ hours: idleHours }), now);
}

/** Signs of life are written at most once a minute: a page that asks ten things a second writes one row. */
export const isWorthNoting = (lastAt: Temporal.Instant | null, now: Temporal.Instant): boolean =>
  lastAt === null || !isAfter(lastAt.add({ minutes: 1 }), now);
