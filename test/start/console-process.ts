import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { livePostmaster } from '../../src/kernel/db/embedded/postmaster.ts';
import { type Connection, connectionTo } from './connection.ts';

const PROJECT = new URL('../../', import.meta.url).pathname;
const MAIN = join(PROJECT, 'src/main.ts');

export const isRoot = process.getuid?.() === 0;
export const NOBODY = 65_534;

/** How long a start may take on a machine that does ten other things. */
const PATIENCE_MS = 40_000;

export interface StartOptions {
  readonly dataDir: string;
  /** On top of a port that is free and the data folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** Without any right, also where the tests run as root. */
  readonly isUnprivileged?: boolean;
  /** It stays for all tests of the file, not only for the one that started it. */
  readonly isForFile?: boolean;
  /** What it finds on standard input. */
  readonly input?: string | Readable;
  /** Another program that runs a console, with its words. */
  readonly main?: string;
  readonly words?: readonly string[];
}

export interface Exit {
  /** Null after a signal that was not caught. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the console's program. */
interface Launched {
  readonly pid: number;
  /** Everything on standard output so far. */
  said(): string;
  hasEnded(): boolean;
  /** Resolves when it has ended and all its words have been read. */
  readonly ended: Promise<Exit>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Exit>;
}

/** A console as people run it, that has said that it runs. */
export interface RunningProcess extends Connection, Launched {
  readonly dataDir: string;
  /** From the link that was printed; null where none was. */
  readonly setupToken: string | null;
}

// A start takes half a second where nothing else runs, and ten times that beside browsers on two cores.
vi.setConfig({ testTimeout: 60_000 });

const folders: string[] = [];
const ofTest = new Set<Launched>();
const ofFile = new Set<Launched>();

const endAll = async (launched: ReadonlySet<Launched>): Promise<void> => {
  for (const one of launched) await one.end('SIGKILL');
};

afterEach(() => endAll(ofTest));

afterAll(async () => {
  // What a failed preparation started belongs to no test.
  await endAll(ofTest);
  await endAll(ofFile);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder that other users may pass through, removed after the file's last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-start-'));
  chmodSync(folder, 0o711);
  folders.push(folder);
  return folder;
}

/** As above, and it belongs to the user without rights. */
export function nobodysFolder(): string {
  const folder = temporaryFolder();
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  return folder;
}

/** Starts a console and waits until it says that it runs; throws with its words when it ends instead. */
export async function startedConsole(options: StartOptions): Promise<RunningProcess> {
  const process = launch(options.words ?? ['serve', '--announce'], options);
  const announced = (): string | undefined => /Caretaker is running: (\S+)/.exec(process.said())?.[1];
  await vi.waitUntil(() => announced() !== undefined || process.hasEnded(), { timeout: PATIENCE_MS, interval: 20 });
  const url = announced();
  if (url === undefined) throw new Error(`The console did not start: ${JSON.stringify(await process.ended)}`);
  return {
    ...connectionTo(url),
    ...process,
    dataDir: options.dataDir,
    setupToken: /#token=(\S+)/.exec(process.said())?.[1] ?? null,
  };
}

/** Runs a command of the console to its end. */
export async function caretaker(args: readonly string[], options: StartOptions): Promise<Exit> {
  return launch(args, options).ended;
}

/** Waits until no PostgreSQL runs in the data folder: it ends by itself a moment after a console that was killed. */
export const untilDatabaseIsGone = (dataDir: string): Promise<void> =>
  expect.poll(() => livePostmaster(join(dataDir, 'postgres')), { timeout: 10_000, interval: 20 }).toBeNull();

export const postmasterOf = (dataDir: string): number => livePostmaster(join(dataDir, 'postgres')) ?? expect.fail('no database runs');

export function launch(
  args: readonly string[],
  { dataDir, env = {}, isUnprivileged = false, isForFile = false, input = '', main = MAIN }: StartOptions,
): Launched {
  const launched = isForFile ? ofFile : ofTest;
  const own = { CARETAKER_DATA_DIR: dataDir, CARETAKER_PORT: '0', CARETAKER_MQTT_PORT: '0', ...env };
  const [program = '', ...rest] = [...(isUnprivileged ? withoutRights() : []), process.execPath, main, ...args];
  // Not in the project's folder: a developer's .env there would be read.
  const child = spawn(program, rest, { cwd: '/', env: { ...surroundings(), ...own }, stdio: 'pipe' });
  const words = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      words[stream] += text;
    });
  }
  // A command may end without reading what it was given.
  child.stdin.on('error', () => {});
  if (typeof input === 'string') child.stdin.end(input);
  else input.pipe(child.stdin);
  // Not at 'exit': its last words may still be under way then.
  const closed = once(child, 'close');
  const one: Launched = {
    pid: child.pid ?? expect.fail(`${program} cannot be started`),
    said: () => words.stdout,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    ended: closed.then(() => {
      launched.delete(one);
      return { code: child.exitCode, ...words };
    }),
    end(signal) {
      child.kill(signal);
      return one.ended;
    },
  };
  launched.add(one);
  return one;
}

const surroundings = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARETAKER_')));

/** Nobody cannot enter a project below a closed folder: there, a namespace in which root is nobody to everything that asks who it is. */
function withoutRights(): readonly string[] {
  if (!isRoot) return [];
  const stepDown = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs'];
  const [program = '', ...rest] = stepDown;
  if (spawnSync(program, [...rest, process.execPath, '--version'], { cwd: PROJECT }).status === 0) return stepDown;
  return ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
}
