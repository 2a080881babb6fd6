import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database, Db } from '../src/kernel/db/database.ts';
import { createStatementNames } from '../src/kernel/db/prepared.ts';
import { temporalTypes } from '../src/kernel/db/values.ts';

const ROUNDS = 15;

/**
 * The database's own time for a read, in milliseconds: execution and the writing out of its rows by each statement, and planning
 * where the statement is none that is prepared. PostgreSQL tells it, so that neither the driver nor the network is in it.
 */
export async function ownTime(url: string, read: (db: Db) => Promise<unknown>): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 1, types: temporalTypes() });
  try {
    const statements = await statementsOf(pool, read);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      let sum = 0;
      for (const statement of statements) sum += await explained(pool, statement);
      rounds.push(sum);
    }
    return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  } finally {
    await pool.end();
  }
}

async function statementsOf(pool: pg.Pool, read: (db: Db) => Promise<unknown>): Promise<readonly CompiledQuery[]> {
  const statements: CompiledQuery[] = [];
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log: ({ query }) => void statements.push(query) });
  await read(db);
  return statements;
}

async function explained(pool: pg.Pool, { sql, parameters }: CompiledQuery): Promise<number> {
  const text = `explain (analyze, serialize text, timing off, format json) ${sql}`;
  const { rows } = await pool.query({ text, values: [...parameters] });
  const [plan] = rows[0]['QUERY PLAN'];
  return plan['Execution Time'] + (isPrepared(sql) ? 0 : plan['Planning Time']);
}

function isPrepared(text: string): boolean {
  const nameOf = createStatementNames();
  return [1, 2, 3].map(() => nameOf(text)).at(-1) !== null;
}
