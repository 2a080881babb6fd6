import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { OpenFiles } from '../kernel/backup/files.ts';
import type { AfterRestore } from '../kernel/backup/quieten.ts';
import { type RestoreSummary, restoreBackup } from '../kernel/backup/restore-backup.ts';
import { fileTrouble } from '../kernel/backup/sink.ts';
import type { Config } from '../kernel/config/config.ts';
import type { MigrationSet } from '../kernel/db/migrate.ts';
import { provideDatabase } from '../kernel/db/provide.ts';
import { createLog } from '../kernel/log/log.ts';
import { keyNameOf } from '../kernel/secrets/seal.ts';
import { findSecretKey, KEY_FILE } from '../kernel/secrets/secret-key.ts';
import { StartError } from '../kernel/start-error.ts';
import { systemClock } from '../shared/time.ts';
import { lostFiles } from './backup.ts';
import { keyFor } from './backup-keys.ts';
import { type Command, type Given, UsageError } from './command.ts';
import { askedToEnd } from './serve.ts';

/** The way back, to another machine, and between the embedded database and another. */
export const restoreCommand = (parts: Parts): Command => ({
  name: 'restore',
  summary: 'Put a backup (- for standard input) into an empty console, whole or not at all. The console then starts held.',
  usage: 'FILE [--identity-file FILE | --passphrase-file FILE] [--replace] [--json]',
  flags: {
    'identity-file': { type: 'string' },
    'passphrase-file': { type: 'string' },
    replace: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(given) {
    const [path, ...more] = given.words;
    if (path === undefined || more.length > 0) throw new UsageError('Name one file.');
    const summary = await restore(given, path, parts);
    const keyNews = await tellKey(summary, given.config);
    given.print(given.flags['json'] === true ? JSON.stringify({ ...factsOf(summary), key: keyNews.state }) : answer(summary, keyNews));
    return 0;
  },
});

interface Parts {
  readonly migrations: readonly MigrationSet[];
  readonly afterRestore: readonly AfterRestore[];
  readonly openFiles: OpenFiles;
}

async function restore(given: Given, path: string, { migrations, afterRestore, openFiles }: Parts): Promise<RestoreSummary> {
  const { config, flags } = given;
  const key = await keyFor(given);
  const source: Readable = path === '-' ? process.stdin : createReadStream(path);
  // The transaction ends with its reading: nothing was changed then.
  void askedToEnd().then(() => source.destroy(new StartError('The restore was stopped.')));
  const log = createLog({ ...config.log, level: 'error' }, process.stderr);
  try {
    return await restoreBackup(
      {
        ...{ log, migrations, afterRestore, key, clock: systemClock, files: openFiles(config), mayReplace: flags['replace'] === true },
        provide: () => provideDatabase({ ...config, log }),
      },
      source,
    );
  } catch (error) {
    throw fileTrouble(error, path) ?? error;
  }
}

const factsOf = ({ manifest, rows, jobs, files, replacedAccounts, migrated }: RestoreSummary) => ({
  createdAt: manifest.createdAt,
  version: manifest.version,
  ...{ tables: manifest.tables.length, rows, jobs, files, replacedAccounts, migrated },
});

interface KeyNews {
  readonly state: 'fits' | 'missing' | 'other';
  readonly sentence: string;
}

/** Whether what stands sealed in the backup can be opened here. */
async function tellKey({ manifest: { keyId } }: RestoreSummary, { dataDir, secretKey }: Config): Promise<KeyNews> {
  const present = await findSecretKey(dataDir, secretKey);
  if (keyId === null || (present !== null && keyNameOf(present) === keyId)) {
    return { state: 'fits', sentence: 'The secret key here opens its stored credentials.' };
  }
  const file = join(dataDir, KEY_FILE);
  const mend = `Put the key with the id ${keyId} into ${file} (mode 0600) or CARETAKER_SECRET_KEY before the first start. If it is lost, caretaker adopt-key goes on with another one, and the credentials must be entered anew.`;
  return present === null
    ? { state: 'missing', sentence: `There is no secret key here yet. ${mend}` }
    : { state: 'other', sentence: `The secret key here does not open its stored credentials. ${mend}` };
}

function answer(summary: RestoreSummary, { sentence }: KeyNews): string {
  const { createdAt, version, tables, rows, jobs, files, migrated } = factsOf(summary);
  const lines = [
    `Restored ${tables} tables with ${rows} rows, ${jobs} waiting jobs and ${files.count} files from the backup of ${createdAt} (Caretaker ${version}), and compared them.`,
    ...lostFiles(files),
    sentence,
    'Sessions, API tokens, secret links and enrolment tokens are revoked: people sign in anew. Tokens that machines report with still work.',
    'The console starts held: no message, command or print leaves it until an administrator releases it on any of its pages.',
  ];
  return [...lines, ...(migrated === 0 ? [] : [`${migrated} newer migrations were applied.`])].join('\n');
}
