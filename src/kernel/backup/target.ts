import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { MIGRATION_LOCK } from '../db/migrate.ts';
import type { ProvidedDatabase } from '../db/provide.ts';
import { tableExists } from '../db/table-exists.ts';
import { StartError } from '../start-error.ts';
import { schemasOf } from './manifest.ts';
import type { Session } from './session.ts';

/** Throws a StartError while another console or command than this one works on the database. */
export async function requireQuiet({ client }: Session, database: Pick<ProvidedDatabase, 'db'>): Promise<void> {
  const ownPid = await pidOf(database);
  const lock = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [MIGRATION_LOCK]);
  if (lock.rows[0]?.taken !== true) throw new StartError('The database is being migrated or backed up. Try again when that is done.');
  // A session that has just been closed is seen for a moment longer.
  for (let looks = 0; (await countOthers(client, ownPid)) > 0; looks += 1) {
    if (looks === LOOKS) throw new StartError('A console still works on this database. Stop every one of them first.');
    await sleep(LOOK_MS);
  }
}

/** The one connection that was opened with the database. */
async function pidOf({ db }: Pick<ProvidedDatabase, 'db'>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  return rows[0]?.pid ?? 0;
}

const LOOKS = 10;
const LOOK_MS = 200;

async function countOthers(client: Session['client'], ownPid: number): Promise<number> {
  const { rows } = await client.query<{ others: number }>(
    `select count(*)::int as others from pg_stat_activity
      where datname = current_database() and application_name like 'caretaker%' and pid not in (pg_backend_pid(), $1)`,
    [ownPid],
  );
  return rows[0]?.others ?? 0;
}

/** What stands in the way of a restore. */
export interface Occupied {
  readonly accounts: number;
}

/** Null: no console was ever here, or nobody ever made an account in it. */
export async function occupiedBy(tx: Tx): Promise<Occupied | null> {
  if (!(await tableExists(tx, 'kernel.users'))) return null;
  const { count } = await tx
    .selectFrom('kernel.users')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count === 0 ? null : { accounts: count };
}

/** Removes what a console made here, with its job queues; other schemas of the database are left alone. */
export async function clear(tx: Tx): Promise<void> {
  if (!(await tableExists(tx, 'kernel.migrations'))) return;
  const applied = await tx.selectFrom('kernel.migrations').select('owner').execute();
  // A console that still runs elsewhere holds its tables: waiting for it would have no end.
  await sql`set local lock_timeout = '10s'`.execute(tx);
  for (const schema of [...schemasOf(applied), 'jobs']) await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(tx);
}
