import { type Expression, type RawBuilder, sql } from 'kysely';
import { readByColumn, wireInstant } from '../../../kernel/db/by-column.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { containsText } from './search.ts';
import { SEARCHED } from './server-filters.ts';
import './tables.ts';

/** The place of a server in an order: what the order sorts by, as it travels, and the server. */
export interface Place {
  readonly id: string;
  readonly value: string | number | null;
}

/** Places in one order, not yet read. */
export interface PlaceQuery {
  readonly column: string;
  /** What it is sorted by in the database. */
  readonly by: Expression<unknown>;
  /** What stands behind the tables s, a and r: conditions, order and limit. */
  readonly behind: RawBuilder<unknown>;
  /** The order begins with the reports. */
  readonly isReport: boolean;
}

type PlaceCells = { readonly id: string; readonly value: string | number | null };

export async function readPlaces(db: Db | Tx, { column, by, behind, isReport }: PlaceQuery): Promise<readonly Place[]> {
  return await placesOf(db, column, sql<PlaceCells>`select a.id, ${by} as value ${tables(isReport)} ${behind}`);
}

/** The first `limit` of them in which a text stands. */
export async function readMet(
  db: Db | Tx,
  { column, by, behind, isReport }: PlaceQuery,
  { text, limit }: { readonly text: string; readonly limit: number },
): Promise<readonly Place[]> {
  const query = sql<PlaceCells>`
    select id, value
    from (select a.id, ${by} as value, ${sql.join(SEARCHED.map((text, at) => sql`${text} as ${sql.ref(`text${at}`)}`))} ${tables(isReport)} ${behind}) glanced
    where ${containsText(
      SEARCHED.map((_text, at) => sql.ref(`text${at}`)),
      text,
    )} limit ${sql.lit(limit)}`;
  return await placesOf(db, column, query);
}

/** Every server has a row of reports. By a left join PostgreSQL knows that too, and leaves it out where nothing asks for it. */
const tables = (isReport: boolean): RawBuilder<unknown> => sql`
  from servers.servers s
  join kernel.assets a on a.id = s.id
  ${isReport ? sql`join` : sql`left join`} servers.reports r on r.server_id = s.id`;

async function placesOf(db: Db | Tx, column: string, query: RawBuilder<PlaceCells>): Promise<readonly Place[]> {
  const { places } = await readByColumn<{ places: PlaceCells }>(db, { places: { names: ['id', 'value'], query } });
  const isInstant = column === 'nextUpdateDueAt' || column === 'reportedAt';
  return places.map(({ id, value }) => ({ id, value: isInstant && typeof value === 'string' ? wireInstant(value) : value }));
}
