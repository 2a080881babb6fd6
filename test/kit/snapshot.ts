import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../src/kernel/db/database.ts';
import { modules } from '../../src/modules.ts';

/** What every table of ours holds, as one short text per table: equal texts, equal rows. */
export type Snapshot = ReadonlyMap<string, string>;

/** Signs of life and counted failures: they are written whatever the answer is. */
const TELEMETRY: Readonly<Record<string, readonly string[]>> = {
  'kernel.sessions': ['last_seen_at'],
  'kernel.api_tokens': ['last_used_at'],
  'kernel.secret_links': ['last_used_at'],
  'servers.report_tokens': ['last_used_at'],
  'kernel.users': ['failed_login_attempts', 'last_failed_login_at', 'locked_until'],
};
const LEFT_OUT = ['kernel.sign_in_failures'];

export const OWN_SCHEMAS: readonly string[] = ['kernel', ...modules.map(({ name }) => name)];

/** Answers a function that looks at all tables in one statement. */
export async function createSnapshots(db: Db): Promise<() => Promise<Snapshot>> {
  const tables = await ownTables(db);
  const looks = tables.map((name) => sql`select ${name} as name, (${fingerprintOf(name)}) as print`);
  const look = sql<{ name: string; print: string }>`${sql.join(looks, sql` union all `)}`;
  return async () => new Map((await look.execute(db)).rows.map(({ name, print }) => [name, print]));
}

export async function ownTables(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any(${[...OWN_SCHEMAS]}::text[]) order by 1`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !LEFT_OUT.includes(name));
}

/** Every write leaves a higher transaction id behind or a row less; tables with signs of life are read without them. */
function fingerprintOf(name: string): RawBuilder<string> {
  const table = sql.table(name);
  const ignored = TELEMETRY[name];
  return ignored === undefined
    ? sql`select concat(count(*), '/', max(xmin::text::bigint)) from ${table}`
    : sql`select concat(count(*), '/', sum(hashtextextended((to_jsonb(t) - ${[...ignored]}::text[])::text, 0))) from ${table} t`;
}

/** Tables that differ. */
export const changedTables = (before: Snapshot, after: Snapshot): readonly string[] =>
  [...after].filter(([name, print]) => before.get(name) !== print).map(([name]) => name);
