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
