import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/database.ts';

/** How many values of all tables are sealed under which key: the key's id stands at their beginning (`seal.ts`). */
export async function sealedUnder(db: Kysely<Database>): Promise<readonly { readonly keyId: string; readonly values: number }[]> {
  const columns = await sql<{ schema: string; table: string; column: string }>`
    select n.nspname as schema, c.relname as table, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.atttypid = 'bytea'::regtype and a.attnum > 0 and not a.attisdropped and c.relkind = 'r'
      and n.nspname in (select 'kernel' union select owner from kernel.migrations)`.execute(db);
  const looks = columns.rows.map(
    ({
      schema,
      table,
      column,
    }) => sql`select encode(substring(${sql.ref(column)} from 2 for 8), 'hex') as key_id from ${sql.id(schema, table)}
      where octet_length(${sql.ref(column)}) >= 37 and get_byte(${sql.ref(column)}, 0) = 1`,
  );
  if (looks.length === 0) return [];
  const { rows } = await sql<{ keyId: string; values: number }>`
    select key_id as "keyId", count(*) as values from (${sql.join(looks, sql` union all `)}) sealed group by key_id`.execute(db);
  return rows;
}
