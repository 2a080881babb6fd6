import { type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../../kernel/db/keyset.ts';
import { contains } from '../../../../kernel/db/like.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { latest } from '../../../../shared/time.ts';
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
  readonly counts: Readonly<Record<LogLevel, number>>;
  readonly screens: readonly {
    readonly screen: { readonly id: string; readonly name: string };
    readonly errors: number;
    readonly warnings: number;
    readonly lastAt: Temporal.Instant;
  }[];
}

/** The lines are gone through once: by screen and level, of which there are few. */
export async function summarise(db: Db, scope: Scope, since: Temporal.Instant): Promise<LogsSummary> {
  const sites = sitesOf(scope, 'screens');
  const { rows } = await sql<{ id: string; name: string; level: LogLevel; count: number; last_at: Temporal.Instant }>`
    select s.id, a.name, l.level, l.count, l.last_at
    from (
      select screen_id, level, count(*) as count, max(at) as last_at from screens.log_lines where at >= ${since} group by screen_id, level) l
    join screens.screens s on s.id = l.screen_id
    join kernel.assets a on a.id = s.id
    where a.archived_at is null and ${sites === 'all' ? sql`true` : sql`s.site_id = any(${sites}::uuid[])`}`.execute(db);
  const sum = (level: LogLevel, some = rows): number => some.reduce((all, row) => (row.level === level ? all + row.count : all), 0);
  const screens = [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((some) => {
    const told = some.filter(({ level }) => level === 'ERROR' || level === 'WARN');
    const [first] = told;
    if (first === undefined) return [];
    const lastAt = told.reduce((last, row) => latest(last, row.last_at), first.last_at);
    return [{ screen: { id: first.id, name: first.name }, errors: sum('ERROR', told), warnings: sum('WARN', told), lastAt }];
  });
  return {
    counts: { ERROR: sum('ERROR'), WARN: sum('WARN'), INFO: sum('INFO'), DEBUG: sum('DEBUG') },
    screens: screens
      .toSorted((a, b) => b.errors - a.errors || b.warnings - a.warnings || a.screen.id.localeCompare(b.screen.id))
      .slice(0, 20),
  };
}
