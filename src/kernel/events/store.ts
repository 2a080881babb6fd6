import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import type { PublishedEvent } from './subscriptions.ts';
import type { EventsTable } from './tables.ts';

const toEvent = (row: Selectable<EventsTable>): PublishedEvent => ({
  id: row.id,
  name: row.name,
  at: row.at,
  siteId: row.site_id,
  module: row.module,
  assetId: row.asset_id,
  payload: row.payload,
});

/** Null once it has been pruned. */
export async function findEvent(db: Db | Tx, id: number): Promise<PublishedEvent | null> {
  const row = await db.selectFrom('kernel.events').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toEvent(row);
}

/** Events after an id, in the order of their commits. */
export async function eventsAfter(db: Db | Tx, id: number, limit: number): Promise<PublishedEvent[]> {
  const rows = await db.selectFrom('kernel.events').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute();
  return rows.map(toEvent);
}

export interface EventRange {
  /** Null: no event is kept. */
  readonly oldest: number | null;
  readonly newest: number;
}

/** Ids of the events that are kept; `newest` is 0 where there is none. */
export async function eventRange(db: Db | Tx): Promise<EventRange> {
  const { rows } = await sql<EventRange>`select min(id) as oldest, coalesce(max(id), 0) as newest from kernel.events`.execute(db);
  return rows[0] ?? { oldest: null, newest: 0 };
}
