import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';

/** Removes every row of a screen; codes, held enrolments, pictures, lines and health go with it. Its asset, findings and people are the kernel's. */
export async function eraseScreen(tx: Tx, id: string): Promise<void> {
  // The bytes go some nights after the last reference.
  await sql`delete from kernel.file_references where module = 'screens' and owner_kind = 'screenshots' and owner_id = ${id}`.execute(tx);
  await sql`delete from screens.screens where id = ${id}`.execute(tx);
}
