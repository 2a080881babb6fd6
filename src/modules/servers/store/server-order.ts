import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import { readByColumn, wireInstant } from '../../../kernel/db/by-column.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest, type SortKey } from '../../../kernel/db/keyset.ts';
import { ONE_PLAN } from '../../../kernel/db/prepared.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { narrowed } from './narrowed.ts';
import { conditionsOf, hasReportState, hasUpdateStatus, type ServerFilter } from './server-filters.ts';
import './tables.ts';

export type IndexedColumn = 'name' | 'nextUpdateDueAt' | 'pendingUpdates' | 'reportedAt';
type SortColumn = IndexedColumn | 'status';
export type ServerSort = SortColumn | `-${SortColumn}`;

/** The place of a server in an order: what the order sorts by, as it travels, and the server. */
interface Place {
  readonly id: string;
  readonly value: string | number | null;
}

type Value = Place['value'];
type Step = Omit<SortKey<never>, 'of'>;
const byName: Step = { by: sql.ref('a.name'), cell: cells.text };

/** What is unknown stands last in either direction. Each ends with the id of the table that it begins with, so that one index serves both. */
const orders: Readonly<Record<IndexedColumn, { readonly key: Step; readonly id: 'a.id' | 's.id' | 'r.server_id' }>> = {
  name: { key: byName, id: 'a.id' },
  nextUpdateDueAt: { key: { by: sql.ref('s.due_at'), cell: cells.instant, nulls: 'last' }, id: 's.id' },
  pendingUpdates: { key: { by: sql.ref('r.pending_updates'), cell: cells.int, nulls: 'last' }, id: 'r.server_id' },
  reportedAt: { key: { by: sql.ref('r.received_at'), cell: cells.instant, nulls: 'last' }, id: 'r.server_id' },
};

const lastKey = <Row>(id: string, of: (row: Row) => string): SortKey<Row> => ({ by: sql.ref(id), of, cell: cells.id });

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
  const narrow = await narrowed(db, filter);
  const indexed = indexedPage<Place>({ scope, filter: narrow, sort, page }, { value: ({ value }) => value, id: idOf });
  if (indexed === null) return await pageByUrgency(db, conditionsOf(scope, narrow), filter.at, { sort, page });
  const places = narrow.ids?.length === 0 ? [] : await readPlaces(db, indexed);
  const { items, nextCursor } = indexed.cut(places);
  return { ids: items.map(idOf), nextCursor };
}

const idOf = ({ id }: Pick<Place, 'id'>): AssetId => id as AssetId;

/** A page in the order of one index, not yet read. */
export interface IndexedPage<Row> {
  readonly column: IndexedColumn;
  /** What it is sorted by in the database. */
  readonly by: Expression<unknown>;
  /** What stands behind the tables s, a and r: conditions, order and limit. */
  readonly behind: RawBuilder<unknown>;
  /** The order begins with the reports. */
  readonly isReport: boolean;
  /** Nothing narrows the estate: one plan fits every page. */
  readonly isWhole: boolean;
  /** The rows of the page, and the cursor behind the last. */
  cut(rows: readonly Row[]): { readonly items: readonly Row[]; readonly nextCursor: string | null };
}

export interface AskedPage {
  readonly scope: Scope;
  readonly filter: ServerFilter;
  readonly sort: ServerSort;
  readonly page: PageRequest;
}

/** What a row is sorted by, as it travels, and its id. */
interface Sorted<Row> {
  value(row: Row, column: IndexedColumn): Value;
  id(row: Row): string;
}

/** Null for the order of status, which no index has. */
export function indexedPage<Row>({ scope, filter, sort, page }: AskedPage, sorted: Sorted<Row>): IndexedPage<Row> | null {
  const { direction, column } = partsOf(sort);
  if (column === 'status') return null;
  const { key, id } = orders[column];
  const order = keyset<Row>(`servers ${sort}`, [
    { ...key, direction, of: (row) => sorted.value(row, column) },
    { ...lastKey(id, sorted.id), direction },
  ]);
  const conditions = conditionsOf(scope, filter);
  const isWhole = conditions.length === 0;
  const { after, orderBy, limit } = order.clauses(page);
  return {
    ...{ column, by: key.by, isWhole, isReport: id === 'r.server_id' },
    behind: sql`${narrowedTo([...conditions, after], orderBy, limit)} ${isWhole ? ONE_PLAN : sql``}`,
    cut: (rows) => order.cut(rows, page.limit),
  };
}

const narrowedTo = (conditions: readonly Expression<SqlBool>[], orderBy: Expression<unknown>, limit: Expression<unknown>) =>
  sql`where a.archived_at is null and ${sql.join(conditions, sql` and `)} order by ${orderBy} limit ${limit}`;

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

interface UrgentPlace extends Place {
  readonly urgency: number;
}

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
  const named = { ...byName, of: ({ value }: Place) => value };
  const names = keyset<Place>('names', [named, lastKey('a.id', idOf)]);
  const { direction } = partsOf(sort);
  const order = keyset<UrgentPlace>(`servers ${sort}`, [
    { by: sql.lit(0), of: ({ urgency }) => urgency, cell: cells.int, direction },
    named,
    lastKey('a.id', idOf),
  ]);
  const [from, ...behind] = page.cursor === undefined ? [] : order.read(page.cursor);
  const all = urgencies(at).map((condition, urgency) => ({ condition, urgency }));
  const ahead = (direction === 'asc' ? all : all.toReversed()).filter(
    ({ urgency }) => from === undefined || isAhead(urgency, from, direction),
  );
  const places: UrgentPlace[] = [];
  const { orderBy } = names.clauses({ limit: page.limit });
  for (const { condition, urgency } of ahead) {
    const left = page.limit + 1 - places.length;
    if (left === 0) break;
    const start = urgency === from ? [names.behind(behind)] : [];
    const wanted = narrowedTo([...conditions, condition, ...start], orderBy, sql.lit(left));
    const found = await readPlaces(db, { column: 'name', by: byName.by, behind: wanted, isReport: false });
    places.push(...found.map((place) => ({ ...place, urgency })));
  }
  const { items, nextCursor } = order.cut(places, page.limit);
  return { ids: items.map(idOf), nextCursor };
}

const isAhead = (urgency: number, from: unknown, direction: 'asc' | 'desc'): boolean =>
  typeof from === 'number' && (direction === 'asc' ? urgency >= from : urgency <= from);

type PlaceCells = { readonly id: string; readonly value: string | number | null };

async function readPlaces(
  db: Db | Tx,
  { column, by, behind, isReport }: Pick<IndexedPage<Place>, 'column' | 'by' | 'behind' | 'isReport'>,
): Promise<readonly Place[]> {
  // Every server has a row of reports. By a left join PostgreSQL knows that too, and leaves it out where nothing asks for it.
  const reports = isReport ? sql`join` : sql`left join`;
  const query = sql<PlaceCells>`
    select a.id, ${by} as value
    from servers.servers s
    join kernel.assets a on a.id = s.id
    ${reports} servers.reports r on r.server_id = s.id
    ${behind}`;
  const { places } = await readByColumn<{ places: PlaceCells }>(db, { places: { names: ['id', 'value'], query } });
  const isInstant = column === 'nextUpdateDueAt' || column === 'reportedAt';
  return places.map(({ id, value }) => ({ id, value: isInstant && typeof value === 'string' ? wireInstant(value) : value }));
}
