import { type Expression, type SqlBool, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest, type SortKey } from '../../../kernel/db/keyset.ts';
import { ONE_PLAN } from '../../../kernel/db/prepared.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { dueParts } from './due-parts.ts';
import { narrowed } from './narrowed.ts';
import { type Place, type PlaceQuery, readMet, readPlaces } from './places.ts';
import { conditionsOf, hasReportState, hasUpdateStatus, type ServerFilter } from './server-filters.ts';
import './tables.ts';

export type IndexedColumn = 'name' | 'nextUpdateDueAt' | 'pendingUpdates' | 'reportedAt';
type SortColumn = IndexedColumn | 'status';
export type ServerSort = SortColumn | `-${SortColumn}`;

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
  const asked = { scope, filter, sort, page };
  const glanced = await glance(db, asked);
  if (glanced !== null) return glanced;
  const narrow = await narrowed(db, filter);
  const indexed = indexedPage<Place>({ ...asked, filter: narrow }, SORTED);
  if (indexed === null) return await pageByUrgency(db, conditionsOf(scope, narrow), filter.at, { sort, page });
  return idsOf(indexed, narrow.ids?.length === 0 ? [] : await readParts(db, indexed, { ...asked, filter: narrow }));
}

const SORTED: Sorted<Place> = { value: ({ value }) => value, id: ({ id }) => id };

function idsOf(indexed: IndexedPage<Place>, places: readonly Place[]): PageOfPlaces {
  const { items, nextCursor } = indexed.cut(places);
  return { ids: items.map(idOf), nextCursor };
}

/** One after the other until the page is full. */
async function readParts(db: Db | Tx, indexed: IndexedPage<Place>, { filter, page }: AskedPage): Promise<readonly Place[]> {
  const parts = indexed.column === 'nextUpdateDueAt' && filter.status !== undefined ? dueParts(filter.status, filter.at) : [[]];
  const places: Place[] = [];
  for (const part of parts) {
    const left = page.limit + 1 - places.length;
    if (left > 0) places.push(...(await readPlaces(db, indexed.query(part, left))));
  }
  return places;
}

/** So many servers are looked at, before an index is asked for a text: what stands in many is met among them. */
const GLANCED = 200;

/** A page whose servers stand at the beginning of the list; null: too few do. Only where nothing but a text narrows it. */
async function glance(db: Db | Tx, asked: AskedPage): Promise<PageOfPlaces | null> {
  const { filter, page } = asked;
  const { q, ...others } = filter;
  if (q === undefined || q.trim() === '') return null;
  const all = indexedPage<Place>({ ...asked, filter: others }, SORTED);
  if (all?.isWhole !== true) return null;
  const places = await readMet(db, all.query([], GLANCED), { text: q, limit: page.limit + 1 });
  return places.length > page.limit ? idsOf(all, places) : null;
}

const idOf = ({ id }: Pick<Place, 'id'>): AssetId => id as AssetId;

/** A page in the order of one index, not yet read. */
export interface IndexedPage<Row> {
  readonly column: IndexedColumn;
  /** Its places, or those that meet more conditions, at most `limit` of them. */
  query(more?: readonly Expression<SqlBool>[], limit?: number): PlaceQuery;
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
  const { after, orderBy } = order.clauses(page);
  return {
    ...{ column, isWhole },
    query: (more = [], limit = page.limit + 1) => ({
      ...{ column, by: key.by, isReport: id === 'r.server_id' },
      behind: sql`${narrowedTo([...conditions, after, ...more], orderBy, sql.lit(limit))} ${isWhole ? ONE_PLAN : sql``}`,
    }),
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
