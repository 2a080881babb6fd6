import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { Refusal } from '../http/serve.ts';

/** A value of a cursor. Instants travel as RFC 3339. */
export type Cell = string | number | boolean | null;

/** One step of an order. The last one of a keyset must be unique (the id), or rows would be lost between pages. */
export interface SortKey<Row> {
  /** The column or expression that the database sorts by: `sql.ref('s.name')`. */
  readonly by: Expression<unknown>;
  readonly of: (row: Row) => Cell;
  /** What a cursor may hold here; a stranger's cursor never reaches the database unread. */
  readonly cell: z.ZodType<Cell>;
  readonly direction?: 'asc' | 'desc';
  /** Where rows without a value stand. Must be said for every column that can be null. */
  readonly nulls?: 'first' | 'last';
}

/** An order that lists can be cut into pages by, without counting and without losing or doubling rows. */
export interface Keyset<Row> {
  /** Sorts, starts after the cursor, and takes one row more than `limit`. A cursor that is not ours refuses `kernel.bad_cursor`. */
  apply<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, page: PageRequest): SelectQueryBuilder<DB, TB, O>;
  /** The same for a query in SQL: what its rows must stand behind, its order and its limit. */
  clauses(page: PageRequest): Clauses;
  /** The values of a cursor, for an order of which the database sorts only a part; refuses as `apply` does. */
  read(cursor: string): readonly Cell[];
  /** All that stands behind such values. */
  behind(values: readonly Cell[]): Expression<SqlBool>;
  /** The rows of `apply`, cut to the limit, and the cursor of the next page. */
  cut<R extends Row>(rows: readonly R[], limit: number): { readonly items: readonly R[]; readonly nextCursor: string | null };
}

interface Clauses {
  readonly after: Expression<SqlBool>;
  readonly orderBy: Expression<unknown>;
  readonly limit: Expression<unknown>;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Kinds of cells, as far as PostgreSQL can read them: no NUL, no year 0, no number beyond its column. */
export const cells = {
  text: z.string().regex(/^[^\0]*$/),
  id: z.uuid(),
  int: z
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1),
  bigint: z.int(),
  instant: z.string().refine(isStorableInstant),
  flag: z.boolean(),
};

/**
 * Declares an order. `name` goes into its cursors, so that a cursor of another sort is refused instead of misread.
 * Rows may be new or gone between two pages; each row that stays is seen exactly once.
 */
export function keyset<Row>(name: string, keys: readonly [SortKey<Row>, ...SortKey<Row>[]]): Keyset<Row> {
  const decode = (cursor: string): readonly Cell[] => {
    const [tag, ...values] = listOf(jsonOrNull(cursor), keys.length + 1);
    const read = keys.map((key, index) => cellOf(key).safeParse(values[index]));
    if (tag !== name || !read.every((cell) => cell.success)) throw new Refusal('kernel.bad_cursor', { path: 'cursor' });
    return read.map((cell) => cell.data);
  };
  return {
    apply(query, { cursor, limit }) {
      let sorted = query.limit(limitOf(limit));
      for (const key of keys) sorted = sorted.orderBy(orderOf(key));
      return cursor === undefined ? sorted : sorted.where(after(keys, decode(cursor)));
    },
    clauses: ({ cursor, limit }) => ({
      after: cursor === undefined ? sql<SqlBool>`true` : after(keys, decode(cursor)),
      orderBy: sql.join(keys.map(orderOf)),
      limit: limitOf(limit),
    }),
    read: decode,
    behind: (values) => after(keys, values),
    cut(rows, limit) {
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
      return { items, nextCursor: encode([name, ...keys.map((key) => key.of(last))]) };
    },
  };
}

/** Said in the text: planned for an unknown number of rows, a page would be planned for a tenth of the table. */
const limitOf = (limit: number) => sql.lit(limit + 1);

const encode = (values: readonly Cell[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

function jsonOrNull(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null; // Not a cursor of ours; the caller refuses it.
  }
}

const listOf = (value: unknown, length: number): readonly unknown[] => (Array.isArray(value) && value.length === length ? value : []);

const cellOf = (key: Pick<SortKey<never>, 'cell' | 'nulls'>): z.ZodType<Cell> => (key.nulls === undefined ? key.cell : key.cell.nullable());

type Step = Pick<SortKey<never>, 'by' | 'direction' | 'nulls'>;

function orderOf({ by, direction = 'asc', nulls = direction === 'asc' ? 'last' : 'first' }: Step): Expression<unknown> {
  // The default of PostgreSQL is spelt out too: it changes nothing for an index, and both sides read the same.
  return sql`${by} ${sql.raw(direction)} nulls ${sql.raw(nulls)}`;
}

/** All that stands behind `values` in the order of `keys`. */
function after(keys: readonly Step[], values: readonly Cell[]): Expression<SqlBool> {
  if (isPlain(keys)) {
    const columns = sql.join(keys.map((key) => key.by));
    // One row comparison: PostgreSQL answers it by an index range.
    return sql<SqlBool>`(${columns}) ${operator(keys[0])} (${sql.join(values)})`;
  }
  const branches = keys.map((key, index) => {
    const ties = keys.slice(0, index).map((tied, at) => sql<SqlBool>`${tied.by} is not distinct from ${values[at]}`);
    return sql<SqlBool>`(${sql.join([...ties, stepAfter(key, values[index] ?? null)], sql` and `)})`;
  });
  return sql<SqlBool>`(${sql.join(branches, sql` or `)})`;
}

/** No nulls and one direction throughout. */
const isPlain = (keys: readonly Step[]): boolean =>
  keys.every((key) => key.nulls === undefined && (key.direction ?? 'asc') === (keys[0]?.direction ?? 'asc'));

const operator = (key: Step | undefined) => sql.raw(key?.direction === 'desc' ? '<' : '>');

function stepAfter(key: Step, value: Cell): Expression<SqlBool> {
  if (value === null) return key.nulls === 'first' ? sql<SqlBool>`${key.by} is not null` : sql<SqlBool>`false`;
  const beyond = sql<SqlBool>`${key.by} ${operator(key)} ${value}`;
  return key.nulls === 'last' ? sql<SqlBool>`(${beyond} or ${key.by} is null)` : beyond;
}

/** RFC 3339 between the years 1 and 9999, which both Temporal and PostgreSQL read. */
function isStorableInstant(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) || text.startsWith('0000')) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false; // RangeError: no such day or time
  }
}
