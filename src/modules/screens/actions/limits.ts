import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Settings } from '../../../kernel/settings/settings.ts';
import type { StateLimits } from '../domain/screen-state.ts';
import { GRACE_SECONDS } from './settings.ts';
import { ERROR_SECONDS, STALE_SECONDS, WRONG_EVENT_SECONDS } from './watch/settings.ts';

/** What counts as silent, recent and stale at this moment. */
export async function limitsOf(settings: Pick<Settings, 'read'>, db: Db | Tx): Promise<StateLimits> {
  return {
    graceSeconds: await settings.read(db, GRACE_SECONDS.key, GRACE_SECONDS.declaration),
    recentErrorSeconds: await settings.read(db, ERROR_SECONDS.key, ERROR_SECONDS.declaration),
    staleScreenshotSeconds: await settings.read(db, STALE_SECONDS.key, STALE_SECONDS.declaration),
    wrongEventSeconds: await settings.read(db, WRONG_EVENT_SECONDS.key, WRONG_EVENT_SECONDS.declaration),
  };
}

/** Settings by which facts change. */
export const LIMIT_KEYS: readonly string[] = [GRACE_SECONDS.key, ERROR_SECONDS.key, STALE_SECONDS.key, WRONG_EVENT_SECONDS.key];
