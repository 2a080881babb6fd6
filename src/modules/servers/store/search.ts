import { type Expression, type SqlBool, sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { contains } from '../../../kernel/db/like.ts';

/** Whether one of the columns holds the text anywhere, letter case aside; `%` and `_` mean themselves. */
export function containsText(columns: readonly Expression<unknown>[], text: string): Expression<SqlBool> {
  // NUL cannot be in a PostgreSQL text, so nothing holds it; the driver would fail on it.
  if (text.includes('\0')) return sql<SqlBool>`false`;
  const pattern = contains(text.trim());
  const hits = columns.map((column) => sql<SqlBool>`${column} ilike ${pattern}`);
  return sql<SqlBool>`(${sql.join(hits, sql` or `)})`;
}

/** So many servers may be found by themselves; a text that stands in more of them is soon met by looking along the list. */
const MOST_FOUND = 2_000;

/** The servers in which a text stands, by the indexes for parts of a text; null: more than can be told apart cheaply, or not asked for. */
export async function serversWith(db: Db | Tx, text: string | undefined): Promise<readonly string[] | null> {
  if (text === undefined || text.trim() === '' || text.includes('\0')) return null;
  const pattern = contains(text.trim());
  const { rows } = await sql<{ id: string }>`
    (select id from kernel.assets where name ilike ${pattern} limit ${sql.lit(MOST_FOUND + 1)})
    union
    (select id from servers.servers
      where hostname ilike ${pattern} or host(ip_address) ilike ${pattern} or description ilike ${pattern} limit ${sql.lit(MOST_FOUND + 1)})`.execute(
    db,
  );
  return rows.length > MOST_FOUND ? null : rows.map(({ id }) => id);
}
