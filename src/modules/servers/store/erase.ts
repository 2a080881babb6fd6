import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';

/** Tables whose rows of a server must go before the server can; others go with it. */
export const ERASED_FIRST = ['approvals', 'slots', 'freezes', 'update_records', 'report_tokens', 'pending_packages', 'reports'] as const;

/** Removes every row of a server, the server last. Its asset, findings and people are the kernel's. */
export async function eraseServer(tx: Tx, id: string): Promise<void> {
  await sql`delete from servers.slot_postponements where slot_id in (select id from servers.slots where server_id = ${id})`.execute(tx);
  for (const table of ERASED_FIRST) {
    await sql`delete from ${sql.table(`servers.${table}`)} where server_id = ${id}`.execute(tx);
  }
  await sql`delete from servers.servers where id = ${id}`.execute(tx);
}

/**
 * Removes slots that ended before an instant, `limit` at most, with who put them off and who agreed to them; and as many requests for a
 * second person that were about no slot. Answers how many slots.
 */
export async function removeSlots(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from servers.slots where finished_at < ${before} order by finished_at limit ${limit} for update skip locked`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`delete from servers.approvals where slot_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from servers.approvals where id = any(array(
    select id from servers.approvals where slot_id is null and asked_at < ${before} order by asked_at limit ${limit}))`.execute(tx);
  await sql`delete from servers.slot_postponements where slot_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from servers.slots where id = any(${ids}::uuid[])`.execute(tx);
  return ids.length;
}
