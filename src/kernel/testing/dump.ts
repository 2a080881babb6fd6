import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/database.ts';

/** Every row of every table of ours as text, by table: two databases with equal dumps hold the same. */
export type Dump = Readonly<Record<string, readonly string[]>>;

/** The job library's own tables are left out; partitions are part of their parent. */
export async function dump(db: Kysely<Database>): Promise<Dump> {
  const tables = await sql<{ name: string; schema: string; table: string }>`
    select n.nspname || '.' || c.relname as name, n.nspname as schema, c.relname as table
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('information_schema', 'jobs', 'public') and n.nspname !~ '^pg_'
    order by 1`.execute(db);
  const found: Record<string, readonly string[]> = {};
  for (const { name, schema, table } of tables.rows) {
    const rows = await sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.id(schema, table)} t`.execute(db);
    found[name] = rows.rows.map(({ row }) => row).toSorted();
  }
  return found;
}
