import { z } from 'zod';
import type { Clock } from '../../../shared/time.ts';
import { isAfter } from '../../../shared/time.ts';
import type { Db } from '../../db/database.ts';
import { type SettingsTable, setting } from '../../settings/declare.ts';
import type { Settings } from '../../settings/settings.ts';

const idleHours = setting({
  schema: z.int().min(1).max(720).meta({
    title: 'Browser sessions end after idle hours',
    description: 'A browser that has not been used for this long must sign in again.',
  }),
  default: 12,
});

const days = setting({
  schema: z.int().min(1).max(90).meta({
    title: 'Browser sessions end after days',
    description: 'However often it is used, a browser must sign in again after this long. Open sessions keep what held when they began.',
  }),
  default: 14,
});

export const AUTH_SETTINGS = { 'auth.sessionIdleHours': idleHours, 'auth.sessionDays': days } as const satisfies SettingsTable;

/** How long browser sessions last. Tools' sessions last as long as their refresh tokens. */
export interface SessionLimits {
  readonly idleHours: number;
  readonly days: number;
}

export type ReadSessionLimits = () => Promise<SessionLimits>;

/** The limits as operators set them; asked at every request, so the answer is kept for half a minute. */
export function createSessionLimits(parts: { readonly db: Db; readonly settings: Settings; readonly clock: Clock }): ReadSessionLimits {
  let kept: { readonly limits: Promise<SessionLimits>; readonly until: Temporal.Instant } | null = null;
  return () => {
    const now = parts.clock.now();
    if (kept === null || !isAfter(kept.until, now)) {
      const limits = readLimits(parts);
      kept = { limits, until: now.add({ seconds: 30 }) };
      limits.catch(() => {
        kept = null; // The caller hears of it; the next one asks again.
      });
    }
    return kept.limits;
  };
}

const readLimits = async ({ db, settings }: { readonly db: Db; readonly settings: Settings }): Promise<SessionLimits> => ({
  idleHours: await settings.read(db, 'auth.sessionIdleHours', idleHours),
  days: await settings.read(db, 'auth.sessionDays', days),
});
