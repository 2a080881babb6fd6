import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './lists-tables.ts';

export interface StaleBlocklist {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly staleSince: Temporal.Instant;
  readonly lastGoodAt: Temporal.Instant | null;
}

/** Blocklists without a good import for twice their schedule. */
export async function staleBlocklists(db: Db | Tx, now: Temporal.Instant): Promise<StaleBlocklist[]> {
  const rows = await db
    .selectFrom('bans.blocklists')
    .select(['id', 'name', 'site_id as siteId', 'stale_at', 'last_good_at as lastGoodAt'])
    .where('removed_at', 'is', null)
    .where('stale_at', '<=', now)
    .orderBy('id')
    .execute();
  return rows.flatMap(({ stale_at, ...row }) => (stale_at === null ? [] : [{ ...row, staleSince: stale_at }]));
}

/** The next instant at which a blocklist is read, its bans are looked after, or it becomes stale. Null: nothing is planned. */
export async function nextBlocklistAt(db: Db | Tx): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`
    select least((select min(next_import_at) from bans.blocklists where next_import_at is not null),
      (select min(place_at) from bans.blocklists where place_at is not null)) as at`.execute(db);
  return rows[0]?.at ?? null;
}

export async function dueImports(db: Db | Tx, now: Temporal.Instant): Promise<string[]> {
  const rows = await db.selectFrom('bans.blocklists').select('id').where('next_import_at', '<=', now).orderBy('next_import_at').execute();
  return rows.map(({ id }) => id);
}

export async function duePlacings(db: Db | Tx, now: Temporal.Instant): Promise<string[]> {
  const rows = await db.selectFrom('bans.blocklists').select('id').where('place_at', '<=', now).orderBy('place_at').execute();
  return rows.map(({ id }) => id);
}

/** Plans when its bans are looked after. What was planned anew after `unlessAfter` stays. */
export async function planPlacing(
  tx: Tx,
  id: string,
  at: Temporal.Instant | null,
  unlessAfter: Temporal.Instant | null = null,
): Promise<void> {
  await tx
    .updateTable('bans.blocklists')
    .set({ place_at: at })
    .where('id', '=', id)
    .$if(unlessAfter !== null, (query) => query.where(sql<boolean>`(place_at is null or place_at > ${unlessAfter})`))
    .execute();
}

export interface AfterImport {
  readonly nextImportAt: Temporal.Instant | null;
  /** Of a good import; absent: it was none. */
  readonly good?: {
    readonly at: Temporal.Instant;
    readonly staleAt: Temporal.Instant | null;
    readonly etag: string | null;
    readonly lastModified: string | null;
  };
}

export async function saveAfterImport(tx: Tx, id: string, { nextImportAt, good }: AfterImport): Promise<void> {
  await tx
    .updateTable('bans.blocklists')
    .set({
      next_import_at: nextImportAt,
      ...(good === undefined ? {} : { last_good_at: good.at, stale_at: good.staleAt, etag: good.etag, last_modified: good.lastModified }),
    })
    .where('id', '=', id)
    .execute();
}
