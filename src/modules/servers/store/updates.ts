import { sql } from 'kysely';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import { type AssetId, type Id, newId, type UserId } from '../../../shared/ids.ts';
import type { UpdatedPackage } from './tables.ts';

export interface NewUpdate {
  readonly at: Temporal.Instant;
  readonly source: 'person' | 'report' | 'hand-off';
  readonly byUserId: UserId | null;
  readonly note: string;
  readonly confirmedRisky: boolean;
  /** False: other updates are still pending. */
  readonly isComplete: boolean;
  readonly packages: readonly UpdatedPackage[];
}

/** False when the same was told before: nothing is written then. */
export async function insertUpdate(tx: Tx, id: AssetId, update: NewUpdate, now: Temporal.Instant): Promise<boolean> {
  const result = await tx
    .insertInto('servers.update_records')
    .values({
      id: newId<'update'>(now),
      server_id: id,
      at: update.at,
      source: update.source,
      by_user_id: update.byUserId,
      note: update.note,
      confirmed_risky: update.confirmedRisky,
      is_complete: update.isComplete,
      packages: JSON.stringify(update.packages),
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['server_id', 'at', 'source', 'by_user_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export interface UpdateRow extends Omit<NewUpdate, 'byUserId'> {
  readonly id: Id<'update'>;
  /** User name; null where nobody did it by hand. */
  readonly by: string | null;
}

const newestFirst = keyset<UpdateRow>('updates', [
  { by: sql.ref('h.at'), of: (row) => row.at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('h.id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

export async function listUpdates(db: Db | Tx, id: string, page: PageRequest): Promise<Page<UpdateRow>> {
  const query = db
    .selectFrom('servers.update_records as h')
    .leftJoin('kernel.users as w', 'w.id', 'h.by_user_id')
    .select(['h.id', 'h.at', 'h.source', 'h.note', 'h.confirmed_risky', 'h.is_complete', 'h.packages', 'w.username'])
    .where('h.server_id', '=', id);
  const rows = await newestFirst.apply(query, page).execute();
  const updates = rows.map((row) => ({
    id: row.id as Id<'update'>,
    at: row.at,
    source: row.source,
    by: row.username,
    note: row.note,
    confirmedRisky: row.confirmed_risky,
    isComplete: row.is_complete,
    packages: row.packages,
  }));
  return newestFirst.cut(updates, page.limit);
}
