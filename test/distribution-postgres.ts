import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL that somebody else brings. */
export interface DistributionPostgres {
  /** Of its superuser `caretaker`. */
  readonly url: string;
  /** Cuts its clients off. */
  stop(): void;
  start(): void;
}

const NOBODY = { uid: 65_534, gid: 65_534 };
/** Its programs refuse root. */
const as = process.getuid?.() === 0 ? NOBODY : undefined;

/** PostgreSQL of the distribution, with its own clusters left alone: one in a temporary folder, on a socket there. */
export async function withDistributionPostgres(work: (database: DistributionPostgres) => Promise<void>): Promise<void> {
  const version = readdirSync('/usr/lib/postgresql').sort().at(-1) ?? '';
  const bin = join('/usr/lib/postgresql', version, 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-external-'));
  chmodSync(folder, 0o711);
  const cluster = join(folder, 'c');
  mkdirSync(cluster, { mode: 0o700 });
  if (as !== undefined) chownSync(cluster, as.uid, as.gid);
  run(join(bin, 'initdb'), ['-D', cluster, '-U', 'caretaker', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  const settings = `-c listen_addresses= -c fsync=off -k ${cluster}`;
  const start = () => run(join(bin, 'pg_ctl'), ['-D', cluster, '-w', '-l', join(cluster, 'log'), '-o', settings, 'start']);
  const stop = () => run(join(bin, 'pg_ctl'), ['-D', cluster, '-w', '-m', 'fast', 'stop']);
  start();
  try {
    await work({ url: `postgres://caretaker@/postgres?host=${encodeURIComponent(cluster)}`, start, stop });
  } finally {
    stop();
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { ...as, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}
