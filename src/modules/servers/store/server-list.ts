import { type SqlBool, sql } from 'kysely';
import { type Scope, WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { PageRequest } from '../../../kernel/db/keyset.ts';
import type { ReportState } from '../domain/report-state.ts';
import type { UpdateStatus } from '../domain/update-status.ts';
import { conditionsOf, hasReportState, hasUpdateStatus, type ServerFilter } from './server-filters.ts';
import { pageOfServers, type ServerSort } from './server-order.ts';
import { hoursOfKey, type ServerHours, type ServerRow } from './server-rows.ts';
import { findServers } from './servers.ts';
import './tables.ts';

export type { ServerSort };

/** One page of whole records: which servers, by an index, and then their rows. */
export async function listServers(
  db: Db | Tx,
  scope: Scope,
  filter: ServerFilter,
  sort: ServerSort,
  page: PageRequest,
): Promise<Page<ServerRow>> {
  const { ids, nextCursor } = await pageOfServers(db, scope, filter, sort, page);
  const byId = new Map((await findServers(db, WHOLE_ESTATE, ids)).map((server) => [server.id, server]));
  return { items: ids.flatMap((id) => byId.get(id) ?? []), nextCursor };
}

/** The hours that servers have, each once, with how many servers have them. */
export async function distinctHours(
  db: Db | Tx,
  scope: Scope,
  siteId: string | undefined,
): Promise<readonly { readonly key: string; readonly hours: ServerHours; readonly count: number }[]> {
  const rows = await counted(db, scope, { at: Temporal.Instant.fromEpochMilliseconds(0), siteId })
    .select('s.window_key as key')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('s.window_key')
    .execute();
  return rows.map(({ key, count }) => ({ key, hours: hoursOfKey(key), count }));
}

/** Servers that are not archived, with no more beside them than is counted: a hundred thousand rows are passed over. */
const counted = (db: Db | Tx, scope: Scope, filter: ServerFilter) =>
  conditionsOf(scope, filter).reduce(
    (narrowed, condition) => narrowed.where(condition),
    db
      .selectFrom('servers.servers as s')
      .innerJoin('kernel.assets as a', 'a.id', 's.id')
      .leftJoin('servers.reports as r', 'r.server_id', 's.id')
      .where('a.archived_at', 'is', null),
  );

/** The keys of all hours that servers have, archived ones included: one step in the index per key, however many servers share it. */
export async function knownWindowKeys(db: Db | Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    with recursive known (key) as (
      select min(window_key) from servers.servers
      union all
      select (select min(s.window_key) from servers.servers s where s.window_key > known.key) from known where known.key is not null)
    select key from known where key is not null`.execute(db);
  return rows.map(({ key }) => key);
}

export interface StatusCounts {
  readonly total: number;
  readonly updateStatus: Readonly<Record<UpdateStatus, number>>;
  readonly reportState: Readonly<Record<ReportState, number>>;
}

/** How many servers have which status at an instant, in one pass. */
export async function countStatuses(db: Db | Tx, scope: Scope, filter: Pick<ServerFilter, 'at' | 'siteId'>): Promise<StatusCounts> {
  const update = (status: UpdateStatus) => countOf(hasUpdateStatus(status, filter.at));
  const report = (state: ReportState) => countOf(hasReportState(state, filter.at));
  const row = await counted(db, scope, filter)
    .select([countOf(sql<SqlBool>`true`).as('total')])
    .select([update('ok').as('ok'), update('due').as('due'), update('overdue').as('overdue'), update('unscheduled').as('unscheduled')])
    .select([report('ok').as('fresh'), report('stale-lists').as('stale'), report('error').as('error')])
    .select([report('silent').as('silent'), report('unknown').as('unknown')])
    .executeTakeFirstOrThrow();
  const { total, ok, due, overdue, unscheduled, fresh, stale, error, silent, unknown } = row;
  return {
    total,
    updateStatus: { ok, due, overdue, unscheduled },
    reportState: { ok: fresh, 'stale-lists': stale, error, silent, unknown },
  };
}

const countOf = (condition: ReturnType<typeof hasUpdateStatus>) => sql<number>`count(*) filter (where ${condition})`;
