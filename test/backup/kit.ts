import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type ArchiveWriter, writeArchive } from '../../src/kernel/backup/archive.ts';
import type { StoredFiles } from '../../src/kernel/backup/files.ts';
import { makeBackup } from '../../src/kernel/backup/make-backup.ts';
import { type RestoreParts, type RestoreSummary, restoreBackup } from '../../src/kernel/backup/restore-backup.ts';
import type { Sink } from '../../src/kernel/backup/sink.ts';
import { createStoredFiles } from '../../src/kernel/backup/stored-files.ts';
import type { Db } from '../../src/kernel/db/database.ts';
import { openDatabase } from '../../src/kernel/db/open.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { type Dump, dump } from '../../src/kernel/testing/dump.ts';
import { systemClock } from '../../src/shared/time.ts';
import { afterRestore } from '../../src/start.ts';
import { allMigrations } from '../all-migrations.ts';

const log = createLog({ level: 'silent', format: 'json' });

const identity = await generateX25519Identity();
export const key = { identities: [identity] };
export const lock = { recipients: [await identityToRecipient(identity)] };

/** A sink that keeps what it got. */
export function memorySink(): Sink & { bytes(): Buffer } {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk);
      done();
    },
  });
  return { stream, keep: async () => undefined, drop: async () => undefined, bytes: () => Buffer.concat(parts) };
}

/** A file store in a temporary folder. */
export function fileFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-backup-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

export const filesIn = (dataDir: string): StoredFiles => createStoredFiles({ dataDir, s3: null });

const noFiles = filesIn(fileFolder());

export async function backupOf(url: string, files: StoredFiles = noFiles): Promise<Buffer> {
  const sink = memorySink();
  await makeBackup(
    {
      database: { url, kind: 'external' },
      ...{ log, clock: systemClock, version: '1.2.3', secretKey: new Uint8Array(32).fill(7), lock, files },
    },
    () => sink,
  );
  return sink.bytes();
}

/** An archive of a test's own making. */
export async function archiveOf(fill: (archive: ArchiveWriter) => Promise<void>): Promise<Buffer> {
  const sink = memorySink();
  await writeArchive(sink.stream, lock, fill);
  return sink.bytes();
}

/** A database of its own that nobody is connected to between two acts. */
export interface QuietDatabase {
  readonly url: string;
  look<T>(work: (db: Db) => Promise<T>): Promise<T>;
  dump(): Promise<Dump>;
}

export async function quietDatabase(): Promise<QuietDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = inject('pgUrl');
  await run(server, `create database ${name}`);
  afterAll(() => run(server, `drop database ${name} with (force)`));
  return quiet(server.replace('/caretaker?', `/${name}?`));
}

export function quiet(url: string): QuietDatabase {
  const look = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
    const { db, close } = await openDatabase({ url, log, connections: 1 });
    try {
      return await work(db);
    } finally {
      await close();
    }
  };
  return { url, look, dump: () => look(dump) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

export const restoreInto = (url: string, backup: Uint8Array, parts: Partial<RestoreParts> = {}): Promise<RestoreSummary> =>
  restoreBackup(
    {
      ...{ log, key, clock: systemClock, migrations: allMigrations, afterRestore, files: noFiles, mayReplace: false },
      provide: async () => ({ ...(await openDatabase({ url, log, connections: 1 })), url, embedded: null }),
      ...parts,
    },
    Readable.from([backup]),
  );
