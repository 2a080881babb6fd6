import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import './lists-tables.ts';

/** Tables of orders and lists with rows of one host. Entries of the allow list that hold on it alone go with it. */
const OF_HOST = ['allow_placements', 'blocklist_placements', 'blocklist_targets', 'blocklist_hosts', 'orders', 'allow_entries'] as const;

/** Removes everything of orders and lists that hangs on a host. Its own row is somebody else's. */
export async function eraseListsOf(tx: Tx, hostId: string): Promise<void> {
  for (const table of OF_HOST) await sql`delete from ${sql.table(`bans.${table}`)} where host_id = ${hostId}`.execute(tx);
}

/** Removes offers of spread that were decided and are older than an instant, `limit` at most; answers how many. */
export async function removeOffers(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from bans.spread_offers where id = any(array(
      select id from bans.spread_offers f where created_at < ${before} and state <> 'open'
        and not exists (select from bans.orders o where o.offer_id = f.id) order by created_at limit ${limit}))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
