import { type Expression, type SqlBool, sql } from 'kysely';
import { contains } from '../../../kernel/db/like.ts';

/** Whether one of the columns holds the text anywhere, letter case aside; `%` and `_` mean themselves. */
export function containsText(columns: readonly Expression<unknown>[], text: string): Expression<SqlBool> {
  // NUL cannot be in a PostgreSQL text, so nothing holds it; the driver would fail on it.
  if (text.includes('\0')) return sql<SqlBool>`false`;
  const pattern = contains(text.trim());
  const hits = columns.map((column) => sql<SqlBool>`${column} ilike ${pattern}`);
  return sql<SqlBool>`(${sql.join(hits, sql` or `)})`;
}
