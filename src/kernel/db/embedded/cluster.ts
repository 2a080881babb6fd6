import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../../start-error.ts';
import type { Binaries } from './binaries.ts';
import type { DatabaseUser } from './user.ts';

/** The passwords of the two roles. The console connects as `caretaker`, which is no superuser. */
export type Credentials = z.infer<typeof Credentials>;
const Credentials = z.strictObject({ superuser: z.string(), caretaker: z.string() });

/** PostgreSQL sees nothing of the console's environment. */
export const databaseEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export interface ClusterParts {
  readonly dataDir: string;
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly user: DatabaseUser;
  /** False only for tests. */
  readonly fsync: boolean;
}

/** Major version of the bundled PostgreSQL; a cluster of another one wants a backup and a restore. */
export const MAJOR = '18';

/** Initialises the cluster where there is none, and answers the passwords. */
export function ensureCluster(parts: ClusterParts): Credentials {
  const keys = join(parts.dataDir, 'database-keys.json');
  if (!existsSync(join(parts.cluster, 'PG_VERSION'))) return createCluster(parts, keys);
  const version = readFileSync(join(parts.cluster, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR) {
    throw new StartError(
      `${parts.cluster} was made by PostgreSQL ${version}; this console brings ${MAJOR}. Make a backup with the old console and restore it with this one.`,
    );
  }
  return readCredentials(keys);
}

/** The passwords of an existing cluster. Throws a StartError when their file is lost. */
export function readCredentials(file: string): Credentials {
  try {
    return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StartError(`${file} cannot be read; it holds the passwords of the embedded database. Restore it from a backup.`, {
      cause: error,
    });
  }
}

/** Everything is made beside its place and moved there last: a start that was killed leaves nothing half made. */
function createCluster(parts: ClusterParts, keys: string): Credentials {
  const credentials = { superuser: password(), caretaker: password() };
  const unfinished = `${parts.cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  chmodSync(unfinished, 0o700);
  if (parts.user.ids !== undefined) chownSync(unfinished, parts.user.ids.uid, parts.user.ids.gid);
  initialise(parts, unfinished, credentials);
  writeFileSync(keys, `${JSON.stringify(credentials)}\n`, { mode: 0o600, flush: true });
  renameSync(unfinished, parts.cluster);
  return credentials;
}

function initialise(parts: ClusterParts, folder: string, credentials: Credentials): void {
  const sync = parts.fsync ? [] : ['--no-sync'];
  // The builtin provider knows Unicode on every platform and does not change with the system's libraries.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // Nothing connects before pg_hba.conf is ours.
  run(parts, parts.binaries.initdb, ['-D', folder, '--username=postgres', '--auth=trust', ...locale, ...sync], '', folder);
  writeFileSync(join(folder, 'pg_hba.conf'), 'local all all scram-sha-256\n');
  // Single-user mode takes one statement per line.
  const sql = [
    `alter role postgres password '${credentials.superuser}'`,
    `create role caretaker login nosuperuser nocreatedb nocreaterole password '${credentials.caretaker}'`,
    'create database caretaker owner caretaker',
    'revoke connect on database caretaker from public',
  ];
  run(parts, parts.binaries.postgres, ['--single', '-D', folder, '-j', 'postgres'], `${sql.join(';\n\n')};\n\n`, folder);
}

function run(parts: ClusterParts, program: string, args: readonly string[], input: string, cwd: string): void {
  const [file = program, ...rest] = [...parts.user.prefix, program, ...args];
  const done = spawnSync(file, rest, { ...parts.user.spawnIds, env: databaseEnvironment, cwd, input, encoding: 'utf8' });
  const failed = done.status !== 0 || /\b(?:ERROR|FATAL|PANIC): {2}/u.test(done.stderr);
  if (failed) throw new StartError(`The embedded database could not be made: ${done.error?.message ?? done.stderr.trim()}`);
}

/** 192 random bits; letters that need no quoting in SQL or in an address. */
const password = (): string => randomBytes(24).toString('base64url');
