import { sql } from 'kysely';
import { systemActor } from '../auth/actor.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Job } from '../module.ts';
import type { Settings } from '../settings/settings.ts';
import { TELLING_SETTINGS } from './settings.ts';

export interface PruneParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly settings: Settings;
}

/** Every night: old messages and notices go, and all that was kept for people who were removed for good. */
export const pruneTellingJob = ({ db, transact, settings }: PruneParts): Job => ({
  queue: 'telling.prune',
  cron: '37 3 * * *',
  async run() {
    const days = await settings.read(db, 'telling.keptDays', TELLING_SETTINGS['telling.keptDays']);
    await transact(systemActor('telling'), async ({ tx, now }) => {
      const before = now.subtract({ hours: 24 * days });
      await tx.deleteFrom('kernel.messages').where('ended_at', '<', before).execute();
      await tx.deleteFrom('kernel.notices').where('made_at', '<', before).where('next_at', 'is', null).execute();
      for (const table of ['kernel.messages', 'kernel.notices', 'kernel.channels', 'kernel.telling_people'] as const) {
        await sql`delete from ${sql.table(table)} t using kernel.users u where u.id = t.user_id and u.removed_at is not null`.execute(tx);
      }
    });
  },
});
