import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log/log.ts';
import { StartError } from '../start-error.ts';
import { findBinaries } from './embedded/binaries.ts';
import { type Credentials, ensureCluster, readCredentials } from './embedded/cluster.ts';
import { forwardLog } from './embedded/forward-log.ts';
import {
  clearPostmaster,
  livePostmaster,
  type PostmasterParts,
  type PostmasterProcess,
  spawnPostmaster,
  untilReady,
} from './embedded/postmaster.ts';
import { makeSocketFolder, socketFolder } from './embedded/socket-folder.ts';
import { chooseUser, giveTo } from './embedded/user.ts';

export interface EmbeddedOptions {
  /** Absolute; the caller holds its lock. */
  readonly dataDir: string;
  readonly log: Log;
  /** False only for tests: a power loss would cost the database. */
  readonly fsync?: boolean;
}

/** The PostgreSQL that the console brings along, running as its child. */
export interface EmbeddedDatabase {
  /** Connects as the role `caretaker`, which owns the database and is no superuser. */
  readonly url: string;
  /** Connects as the superuser to the database `postgres`; for tests and repairs, never for the console's own work. */
  readonly superuserUrl: string;
  /** Pid of the postmaster; null while it is away. */
  pid(): number | null;
  /** Runs on every end that nobody asked for; the database comes back by itself. */
  onAway(listener: () => void): void;
  /** Runs when it accepts connections again. */
  onBack(listener: () => void): void;
  /** Fast shutdown: clients are disconnected. Close pools first. */
  stop(): Promise<void>;
}

/** Starts the embedded database and keeps it running until `stop`. Throws a StartError when it cannot start. */
export async function startEmbedded({ dataDir, log, fsync = true }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const binaries = findBinaries();
  const cluster = join(dataDir, 'postgres');
  const folder = socketFolder(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const user = chooseUser({ dataDir, cluster, postgres: binaries.postgres });
  makeSocketFolder(folder, user);
  const credentials = ensureCluster({ dataDir, cluster, binaries, user, fsync });
  giveTo(user, cluster);
  await clearPostmaster(cluster);
  const parts = { postgres: binaries.postgres, cluster, socketFolder: folder, user, fsync };
  const supervised = new Supervised(parts, log);
  await supervised.start();
  return {
    ...urls(folder, credentials),
    pid: () => livePostmaster(cluster),
    onAway: (listener) => void supervised.away.add(listener),
    onBack: (listener) => void supervised.back.add(listener),
    stop: () => supervised.stop(),
  };
}

/** Whether a console ever made its embedded database here. */
export const hasEmbedded = (dataDir: string): boolean => existsSync(join(dataDir, 'postgres', 'PG_VERSION'));

/** Where a running console's embedded database is reached: for commands that work beside it. Null: there is none yet. */
export function runningEmbeddedUrl(dataDir: string): string | null {
  if (livePostmaster(join(dataDir, 'postgres')) === null) return null;
  return urls(socketFolder(dataDir), readCredentials(join(dataDir, 'database-keys.json'))).url;
}

const urls = (folder: string, { caretaker, superuser }: Credentials): { url: string; superuserUrl: string } => ({
  url: `postgres://caretaker:${caretaker}@/caretaker?host=${encodeURIComponent(folder)}`,
  superuserUrl: `postgres://postgres:${superuser}@/postgres?host=${encodeURIComponent(folder)}`,
});

const FIRST_PAUSE_MS = 100;
/** A few seconds are enough to leave the machine some air; people wait meanwhile. */
const LONGEST_PAUSE_MS = 3_000;
/** After running this long, the next end is a new accident, and the pause begins small again. */
const CALM_MS = 60_000;

/** One postmaster after another, until it is told to stop. */
class Supervised {
  readonly away = new Set<() => void>();
  readonly back = new Set<() => void>();
  readonly #parts: PostmasterParts;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #child: PostmasterProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
  #watching: Promise<void> = Promise.resolve();
  #pauseMs = FIRST_PAUSE_MS;

  constructor(parts: PostmasterParts, log: Log) {
    this.#parts = parts;
    this.#log = log;
  }

  /** Throws when the very first start fails: then the reason is a lasting one. */
  async start(): Promise<void> {
    if (!(await this.#launch())) {
      throw new StartError('The embedded database does not start; what it says is in the log above (more with CARETAKER_LOG_LEVEL=debug).');
    }
    this.#watching = this.#restartWhenItEnds();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#child?.stdin.end();
    await this.#watching;
  }

  async #launch(): Promise<boolean> {
    const child = spawnPostmaster(this.#parts);
    this.#child = child;
    this.#ended = new Promise((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    // Writing to a child that is gone is reported by its exit.
    child.stdin.on('error', () => {});
    forwardLog(child.stderr, this.#log);
    if (this.#stopping.signal.aborted) child.stdin.end();
    return (await untilReady(child, this.#parts.cluster)) === 'ready';
  }

  async #restartWhenItEnds(): Promise<void> {
    let readyAt = performance.now();
    for (;;) {
      await this.#ended;
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - readyAt > CALM_MS) this.#pauseMs = FIRST_PAUSE_MS;
      this.#log.error({ code: this.#child?.exitCode, restartInMs: this.#pauseMs }, 'database ended by itself; starting it again');
      for (const listener of this.away) listener();
      if (!(await this.#pause())) return;
      if (!(await this.#relaunch())) continue;
      readyAt = performance.now();
      this.#log.warn('database is back');
      for (const listener of this.back) listener();
    }
  }

  /** False when the console stops meanwhile. */
  async #pause(): Promise<boolean> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    return sleep(pauseMs, true, { signal: this.#stopping.signal }).catch(() => false);
  }

  async #relaunch(): Promise<boolean> {
    try {
      await clearPostmaster(this.#parts.cluster);
      return await this.#launch();
    } catch (error) {
      this.#log.error({ err: error }, 'database could not be started again');
      return false;
    }
  }
}
