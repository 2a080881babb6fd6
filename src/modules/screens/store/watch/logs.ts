import { type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../../kernel/db/keyset.ts';
import { contains } from '../../../../kernel/db/like.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import type { LogLevel } from '../../domain/watch.ts';
import '../tables.ts';

export interface LogRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly level: LogLevel;
  readonly message: string;
  readonly context: string | null;
}

export interface ScreenLogRow extends LogRow {
  readonly screen: { readonly id: string; readonly name: string };
}

export interface LogFilter {
  readonly level?: readonly LogLevel[] | undefined;
  readonly from?: Temporal.Instant | undefined;
  readonly to?: Temporal.Instant | undefined;
  readonly q?: string | undefined;
}

const newest = keyset<LogRow>('screens logs', [
  { by: sql.ref('l.at'), of: ({ at }) => at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('l.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

/** Lines of one screen, newest first. Whose it is, is the caller's business. */
export async function listLines(db: Db, screenId: AssetId, filter: LogFilter, page: PageRequest): Promise<Page<LogRow>> {
  const { level, from, to, q = '' } = filter;
  const text = q.trim();
  // NUL cannot be in a PostgreSQL text, so nothing holds it; the driver would fail on it.
  if (text.includes('\0')) return { items: [], nextCursor: null };
  const query = db
    .selectFrom('screens.log_lines as l')
    .select(['l.id', 'l.at', 'l.level', 'l.message', 'l.context'])
    .where('l.screen_id', '=', screenId)
    .$if(level !== undefined, (rows) => rows.where(sql<SqlBool>`l.level = any(${[...(level ?? [])]}::text[])`))
    .$if(from !== undefined, (rows) => rows.where(sql<SqlBool>`l.at >= ${from}`))
    .$if(to !== undefined, (rows) => rows.where(sql<SqlBool>`l.at < ${to}`))
    .$if(text !== '', (rows) => rows.where(sql<SqlBool>`(l.message ilike ${contains(text)} or l.context ilike ${contains(text)})`));
  return newest.cut(await newest.apply(query, page).execute(), page.limit);
}

const scoped = (db: Db, scope: Scope, since: Temporal.Instant) => {
  const sites = sitesOf(scope, 'screens');
  return db
    .selectFrom('screens.log_lines as l')
    .innerJoin('screens.screens as s', 's.id', 'l.screen_id')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .where('a.archived_at', 'is', null)
    .where('l.at', '>=', since)
    .$if(sites !== 'all', (rows) => rows.where('s.site_id', '=', sql<string>`any(${sites}::uuid[])`));
};

/** Errors of all screens in scope since then, newest first. */
export async function recentErrors(db: Db, scope: Scope, since: Temporal.Instant, page: PageRequest): Promise<Page<ScreenLogRow>> {
  const query = scoped(db, scope, since)
    .where('l.level', '=', 'ERROR')
    .select(['l.id', 'l.at', 'l.level', 'l.message', 'l.context', 's.id as screen_id', 'a.name']);
  const { items, nextCursor } = newest.cut(await newest.apply(query, page).execute(), page.limit);
  return { items: items.map(({ screen_id: id, name, ...line }) => ({ ...line, screen: { id, name } })), nextCursor };
}

export interface LogsSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly screens: readonly {
    readonly screen: { readonly id: string; readonly name: string };
    readonly errors: number;
    readonly warnings: number;
    readonly lastAt: Temporal.Instant;
  }[];
}

/** What went wrong since then: an index holds all of it, however many lines there are of what went well. */
export async function summarise(db: Db, scope: Scope, since: Temporal.Instant): Promise<LogsSummary> {
  const sites = sitesOf(scope, 'screens');
  interface Row {
    readonly id: string;
    readonly name: string;
    readonly errors: number;
    readonly warnings: number;
    readonly lastAt: Temporal.Instant;
    readonly allErrors: number;
    readonly allWarnings: number;
  }
  const { rows } = await sql<Row>`
    with wrong as (
      select screen_id, count(*) filter (where level = 'ERROR') as errors, count(*) filter (where level = 'WARN') as warnings,
        max(at) as last_at
      from screens.log_lines where level in ('ERROR', 'WARN') and at >= ${since} group by screen_id)
    select s.id, a.name, w.errors, w.warnings, w.last_at as "lastAt",
      (sum(w.errors) over ())::int as "allErrors", (sum(w.warnings) over ())::int as "allWarnings"
    from wrong w join screens.screens s on s.id = w.screen_id join kernel.assets a on a.id = s.id
    where a.archived_at is null and ${sites === 'all' ? sql`true` : sql`s.site_id = any(${sites}::uuid[])`}
    order by w.errors desc, w.warnings desc, s.id limit 20`.execute(db);
  return {
    ...{ errors: rows[0]?.allErrors ?? 0, warnings: rows[0]?.allWarnings ?? 0 },
    screens: rows.map(({ id, name, errors, warnings, lastAt }) => ({ screen: { id, name }, errors, warnings, lastAt })),
  };
}
