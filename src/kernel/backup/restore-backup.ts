import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { DatabaseError } from 'pg';
import type { Clock } from '../../shared/time.ts';
import type { Tx } from '../db/database.ts';
import { layFoundationIn } from '../db/foundation.ts';
import { type MigrationSet, readMigrations } from '../db/migration-files.ts';
import type { ProvidedDatabase } from '../db/provide.ts';
import type { Log } from '../log/log.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { noteFirstKey } from '../secrets/known-key.ts';
import { StartError } from '../start-error.ts';
import { readArchive } from './archive.ts';
import { copyIn, sumOf } from './copy.ts';
import type { Key } from './crypt.ts';
import { createEntries, type Entries } from './entries.ts';
import { type AddedFiles, putFiles, type StoredFiles, takeBack } from './files.ts';
import { fillTables, requireEqual, rowsOf, type Written } from './fill.ts';
import { RESTORED_JOBS } from './jobs.ts';
import { type FileSums, type Manifest, parseManifest, parseSums, type Sum } from './manifest.ts';
import { type MigrationPlan, planMigrations } from './plan.ts';
import { type AfterRestore, quieten } from './quieten.ts';
import { openSession, type Session } from './session.ts';
import { clear, occupiedBy, requireQuiet } from './target.ts';

export interface RestoreParts {
  /** Takes the data folder and opens the database; asked only when the backup has opened and fits this console. */
  provide(): Promise<ProvidedDatabase>;
  readonly log: Log;
  readonly clock: Clock;
  readonly migrations: readonly MigrationSet[];
  /** Of the modules, in their order. */
  readonly afterRestore: readonly AfterRestore[];
  readonly key: Key;
  readonly files: StoredFiles;
  /** Whether a console that is there already may go. */
  readonly mayReplace: boolean;
}

export interface RestoreSummary {
  readonly manifest: Manifest;
  readonly rows: number;
  readonly jobs: number;
  readonly files: FileSums;
  /** Accounts that were there before; null: none. */
  readonly replacedAccounts: number | null;
  /** Migrations that came after the backup. */
  readonly migrated: number;
}

/**
 * Puts a backup in place of what is there, whole or not at all: everything is one transaction, read back and compared before it
 * commits; files of the store are added first and taken away again if it does not. The console it makes is held.
 * Throws a StartError with a sentence; nothing was changed then.
 */
export async function restoreBackup(parts: RestoreParts, source: Readable): Promise<RestoreSummary> {
  const entries = createEntries(readArchive(source, parts.key));
  try {
    const manifest = parseManifest(await entries.text('manifest.json'));
    const plan = planMigrations(await readMigrations(parts.migrations), manifest);
    const database = await parts.provide();
    try {
      return await restoreInto(database, { ...parts, entries, manifest, plan });
    } finally {
      await database.close();
    }
  } catch (error) {
    throw toSentence(error);
  } finally {
    await entries.close();
  }
}

interface Opened extends RestoreParts {
  readonly entries: Entries;
  readonly manifest: Manifest;
  readonly plan: MigrationPlan;
}

async function restoreInto(database: ProvidedDatabase, opened: Opened): Promise<RestoreSummary> {
  const session = await openSession(database.url, opened.log);
  const added: AddedFiles = { names: [] };
  try {
    await requireQuiet(session, database);
    const summary = await session.db.transaction().execute(async (tx) => {
      const all = await restoreAll(tx, session, added, opened);
      // From here on the database may have them, also where the answer to its commit is lost. If it has not, the nightly collection does.
      added.names.length = 0;
      return all;
    });
    await gatherStatistics(session, opened.log);
    return summary;
  } catch (error) {
    await takeBack(opened.files, added);
    throw error;
  } finally {
    await session.close();
  }
}

/** For the database's planner: without them the first pages are slow. The backup is in its place already, whatever becomes of this. */
async function gatherStatistics({ db }: Session, log: Log): Promise<void> {
  try {
    await sql`analyze`.execute(db);
  } catch (error) {
    log.warn({ err: error }, 'the database could not gather its statistics after the restore; it does so by itself in time');
  }
}

/** One straight composition, in the order of the archive. */
async function restoreAll(tx: Tx, session: Session, added: AddedFiles, opened: Opened): Promise<RestoreSummary> {
  const { entries, manifest, plan } = opened;
  const occupied = await occupiedBy(tx);
  if (occupied !== null && !opened.mayReplace) {
    throw new StartError(
      `There is a console with ${occupied.accounts} accounts here already. Restore into an empty database, or put the backup in its place with --replace.`,
    );
  }
  await clear(tx);
  await layFoundationIn(tx);
  for (const file of plan.before) await (await file.load()).up(tx);
  const written = await fillTables(tx, session, entries, manifest);
  for (const { owner, name, hash, load } of plan.after) {
    await (await load()).up(tx);
    await tx.insertInto('kernel.migrations').values({ owner, name, hash }).execute();
  }
  // A backup from before the tables knew their key.
  if (manifest.keyId !== null) await noteFirstKey(tx, manifest.keyId, opened.clock.now());
  const jobs = await fillJobs(session, entries);
  const put = await putFiles(opened.files, entries, added);
  const files = await requireWhole(entries, { written, jobs, files: put });
  const now = opened.clock.now();
  await quieten(tx, { now, manifest, afterRestore: opened.afterRestore });
  return {
    ...{ manifest, files, jobs: jobs.rows, migrated: plan.after.length },
    rows: [...written.values()].reduce((sum, { rows }) => sum + rows, 0),
    replacedAccounts: occupied?.accounts ?? null,
  };
}

async function fillJobs(session: Session, entries: Entries): Promise<Sum> {
  const { rows } = await session.client.query<{ newest: number }>('select coalesce(max(id), 0) as newest from kernel.restored_jobs');
  const given = await copyIn(session, RESTORED_JOBS, rowsOf(entries, 'jobs/'));
  const columns = 'queue, data, start_after, singleton_key';
  const found = await sumOf(session, `select ${columns} from kernel.restored_jobs where id > ${rows[0]?.newest ?? 0} order by id`);
  requireEqual('The jobs', given, found);
  return found;
}

interface Arrived {
  readonly written: Written;
  readonly jobs: Sum;
  readonly files: Omit<FileSums, 'missing'>;
}

/** What arrived is what the backup says it wrote, and nothing comes after. */
async function requireWhole(entries: Entries, { written, jobs, files }: Arrived): Promise<FileSums> {
  const sums = parseSums(await entries.text('sums.json'));
  for (const [name, sum] of written) requireEqual(name, sums.tables[name], sum);
  requireEqual('The jobs', sums.jobs, jobs);
  const isEqual =
    sums.files.count === files.count && sums.files.bytes === files.bytes && sums.files.damaged.join() === files.damaged.join();
  if (!isEqual) throw new StartError(`${files.count} files arrived where the backup says ${sums.files.count}, or others than it says.`);
  if ((await entries.next()) !== null) throw new StartError('The backup goes on after its end.');
  return sums.files;
}

/** Whatever is refused on the way, the database is as it was before. */
function toSentence(error: unknown): unknown {
  if (error instanceof StartError || error instanceof DeliveryError)
    return new StartError(`${error.message} Nothing was changed.`, { cause: error });
  if (!(error instanceof DatabaseError)) return error;
  return new StartError(`The database did not take the backup, and is as it was before: ${error.message}.`, { cause: error });
}
