import { type SqlBool, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, type Keyset, keyset, type PageRequest, type SortKey } from '../../../kernel/db/keyset.ts';
import type { ReportState } from '../domain/report-state.ts';
import type { UpdateStatus } from '../domain/update-status.ts';
import { conditionsOf, hasReportState, hasUpdateStatus, type ServerFilter } from './server-filters.ts';
import { type ServerHours, type ServerRow, serverRows, serverTables, toHours, toServer } from './server-rows.ts';
import './tables.ts';

type SortColumn = 'name' | 'status' | 'nextUpdateDueAt' | 'pendingUpdates' | 'reportedAt';
export type ServerSort = SortColumn | `-${SortColumn}`;

type ListedRow = ServerRow & { readonly urgency: number };

/** Late, then nearly late, then whatever is not known, then ok: no data never stands among what is well. */
const urgencyAt = (at: Temporal.Instant) => sql<number>`case
  when ${hasUpdateStatus('overdue', at)} then 0
  when ${hasUpdateStatus('due', at)} then 1
  when ${hasUpdateStatus('ok', at)} and ${hasReportState('ok', at)} then 3
  else 2 end`;

/** What is unknown stands last in either direction. */
const columnsAt = (at: Temporal.Instant): Readonly<Record<SortColumn, SortKey<ListedRow>>> => ({
  name: { by: sql.ref('a.name'), of: (row) => row.name, cell: cells.text },
  status: { by: urgencyAt(at), of: (row) => row.urgency, cell: cells.int },
  nextUpdateDueAt: { by: sql.ref('s.due_at'), of: (row) => row.dueAt?.toString() ?? null, cell: cells.instant, nulls: 'last' },
  pendingUpdates: { by: sql.ref('r.pending_updates'), of: (row) => row.report.pendingUpdates, cell: cells.int, nulls: 'last' },
  reportedAt: { by: sql.ref('r.received_at'), of: (row) => row.report.receivedAt?.toString() ?? null, cell: cells.instant, nulls: 'last' },
});

/** Each sort ends with the id of the table that it begins with, so that one index serves both. */
const ids: Readonly<Record<SortColumn, string>> = {
  name: 'a.id',
  status: 'a.id',
  nextUpdateDueAt: 's.id',
  pendingUpdates: 'r.server_id',
  reportedAt: 'r.server_id',
};

function orderOf(sort: ServerSort, at: Temporal.Instant): Keyset<ListedRow> {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = sort.replace('-', '') as SortColumn;
  const columns = columnsAt(at);
  const last: SortKey<ListedRow> = { by: sql.ref(ids[column]), of: (row) => row.id, cell: cells.id, direction };
  // Hundreds of servers share one status; among them the name orders.
  const between = column === 'status' ? [columns.name] : [];
  return keyset<ListedRow>(`servers ${sort}`, [{ ...columns[column], direction }, ...between, last]);
}

/** One page in one query. */
export async function listServers(
  db: Db | Tx,
  scope: Scope,
  filter: ServerFilter,
  sort: ServerSort,
  page: PageRequest,
): Promise<Page<ServerRow>> {
  const order = orderOf(sort, filter.at);
  const query = conditionsOf(scope, filter).reduce((narrowed, condition) => narrowed.where(condition), serverRows(db));
  const rows = await order.apply(query.select(urgencyAt(filter.at).as('urgency')), page).execute();
  return order.cut(
    rows.map((row) => ({ ...toServer(row), urgency: row.urgency })),
    page.limit,
  );
}

/** The hours that servers have, each once, with how many servers have them. */
export async function distinctHours(
  db: Db | Tx,
  scope: Scope,
  siteId: string | undefined,
): Promise<readonly { readonly key: string; readonly hours: ServerHours; readonly count: number }[]> {
  const rows = await conditionsOf(scope, { at: Temporal.Instant.fromEpochMilliseconds(0), siteId })
    .reduce((narrowed, condition) => narrowed.where(condition), serverTables(db))
    .select(['s.window_key', 's.window_start', 's.window_end', 's.window_zone', 's.window_weekdays', 's.always_in_use'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy(['s.window_key', 's.window_start', 's.window_end', 's.window_zone', 's.window_weekdays', 's.always_in_use'])
    .execute();
  return rows.map((row) => ({ key: row.window_key, hours: toHours(row), count: row.count }));
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
  const row = await conditionsOf(scope, filter)
    .reduce((narrowed, condition) => narrowed.where(condition), serverTables(db))
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
