import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Log } from '../log/log.ts';
import { StartError } from '../start-error.ts';
import type { Database, Db } from './database.ts';
import { isDatabaseAway } from './errors.ts';
import { createStatementNames, preparing } from './prepared.ts';
import { teachTemporalToPostgres, temporalTypes } from './values.ts';

export interface OpenOptions {
  readonly url: string;
  readonly log: Log;
  /** Connections at most; the embedded database grants 60 to everybody together. */
  readonly connections?: number;
  /** How long to wait for a database that is not there yet; zero for tests and commands. */
  readonly patience?: Temporal.Duration;
}

/** A pool of connections with Kysely on top. */
export interface OpenDatabase {
  readonly db: Db;
  /** Waits for running queries. */
  close(): Promise<void>;
}

/** Oldest server_version_num that has what we use (unique nulls not distinct, ICU collations per column). */
const OLDEST = 150_000;

/** The database must notice within half a minute that a console's machine is gone, and with it the locks that its sessions hold. */
const KEEPALIVE = 'set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

const SESSION = `set intervalstyle = 'iso_8601'; set timezone = 'UTC'; ${KEEPALIVE}`;

/**
 * Connects and makes sure that it is a PostgreSQL we can use. Throws a StartError with a sentence otherwise.
 * A connection that breaks later is replaced by the pool; the query that met it throws (see `isDatabaseAway`).
 */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  teachTemporalToPostgres();
  const pool = createPool(options);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparing(pool, createStatementNames()) }) });
  try {
    requireVersion(await versionOf(db, options));
    return { db, close: () => db.destroy() };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function createPool({ url, log, connections = 10 }: OpenOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'caretaker',
    max: connections,
    connectionTimeoutMillis: 10_000,
    // Nothing a person waits for takes this long; migrations lift it for themselves.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    types: temporalTypes(),
    // pg-pool waits for the answer before it hands the connection out.
    onConnect: (client: pg.ClientBase) => {
      // pg-pool listens only while a connection is idle; one that breaks between two queries of its user would end the console.
      client.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
      return client.query(SESSION);
    },
  });
  // The same error again, from an idle connection; the listener above has logged it.
  pool.on('error', () => {});
  return pool;
}

async function versionOf(db: Db, { log, patience }: OpenOptions): Promise<number> {
  const giveUpAt = performance.now() + (patience?.total('milliseconds') ?? 0);
  for (let saidSo = false; ; saidSo = true) {
    try {
      const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(db);
      return Number(rows[0]?.version);
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > giveUpAt) throw cannotConnect(error);
      if (!saidSo) log.warn({ err: error }, 'database is not there yet; waiting for it');
      await sleep(500);
    }
  }
}

function cannotConnect(error: unknown): StartError {
  const reason =
    error instanceof AggregateError ? error.errors.map(String).join('; ') : error instanceof Error ? error.message : String(error);
  return new StartError(`The database does not let the console in: ${reason}. Look at CARETAKER_DATABASE_URL.`, { cause: error });
}

function requireVersion(version: number): void {
  if (version >= OLDEST) return;
  throw new StartError(`The database is PostgreSQL ${Math.floor(version / 10_000)}; the console needs 15 or newer.`);
}
