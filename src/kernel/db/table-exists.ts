import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/** For what meets databases of older consoles. `table` is qualified: `kernel.users`. */
export async function tableExists(db: Db | Tx, table: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass(${table}) is not null as exists`.execute(db);
  return rows[0]?.exists === true;
}
