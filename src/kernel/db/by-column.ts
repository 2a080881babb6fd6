import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/** A value as PostgreSQL puts it into JSON; instants come as text, see `wireInstant`. */
type Cell = string | number | boolean | null | readonly string[];

export type JsonRow = Readonly<Record<string, Cell>>;

/** A query whose rows are read by column: the names of its columns, and the whole `select`. */
export interface ColumnQuery<Row extends JsonRow> {
  readonly names: readonly (keyof Row & string)[];
  readonly query: RawBuilder<Row>;
}

interface AnyQuery {
  readonly names: readonly string[];
  readonly query: RawBuilder<unknown>;
}

/** All values of one column; null where there is no row. */
type Column = readonly Cell[] | null;

/**
 * The rows of several queries by one statement, each as one JSON array of its columns. Of wide rows the driver would make a text per cell
 * and an object per row, which costs it more than PostgreSQL needs to find them. Rows keep the order of their query. `beginning`: a `with` that the queries share.
 */
export async function readByColumn<Rows extends Readonly<Record<string, JsonRow>>>(
  db: Db | Tx,
  asked: { readonly [Key in keyof Rows]: ColumnQuery<Rows[Key]> },
  beginning: RawBuilder<unknown> = sql``,
): Promise<{ readonly [Key in keyof Rows]: readonly Rows[Key][] }> {
  const queries: readonly (readonly [string, AnyQuery])[] = Object.entries(asked);
  const { rows } = await sql<Readonly<Record<string, readonly Column[]>>>`
    ${beginning}
    select ${sql.join(queries.map(([, query], place) => gathered(query, place)))}`.execute(db);
  const [row = {}] = rows;
  const answers = queries.map(([key, { names }], place) => [key, rowsOf(names, row[`q${place}`] ?? [])]);
  return Object.fromEntries(answers) as { readonly [Key in keyof Rows]: readonly Rows[Key][] };
}

/** An array with an array per column. Put together as text, because it is wide and asked often. */
function gathered({ names, query }: AnyQuery, place: number): RawBuilder<unknown> {
  const arrays = names.map((name) => `json_agg(r.${plain(name)})`);
  return sql`(select json_build_array(${sql.raw(arrays.join())}) from (${query}) as r) as ${sql.raw(`q${place}`)}`;
}

function plain(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`"${name}" would have to be quoted as a column`);
  return name;
}

function rowsOf(names: readonly string[], columns: readonly Column[]): readonly object[] {
  const Row = rowType(names);
  return (columns[0] ?? []).map((_cell, at) => new Row(columns, at));
}

/** A row that looks into its columns when it is asked: much of a page is read once, and a part of it never. */
class RowOfColumns {
  readonly columns: readonly Column[];
  readonly at: number;

  constructor(columns: readonly Column[], at: number) {
    this.columns = columns;
    this.at = at;
  }
}

const rowTypes = new Map<string, typeof RowOfColumns>();

/** One kind of row per list of names, made when it is first read. */
function rowType(names: readonly string[]): typeof RowOfColumns {
  const key = names.join();
  const known = rowTypes.get(key);
  if (known !== undefined) return known;
  const Row = class extends RowOfColumns {};
  for (const [column, name] of names.entries()) {
    Object.defineProperty(Row.prototype, name, {
      get(this: RowOfColumns) {
        return this.columns[column]?.[this.at] ?? null;
      },
    });
  }
  rowTypes.set(key, Row);
  return Row;
}

/** An instant as it travels (RFC 3339, `Z`) from one in JSON of PostgreSQL, `2026-11-21T08:00:00.123+00:00`, in a session at UTC. */
export const wireInstant = (text: string): string => `${text.slice(0, -6)}Z`;

/** Milliseconds since 1970 of an instant as it travels; null where it is finer than that. */
export function wholeMilliseconds(instant: string): number | null {
  const fraction = instant.length - 21;
  const year = twoDigits(instant, 0) * 100 + twoDigits(instant, 2);
  // Date.UTC takes years before 100 for those of the last century; those go the way of the finer ones.
  if (fraction > 3 || year < 100) return null;
  const [month, day, hour, minute, second] = [
    twoDigits(instant, 5),
    twoDigits(instant, 8),
    twoDigits(instant, 11),
    twoDigits(instant, 14),
    twoDigits(instant, 17),
  ];
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  return fraction < 1 ? whole : whole + Number(instant.slice(20, -1).padEnd(3, '0'));
}

const twoDigits = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/** That a column is one of these ids, to be put behind it. They are one parameter: of an array the driver looks at each item on its own. */
export const isOneOf = (ids: readonly string[]): RawBuilder<unknown> => sql`= any(${`{${ids.join()}}`}::uuid[])`;
