import { sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import type { Db } from '../db/database.ts';
import { type MigrationSet, migrationState } from '../db/migrate.ts';
import { type Remark, remarksAbout } from './remark.ts';

export interface DatabaseParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly migrations: readonly MigrationSet[];
}

/** A database that lets us in: whether it is one that the console can work on. Reads only. */
export async function examineDatabase({ db, clock, migrations }: DatabaseParts): Promise<readonly Remark[]> {
  return [...(await examineServer(db)), await examineMigrations(db, migrations), await examineCollation(db), await examineClock(db, clock)];
}

interface Server {
  readonly version: string;
  readonly encoding: string;
  readonly role: string;
  readonly superuser: boolean;
  readonly may_create: boolean;
  readonly fsync: string;
  readonly database: string;
}

async function examineServer(db: Db): Promise<readonly Remark[]> {
  const { sound, note, fault } = remarksAbout('database');
  const { rows } = await sql<Server>`
    select current_setting('server_version') as version, current_setting('server_encoding') as encoding, current_user as role,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      has_database_privilege(current_database(), 'create') as may_create, current_setting('fsync') as fsync, current_database() as database`.execute(
    db,
  );
  const [server] = rows;
  if (server === undefined) return [fault('The database answers nothing.', 'Look at its log.')];
  const remarks = [sound(`PostgreSQL ${server.version} answers.`)];
  if (server.encoding !== 'UTF8') remarks.push(fault(`The database is encoded in ${server.encoding}.`, 'Make one with encoding UTF8.'));
  if (!server.may_create) {
    remarks.push(fault(`The role ${server.role} may not make schemas.`, `alter database ${server.database} owner to ${server.role}`));
  }
  if (server.superuser)
    remarks.push(note(`The role ${server.role} is a superuser; the console needs none.`, 'Give it a role that owns its database only.'));
  if (server.fsync !== 'on')
    remarks.push(fault('The database does not wait for its disk (fsync is off): a power loss would cost it.', 'Set fsync = on.'));
  return remarks;
}

async function examineMigrations(db: Db, sets: readonly MigrationSet[]): Promise<Remark> {
  const { sound, note, fault } = remarksAbout('migrations');
  const { pending, faults } = await migrationState(db, sets);
  if (faults.length > 0)
    return fault(faults.map(({ text }) => text).join(' '), 'Start the console that the database belongs to, or restore a backup.');
  if (pending.length > 0)
    return note(`${pending.length} migrations are not applied yet: ${pending.join(', ')}.`, 'The next start applies them; back up before.');
  return sound('The tables are those of this version.');
}

/** An index that was sorted by another version of a collation may not find what is in it. */
async function examineCollation(db: Db): Promise<Remark> {
  const { sound, fault } = remarksAbout('collation');
  const { rows } = await sql<{ name: string; made: string; here: string }>`
    select c.collname as name, c.collversion as made, pg_collation_actual_version(c.oid) as here
    from pg_collation c join pg_namespace n on n.oid = c.collnamespace
    where n.nspname = 'kernel' and c.collversion is distinct from pg_collation_actual_version(c.oid)
    union all
    select 'of the database', datcollversion, pg_database_collation_actual_version(oid)
    from pg_database where datname = current_database() and datcollversion is distinct from pg_database_collation_actual_version(oid)`.execute(
    db,
  );
  if (rows.length === 0) return sound('Text sorts as it did when the indexes were made.');
  const list = rows.map(({ name, made, here }) => `${name} (${made}, now ${here})`).join(', ');
  return fault(
    `The system sorts text in another way than when the indexes were made: ${list}.`,
    'reindex database …; then alter collation … refresh version (kernel.natural), alter database … refresh collation version.',
  );
}

/** Leases and windows are compared across processes and machines. */
const NOTED_MS = 1_000;
const WRONG_MS = 30_000;

async function examineClock(db: Db, clock: Clock): Promise<Remark> {
  const { sound, note, fault } = remarksAbout('clock');
  const before = clock.now();
  const { rows } = await sql<{ now: Temporal.Instant }>`select clock_timestamp() as now`.execute(db);
  const after = clock.now();
  const middle = before.add({ milliseconds: Math.round(after.since(before).total('milliseconds') / 2) });
  const skew = Math.round(rows[0]?.now.since(middle).total('milliseconds') ?? 0);
  const sentence = `The database's clock differs from this machine's by ${skew} ms.`;
  const mend = 'Let both machines keep their time (chrony, systemd-timesyncd).';
  if (Math.abs(skew) >= WRONG_MS) return fault(sentence, mend);
  return Math.abs(skew) >= NOTED_MS ? note(sentence, mend) : sound(sentence);
}
