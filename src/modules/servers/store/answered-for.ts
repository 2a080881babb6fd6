import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { conditionsOf } from './server-filters.ts';
import { type ServerRow, serverRows, toServer } from './server-rows.ts';

/** More servers than this are no calendar any more; the most urgent ones are kept. */
const MOST = 2_000;

/** Servers in the scope that a user answers for, in any role, alone or in a team; by due date. */
export async function serversAnsweredFor(db: Db, scope: Scope, userId: string): Promise<readonly ServerRow[]> {
  const filter = { at: Temporal.Instant.fromEpochMilliseconds(0), responsible: [{ id: userId, role: 'any' } as const] };
  const rows = await conditionsOf(scope, filter)
    .reduce((narrowed, condition) => narrowed.where(condition), serverRows(db))
    .orderBy('s.due_at', (order) => order.asc().nullsFirst())
    .orderBy('s.id')
    .limit(MOST)
    .execute();
  return rows.map(toServer);
}

export async function languageOf(db: Db, userId: string): Promise<'en' | 'de'> {
  const row = await db.selectFrom('kernel.users').select('language').where('id', '=', userId).executeTakeFirst();
  return row?.language ?? 'en';
}
