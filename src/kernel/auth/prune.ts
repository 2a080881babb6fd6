import type { Clock } from '../../shared/time.ts';
import type { Transact } from '../db/transact.ts';
import type { Job } from '../module.ts';
import { systemActor } from './actor.ts';
import { hoursOf } from './sessions/expiry.ts';
import { deleteOldSessions } from './sessions/store.ts';
import { deleteOldFailures } from './sign-in/store.ts';
import { deleteOldRefreshTokens } from './tokens/refresh-store.ts';
import { deleteOldKeys } from './tokens/signing-keys.ts';

/** Ended sessions are kept this long, for whoever wants to know where somebody was signed in. */
export const SESSIONS_KEPT_DAYS = 30;

/** Forgets once a day what has ended: sessions, refresh tokens, retired signing keys, failures of strangers. */
export const createPruneJob = ({ transact, clock }: { readonly transact: Transact; readonly clock: Clock }): Job => ({
  queue: 'auth.prune',
  cron: '17 3 * * *',
  run: () =>
    transact(systemActor('auth.prune'), async ({ tx }) => {
      const now = clock.now();
      await deleteOldSessions(tx, now.subtract({ hours: hoursOf(SESSIONS_KEPT_DAYS) }));
      await deleteOldRefreshTokens(tx, now);
      await deleteOldKeys(tx, now.subtract({ hours: 1 }));
      await deleteOldFailures(tx, now.subtract({ hours: hoursOf(2) }));
    }),
});
