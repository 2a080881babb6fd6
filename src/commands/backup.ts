import { join } from 'node:path';
import type { OpenFiles } from '../kernel/backup/files.ts';
import { type BackupSummary, makeBackup } from '../kernel/backup/make-backup.ts';
import { fileSink, fileTrouble, type Sink, standardOutput } from '../kernel/backup/sink.ts';
import { hasEmbedded } from '../kernel/db/embedded.ts';
import { provideDatabaseForCommand } from '../kernel/db/provide.ts';
import { readVersion } from '../kernel/health/version.ts';
import { createLog } from '../kernel/log/log.ts';
import { findSecretKey } from '../kernel/secrets/secret-key.ts';
import { StartError } from '../kernel/start-error.ts';
import { systemClock } from '../shared/time.ts';
import { lockFor } from './backup-keys.ts';
import { type Command, type Given, UsageError } from './command.ts';
import { askedToEnd } from './serve.ts';

/** One snapshot of everything but the secret key, beside a running console or alone. */
export const backupCommand = (openFiles: OpenFiles): Command => ({
  name: 'backup',
  summary: 'Write an encrypted snapshot of the data and files into FILE (- for standard output). The secret key is kept apart.',
  usage: 'FILE [--recipient age1…[,…] | --passphrase-file FILE] [--force] [--json]',
  flags: {
    recipient: { type: 'string' },
    'passphrase-file': { type: 'string' },
    force: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(given) {
    const [path, ...more] = given.words;
    if (path === undefined || more.length > 0) throw new UsageError('Name one file.');
    const { dataDir, databaseUrl } = given.config;
    if (databaseUrl === null && !hasEmbedded(dataDir))
      throw new StartError(`No console was ever started in ${dataDir}: nothing to back up.`);
    const say = path === '-' ? (text: string) => void process.stderr.write(`${text}\n`) : given.print;
    say(answer(await backUp(given, path, openFiles), given, path));
    return 0;
  },
});

async function backUp(given: Given, path: string, openFiles: OpenFiles): Promise<BackupSummary> {
  const { config } = given;
  const lock = await lockFor(given);
  const log = createLog({ ...config.log, level: 'error' }, process.stderr);
  const database = await provideDatabaseForCommand({ ...config, log });
  try {
    return await makeBackup(
      {
        database: { url: database.url, kind: config.databaseUrl === null ? 'embedded' : 'external' },
        ...{ log, lock, clock: systemClock, version: readVersion(), files: openFiles(config) },
        secretKey: await findSecretKey(config.dataDir, config.secretKey),
      },
      () => openSink(given, path),
    );
  } catch (error) {
    throw fileTrouble(error, path) ?? error;
  } finally {
    await database.close();
  }
}

function openSink({ flags }: Given, path: string): Sink {
  const sink = path === '-' ? standardOutput() : fileSink(path, { mayReplace: flags['force'] === true });
  void askedToEnd().then(() => sink.stream.destroy(new StartError('The backup was stopped; nothing of it is kept.')));
  return sink;
}

function answer({ createdAt, tables, rows, jobs, files }: BackupSummary, { flags, config }: Given, path: string): string {
  const facts = { createdAt: createdAt.toString(), tables, rows, jobs, files };
  if (flags['json'] === true) return JSON.stringify(facts);
  const where = path === '-' ? 'standard output' : path;
  const key = config.secretKey === null ? join(config.dataDir, 'secret.key') : 'CARETAKER_SECRET_KEY';
  return [
    `Backed up ${tables} tables with ${rows} rows, ${jobs} waiting jobs and ${files.count} files, as of ${facts.createdAt}, into ${where}.`,
    ...lostFiles(files),
    `The secret key is not in it: keep ${key} in another place. Stored credentials can only be opened with it.`,
  ].join('\n');
}

/** Sentences about files that are not in a backup as they were put. */
export function lostFiles({ missing, damaged }: BackupSummary['files']): readonly string[] {
  const list = (names: readonly string[]): string => names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
  return [
    ...(missing.length === 0 ? [] : [`${missing.length} files were no longer in the store and are not in it: ${list(missing)}.`]),
    ...(damaged.length === 0 ? [] : [`${damaged.length} files had changed in the store and will not be restored: ${list(damaged)}.`]),
  ];
}
