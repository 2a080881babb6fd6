import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from '../db/database.ts';
import { teachTemporalToPostgres, temporalTypes } from '../db/values.ts';
import type { Log } from '../log/log.ts';

/** One connection, spoken to by the driver (COPY) and by Kysely (all else), so that both are in one transaction. */
export interface Session {
  readonly client: pg.Client;
  readonly db: Kysely<Database>;
  close(): Promise<void>;
}

/** How values read and write as text: the same on every server, so that a sum here can be compared with a sum there. */
const AS_EVERYWHERE = [
  "set timezone = 'UTC'",
  "set datestyle = 'ISO, MDY'",
  "set intervalstyle = 'iso_8601'",
  "set bytea_output = 'hex'",
  'set extra_float_digits = 1',
  // A large table takes as long as it takes; files are written while the snapshot stays open.
  'set statement_timeout = 0',
  'set idle_in_transaction_session_timeout = 0',
].join(';');

export async function openSession(url: string, log: Log): Promise<Session> {
  teachTemporalToPostgres();
  const client = new pg.Client({ connectionString: url, application_name: 'caretaker backup', types: temporalTypes() });
  // Obligatory: a connection that breaks between two queries would end the process without a sentence.
  client.on('error', (error) => log.debug({ err: error }, 'database connection lost'));
  await client.connect();
  await client.query(AS_EVERYWHERE);
  const only = Object.assign(client, { release: () => undefined });
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: { connect: async () => only, end: async () => undefined, options: {} } }),
  });
  return { client, db, close: () => client.end() };
}
