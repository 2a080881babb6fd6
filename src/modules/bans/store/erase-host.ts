import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import { eraseConfiguration } from './erase-configuration.ts';
import { eraseListsOf } from './erase-lists.ts';
import { eraseBansOf } from './record-bans.ts';

/** Removes every row of a host, the host last. Its asset, findings and people are the kernel's. */
export async function eraseHost(tx: Tx, id: string): Promise<void> {
  // Whoever is just writing its bans holds this row: they come first, and are erased with the rest.
  await sql`select from bans.hosts where id = ${id} for update`.execute(tx);
  await eraseListsOf(tx, id);
  await eraseConfiguration(tx, id);
  await eraseBansOf(tx, id);
  await sql`delete from bans.jails where host_id = ${id}`.execute(tx);
  await sql`delete from bans.hosts where id = ${id}`.execute(tx);
}
