import { type PostgresCursor, type PostgresPool, type PostgresPoolClient, type PostgresQueryResult, sql } from 'kysely';
import type pg from 'pg';
import { createPatience } from './patience.ts';

/** A statement is prepared from this use on: what is asked once or twice would only fill the database's memory. */
const WORTH_IT = 3;

/** Each connection keeps the plans of its prepared statements; texts beyond these stay unprepared. */
const MOST_PREPARED = 200;
const MOST_COUNTED = 1_000;

/** Stands in a page that is read in the order of an index whatever its values are: it may be prepared although it has a limit. */
export const ONE_PLAN = sql.raw('/* one plan */');

/** The name under which a statement is prepared; null: not, or not yet. */
export type NameStatement = (text: string) => string | null;

/**
 * A row of all columns changes its type when a later version of the console adds a column while this one still runs,
 * and a prepared statement would fail then ("cached plan must not change result type").
 */
const ALL_COLUMNS = /\.\*|\bselect \*|\breturning \*/i;

/** The best plan of an ordered page depends on how rare its filter's values are; planned without them it may walk the whole table. */
const PAGE = /\border by\b.*\blimit\b/is;

const mayPrepare = (text: string): boolean => !ALL_COLUMNS.test(text) && (!PAGE.test(text) || text.includes('/* one plan */'));

/** Names for statements that come again and again. They differ by text alone: one namer serves one pool. */
export function createStatementNames(): NameStatement {
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_PREPARED) return known ?? null;
    const count = uses.get(text) ?? (mayPrepare(text) ? 0 : Number.NEGATIVE_INFINITY);
    if (count + 1 < WORTH_IT) {
      if (uses.size >= MOST_COUNTED) uses.clear();
      uses.set(text, count + 1);
      return null;
    }
    uses.delete(text);
    const name = `caretaker_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/** A pool whose connections prepare the statements that have a name: each is planned a few times and not at every use. */
export function preparing(pool: pg.Pool, nameOf: NameStatement): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client);
      if (known !== undefined) return known;
      const fresh = preparingClient(client, nameOf);
      clients.set(client, fresh);
      return fresh;
    },
  };
}

function preparingClient(client: pg.PoolClient, nameOf: NameStatement): PostgresPoolClient {
  const patience = createPatience();
  function query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('no statement is read by a cursor');
    const name = nameOf(text);
    return patience.for(text, () => client.query({ text, values: [...values], ...(name === null ? {} : { name }) }));
  }
  return { query, release: (destroy) => client.release(destroy || patience.isOver()) };
}
