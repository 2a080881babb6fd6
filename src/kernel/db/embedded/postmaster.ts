import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../start-error.ts';
import { databaseEnvironment } from './cluster.ts';
import type { DatabaseUser } from './user.ts';

export type PostmasterProcess = ChildProcessByStdio<Writable, null, Readable>;

export interface PostmasterParts {
  readonly postgres: string;
  readonly cluster: string;
  readonly socketFolder: string;
  readonly user: DatabaseUser;
  readonly fsync: boolean;
}

/**
 * Runs `"$@"` and ties it to our pipe: when standard input ends, because we ended it or because we died in any way,
 * the program gets SIGINT, for PostgreSQL a fast shutdown. A SIGINT of the terminal is not for the database.
 */
const TIED = [
  'exec 3<&0',
  '"$@" </dev/null & p=$!',
  'trap "" INT; trap "kill -INT $p" TERM',
  '(read _ <&3; kill -INT $p 2>/dev/null) & r=$!',
  'wait $p; s=$?; kill $r 2>/dev/null; exit $s',
].join('\n');

/** Starts PostgreSQL on its socket only. It ends when `stdin` of the answer ends. */
export function spawnPostmaster(parts: PostmasterParts): PostmasterProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: parts.socketFolder,
    unix_socket_permissions: '0700',
    shared_buffers: '32MB',
    max_connections: '60',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    log_line_prefix: '',
    log_checkpoints: 'off',
    // Statements may hold what people typed; the console's own log says which of them failed.
    log_min_error_statement: 'panic',
    // One machine, backups by COPY: nothing reads the log for replication.
    wal_level: 'minimal',
    max_wal_senders: '0',
    ...(parts.fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [...parts.user.prefix, parts.postgres, '-D', parts.cluster, ...flags];
  return spawn('/bin/sh', ['-c', TIED, 'sh', ...command], {
    ...parts.user.spawnIds,
    cwd: parts.cluster,
    env: databaseEnvironment,
    stdio: ['pipe', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C must reach the console first, which finishes its requests.
    detached: true,
  });
}

/**
 * Resolves once connections are accepted: postmaster.pid says so in its eighth line. Connecting in a loop would write
 * two complaints per try into the log. There is no time limit, because a recovery may take long; the end of the process is one.
 */
export async function untilReady(child: PostmasterProcess, cluster: string): Promise<'ready' | 'ended'> {
  const file = join(cluster, 'postmaster.pid');
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    if (readLines(file)[7]?.trim() === 'ready') return 'ready';
    await sleep(10);
  }
  return 'ended';
}

/** Pid of the postmaster that runs in this cluster; null while none does. */
export function livePostmaster(cluster: string): number | null {
  const pid = Number(readLines(join(cluster, 'postmaster.pid'))[0]);
  return Number.isInteger(pid) && pid > 0 && isRunningIn(pid, cluster) ? pid : null;
}

/**
 * Makes room for a new postmaster: ends one that a killed console left behind, and removes a postmaster.pid whose process
 * is a zombie or a stranger with the same number; postgres would refuse to start over either.
 * Ending is simpler than adopting: an adopted one has no log and no exit for us to see.
 */
export async function clearPostmaster(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = livePostmaster(cluster);
  if (pid === null) {
    // Its shared memory still guards the cluster: postgres asks whether some process is attached.
    rmSync(file, { force: true });
    return;
  }
  signal(pid, 'SIGINT', cluster);
  if (await vanishes(file, cluster, 30_000)) return;
  signal(pid, 'SIGQUIT', cluster);
  if (await vanishes(file, cluster, 5_000)) return;
  throw new StartError(`An older PostgreSQL (process ${pid}) still uses ${cluster} and does not end. End it, then start again.`);
}

async function vanishes(file: string, cluster: string, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if (!existsSync(file)) return true;
    if (livePostmaster(cluster) === null) {
      rmSync(file, { force: true });
      return true;
    }
    await sleep(20);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals, cluster: string): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return; // It ended by itself.
    throw new StartError(`An older PostgreSQL (process ${pid}) uses ${cluster}, and this user may not end it.`, { cause: error });
  }
}

/** PostgreSQL's working folder is its cluster, and never another process's by accident; a zombie has none that can be read. */
function isRunningIn(pid: number, cluster: string): boolean {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0);
    return stateOf(pid) !== 'Z' && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false; // No such process.
  }
}

/** The letter after the name in /proc/<pid>/stat; the name may hold anything, brackets too. */
const stateOf = (pid: number): string | undefined => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /su, '')[0];

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return []; // Not there yet, or just gone.
  }
}
