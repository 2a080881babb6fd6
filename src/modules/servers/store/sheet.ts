import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './tables.ts';

export interface KnownName {
  readonly siteId: string;
  /** As it was asked for. */
  readonly asked: string;
  readonly id: string;
}

/** Which of the names servers of these sites bear, in any case, by the collation of the unique index. Names must be storable. */
export async function serversNamed(db: Db | Tx, siteIds: readonly string[], names: readonly string[]): Promise<readonly KnownName[]> {
  const { rows } = await sql<KnownName>`
    select a.site_id as "siteId", asked.name as asked, a.id
    from unnest(${[...names]}::text[]) as asked (name)
    join kernel.assets a on lower(a.name collate kernel.natural) = lower(asked.name collate kernel.natural)
    where a.kind = 'server' and a.module = 'servers' and a.archived_at is null and a.site_id = any(${[...siteIds]}::uuid[])`.execute(db);
  return rows;
}

/** The schedules of these sites with their names. */
export async function schedulesNamed(db: Db | Tx, siteIds: readonly string[]) {
  return await db
    .selectFrom('servers.update_schedules')
    .select(['id', 'name', 'site_id as siteId'])
    .where(sql<boolean>`site_id = any(${[...siteIds]}::uuid[])`)
    .where('archived_at', 'is', null)
    .orderBy('name')
    .execute();
}
