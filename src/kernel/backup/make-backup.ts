import { DatabaseError } from 'pg';
import type { Clock } from '../../shared/time.ts';
import { writeAudit } from '../audit/write.ts';
import { systemActor } from '../auth/actor.ts';
import { appliedMigrations, MIGRATION_LOCK } from '../db/migrate.ts';
import type { Log } from '../log/log.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { keyNameOf } from '../secrets/seal.ts';
import { StartError } from '../start-error.ts';
import { type ArchiveWriter, writeArchive } from './archive.ts';
import { readPartitions, readSequences, readTables, type TableShape } from './catalog.ts';
import { copyOut } from './copy.ts';
import type { Lock } from './crypt.ts';
import { addFiles, type StoredFiles } from './files.ts';
import { waitingJobs } from './jobs.ts';
import { BACKUP_SUBJECT, type FileSums, FORMAT, type Manifest, type Sum, type Sums, schemasOf } from './manifest.ts';
import { openSession, type Session } from './session.ts';
import type { Sink } from './sink.ts';

export interface BackupParts {
  readonly database: { readonly url: string; readonly kind: Manifest['database']['kind'] };
  readonly log: Log;
  readonly clock: Clock;
  /** Of the console. */
  readonly version: string;
  /** Only its id goes into the backup; null: there is none yet. */
  readonly secretKey: Uint8Array | null;
  readonly lock: Lock;
  readonly files: StoredFiles;
}

/** What a backup holds, for whoever asked for it. */
export interface BackupSummary {
  readonly createdAt: Temporal.Instant;
  readonly tables: number;
  readonly rows: number;
  readonly jobs: number;
  readonly files: FileSums;
}

/**
 * Writes one snapshot of the console's data, beside a running console or alone, and keeps the sink when it is whole.
 * Migrations wait until it is done; nothing else does. Throws a StartError with a sentence.
 */
export async function makeBackup(parts: BackupParts, openSink: () => Sink): Promise<BackupSummary> {
  const session = await openSession(parts.database.url, parts.log);
  try {
    const snapshot = await openSnapshot(session, parts);
    const summary = summaryOf(snapshot, await writeTo(openSink(), (sink) => write(session, snapshot, parts, sink)));
    await session.client.query('commit');
    await note(session, summary, parts.clock.now());
    return summary;
  } catch (error) {
    throw toSentence(error);
  } finally {
    await session.close();
  }
}

function toSentence(error: unknown): unknown {
  if (error instanceof DeliveryError) return new StartError(error.message, { cause: error });
  if (!(error instanceof DatabaseError)) return error;
  return new StartError(`The database did not give the backup to its end: ${error.message}.`, { cause: error });
}

async function writeTo(sink: Sink, work: (sink: Sink) => Promise<Sums>): Promise<Sums> {
  try {
    const sums = await work(sink);
    await sink.keep();
    return sums;
  } catch (error) {
    await sink.drop();
    throw error;
  }
}

interface Snapshot {
  readonly manifest: Manifest;
  readonly createdAt: Temporal.Instant;
  readonly tables: readonly TableShape[];
}

async function openSnapshot(session: Session, { database, clock, version, secretKey }: BackupParts): Promise<Snapshot> {
  const { db, client } = session;
  // Of the session, and before the snapshot: one that began earlier could see half of a migration's tables.
  await client.query('select pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
  await client.query('begin isolation level repeatable read read only');
  const createdAt = clock.now();
  const migrations = [...(await appliedMigrations(db))];
  if (migrations.length === 0) throw new StartError('There is no console in this database: nothing to back up.');
  const schemas = schemasOf(migrations);
  const tables = await readTables(db, schemas);
  const manifest: Manifest = {
    product: 'caretaker',
    format: FORMAT,
    version,
    createdAt: createdAt.toString(),
    database: { kind: database.kind, version: await serverVersion(session) },
    migrations,
    tables: tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
    partitions: [...(await readPartitions(db, schemas))],
    sequences: [...(await readSequences(db, schemas))],
    keyId: secretKey === null ? null : keyNameOf(secretKey),
  };
  return { manifest, createdAt, tables };
}

async function serverVersion({ client }: Session): Promise<string> {
  const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
  return rows[0]?.version ?? '';
}

async function write(session: Session, { manifest, tables }: Snapshot, { lock, files }: BackupParts, sink: Sink): Promise<Sums> {
  const sums: { tables: Record<string, Sum>; jobs: Sum; files: FileSums } = {
    tables: {},
    jobs: { rows: 0, bytes: 0, sha256: '' },
    files: { count: 0, bytes: 0, missing: [], damaged: [] },
  };
  await writeArchive(sink.stream, lock, async (archive) => {
    await archive.add('manifest.json', JSON.stringify(manifest));
    for (const { name, all } of tables) sums.tables[name] = await addRows(session, archive, `tables/${name}`, all);
    sums.jobs = await addRows(session, archive, 'jobs', await waitingJobs(session));
    sums.files = await addFiles(session.db, files, archive);
    await archive.add('sums.json', JSON.stringify(sums));
  });
  return sums;
}

/** Rows in parts, `folder/000001`: a tar entry must say its size before it begins, and a table does not know it. */
async function addRows(session: Session, archive: ArchiveWriter, folder: string, query: string): Promise<Sum> {
  let count = 0;
  return copyOut(session, query, async (part) => {
    count += 1;
    await archive.add(`${folder}/${String(count).padStart(6, '0')}`, part);
  });
}

function summaryOf({ createdAt, tables }: Snapshot, sums: Sums): BackupSummary {
  const rows = Object.values(sums.tables).reduce((sum, table) => sum + table.rows, 0);
  return { createdAt, tables: tables.length, rows, jobs: sums.jobs.rows, files: sums.files };
}

/** Whoever takes a copy of everything is remembered, and `doctor` knows how old the newest one is. */
const note = ({ db }: Session, { createdAt, ...summary }: BackupSummary, now: Temporal.Instant): Promise<void> =>
  db.transaction().execute((tx) =>
    writeAudit(tx, systemActor('command line'), now, {
      action: 'backup.made',
      subject: BACKUP_SUBJECT,
      siteId: null,
      after: { createdAt: createdAt.toString(), ...summary },
    }),
  );
