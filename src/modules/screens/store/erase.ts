import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';

/** Removes every row of a screen; codes and held enrolments go with it. Its asset, findings and people are the kernel's. */
export async function eraseScreen(tx: Tx, id: string): Promise<void> {
  await sql`delete from screens.screens where id = ${id}`.execute(tx);
}
