import { type Expression, type SqlBool, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import { type ColumnQuery, readByColumn, wireInstant } from '../../../kernel/db/by-column.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, type Keyset, keyset, type PageRequest, type SortKey } from '../../../kernel/db/keyset.ts';
import { ONE_PLAN } from '../../../kernel/db/prepared.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { serversWith } from './search.ts';
import { conditionsOf, hasReportState, hasUpdateStatus, type ServerFilter } from './server-filters.ts';
import './tables.ts';

type SortColumn = 'name' | 'status' | 'nextUpdateDueAt' | 'pendingUpdates' | 'reportedAt';
export type ServerSort = SortColumn | `-${SortColumn}`;

/** The place of a server in an order: what the order sorts by, and the server. */
interface Place {
  readonly id: string;
  readonly value: string | number | null;
  readonly urgency: number;
}

const instantOf = ({ value }: Place): string | null => (typeof value === 'string' ? wireInstant(value) : null);
const byName: SortKey<Place> = { by: sql.ref('a.name'), of: ({ value }) => value, cell: cells.text };

/** What is unknown stands last in either direction. Each ends with the id of the table that it begins with, so that one index serves both. */
const orders: Readonly<
  Record<Exclude<SortColumn, 'status'>, { readonly key: SortKey<Place>; readonly id: 'a.id' | 's.id' | 'r.server_id' }>
> = {
  name: { key: byName, id: 'a.id' },
  nextUpdateDueAt: { key: { by: sql.ref('s.due_at'), of: instantOf, cell: cells.instant, nulls: 'last' }, id: 's.id' },
  pendingUpdates: {
    key: { by: sql.ref('r.pending_updates'), of: ({ value }) => value, cell: cells.int, nulls: 'last' },
    id: 'r.server_id',
  },
  reportedAt: { key: { by: sql.ref('r.received_at'), of: instantOf, cell: cells.instant, nulls: 'last' }, id: 'r.server_id' },
};

const lastKey = (id: string): SortKey<Place> => ({ by: sql.ref(id), of: (place) => place.id, cell: cells.id });

/** The places of one page, one more than `limit` if there are more behind it. */
export interface PageOfPlaces {
  readonly ids: readonly AssetId[];
  readonly nextCursor: string | null;
}

/**
 * Which servers a page shows: their ids alone, found in the order of an index, so that the wide rows behind them
 * are looked up for one page and not for the whole estate.
 */
export async function pageOfServers(
  db: Db | Tx,
  scope: Scope,
  filter: ServerFilter,
  sort: ServerSort,
  page: PageRequest,
): Promise<PageOfPlaces> {
  const ids = await serversWith(db, filter.q);
  const narrowed = ids === null ? filter : { ...filter, ids, q: undefined };
  const indexed = indexedPage(scope, narrowed, sort, page);
  if (indexed === null) return await pageByUrgency(db, conditionsOf(scope, narrowed), filter.at, { sort, page });
  return indexed.cut(await readPlaces(db, indexed.query));
}

/** A page in the order of one index, not yet read. */
export interface IndexedPage {
  readonly query: ColumnQuery<PlaceCells>;
  /** Nothing narrows the estate: one plan fits every page. */
  readonly isWhole: boolean;
  cut(rows: readonly PlaceCells[]): PageOfPlaces;
}

/** Null for the order of status, which no index has. */
export function indexedPage(scope: Scope, filter: ServerFilter, sort: ServerSort, page: PageRequest): IndexedPage | null {
  const { direction, column } = partsOf(sort);
  if (column === 'status') return null;
  const { key, id } = orders[column];
  const order = keyset<Place>(`servers ${sort}`, [
    { ...key, direction },
    { ...lastKey(id), direction },
  ]);
  const conditions = conditionsOf(scope, filter);
  const isWhole = conditions.length === 0;
  const { after, orderBy, limit } = order.clauses(page);
  const wanted = { conditions: [...conditions, after], value: key.by, orderBy, limit, isWhole, isReport: id === 'r.server_id' };
  return { query: placesQuery(wanted), isWhole, cut: (rows) => cut(order, placesOf(rows, 0), page.limit) };
}

const partsOf = (sort: ServerSort): { readonly direction: 'asc' | 'desc'; readonly column: SortColumn } => ({
  direction: sort.startsWith('-') ? 'desc' : 'asc',
  column: sort.replace('-', '') as SortColumn,
});

/** Late, then nearly late, then whatever is not known, then ok: no data never stands among what is well. */
const urgencies = (at: Temporal.Instant): readonly Expression<SqlBool>[] => {
  const isWell = sql<SqlBool>`(${hasReportState('ok', at)}) is true`;
  return [
    hasUpdateStatus('overdue', at),
    hasUpdateStatus('due', at),
    sql<SqlBool>`(${hasUpdateStatus('unscheduled', at)} or (${hasUpdateStatus('ok', at)} and not ${isWell}))`,
    sql<SqlBool>`(${hasUpdateStatus('ok', at)} and ${isWell})`,
  ];
};

interface ByUrgency {
  readonly sort: ServerSort;
  readonly page: PageRequest;
}

/**
 * Hundreds of servers share one urgency; among them the name orders. No index can sort by what changes with the time alone,
 * so one urgency after the other is read in the order of names, until the page is full.
 */
async function pageByUrgency(
  db: Db | Tx,
  conditions: readonly Expression<SqlBool>[],
  at: Temporal.Instant,
  { sort, page }: ByUrgency,
): Promise<PageOfPlaces> {
  const names = keyset<Place>('names', [byName, lastKey('a.id')]);
  const { direction } = partsOf(sort);
  const order = keyset<Place>(`servers ${sort}`, [
    { by: sql.lit(0), of: ({ urgency }) => urgency, cell: cells.int, direction },
    byName,
    lastKey('a.id'),
  ]);
  const [from, ...behind] = page.cursor === undefined ? [] : order.read(page.cursor);
  const all = urgencies(at).map((condition, urgency) => ({ condition, urgency }));
  const ahead = (direction === 'asc' ? all : all.toReversed()).filter(
    ({ urgency }) => from === undefined || isAhead(urgency, from, direction),
  );
  const places: Place[] = [];
  const { orderBy } = names.clauses({ limit: page.limit });
  for (const { condition, urgency } of ahead) {
    const left = page.limit + 1 - places.length;
    if (left === 0) break;
    const start = urgency === from ? [names.behind(behind)] : [];
    const wanted = { conditions: [...conditions, condition, ...start], value: byName.by, orderBy, limit: sql.lit(left) };
    places.push(...placesOf(await readPlaces(db, placesQuery(wanted)), urgency));
  }
  return cut(order, places, page.limit);
}

const isAhead = (urgency: number, from: unknown, direction: 'asc' | 'desc'): boolean =>
  typeof from === 'number' && (direction === 'asc' ? urgency >= from : urgency <= from);

interface Wanted {
  readonly conditions: readonly Expression<SqlBool>[];
  readonly value: Expression<unknown>;
  readonly orderBy: Expression<unknown>;
  readonly limit: Expression<unknown>;
  /** Nothing narrows the list but where it begins. */
  readonly isWhole?: boolean;
  /** The order begins with the reports. */
  readonly isReport?: boolean;
}

export type PlaceCells = { readonly id: string; readonly value: string | number | null };

function placesQuery({ conditions, value, orderBy, limit, isWhole, isReport }: Wanted): ColumnQuery<PlaceCells> {
  // Every server has a row of reports. By a left join PostgreSQL knows that too, and leaves it out where nothing asks for it.
  const reports = isReport === true ? sql`join` : sql`left join`;
  const query = sql<PlaceCells>`
    select a.id, ${value} as value
    from servers.servers s
    join kernel.assets a on a.id = s.id
    ${reports} servers.reports r on r.server_id = s.id
    where a.archived_at is null and ${sql.join(conditions, sql` and `)}
    order by ${orderBy} limit ${limit} ${isWhole === true ? ONE_PLAN : sql``}`;
  return { names: ['id', 'value'], query };
}

const readPlaces = async (db: Db | Tx, query: ColumnQuery<PlaceCells>): Promise<readonly PlaceCells[]> =>
  (await readByColumn(db, { places: query })).places;

const placesOf = (rows: readonly PlaceCells[], urgency: number): Place[] => rows.map(({ id, value }) => ({ id, value, urgency }));

function cut(order: Keyset<Place>, places: readonly Place[], limit: number): PageOfPlaces {
  const { items, nextCursor } = order.cut(places, limit);
  return { ids: items.map(({ id }) => id as AssetId), nextCursor };
}
