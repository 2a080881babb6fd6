import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

const ADMINISTRATION_LOCK = 7_245_003;

/**
 * Changes of people's rights happen one after the other, in whatever process: two superadmins who demote
 * each other at the same moment must not both succeed.
 */
export async function lockAdministration(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`.execute(tx);
}

/**
 * Before a user or team is changed whose name their assets show: assets are locked before people here, too, as where somebody becomes
 * responsible. Else the two would wait for each other.
 */
export async function lockAssetsOf(tx: Tx, id: string): Promise<void> {
  await sql`
    select from kernel.assets where id in (select asset_id from kernel.responsibilities where user_id = ${id} or team_id = ${id})
    order by id for no key update`.execute(tx);
}
