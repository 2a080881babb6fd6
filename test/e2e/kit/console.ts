import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const ROOT = new URL('../../../', import.meta.url).pathname;

type Process = ChildProcessByStdio<null, Readable, Readable>;

/** A console as people start it: its own process, data folder, database and port. */
export interface TestConsole {
  readonly url: string;
  readonly dataDir: string;
  /** The link that its first start printed. */
  readonly setupUrl: string;
  /** Ends the process as a service manager does; the data stay. */
  stop(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops it, if need be, and removes the data. */
  remove(): Promise<void>;
}

export async function startTestConsole(): Promise<TestConsole> {
  if (!existsSync(join(ROOT, 'dist/web/index.html'))) throw new Error('The pages are not built. Build them first: npm run build');
  const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-e2e-'));
  // The database runs as a user without rights, which must reach its own folder in here.
  chmodSync(dataDir, 0o711);
  let running: Process | null = spawnConsole(dataDir, '0');
  const stop = async () => {
    const ending = running;
    running = null;
    if (ending === null || ending.exitCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGTERM');
    await ended;
  };
  const remove = async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, setupUrl } = await announced(running);
    const start = async () => {
      running = spawnConsole(dataDir, new URL(url).port);
      await announced(running);
    };
    return { url, dataDir, setupUrl: setupUrl ?? '', stop, start, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Nothing of the developer's own configuration reaches it: neither `CARETAKER_*` nor a `.env` in the project. */
const spawnConsole = (dataDir: string, port: string): Process =>
  spawn(process.execPath, [join(ROOT, 'src/main.ts'), 'serve', '--announce'], {
    cwd: dataDir,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      CARETAKER_DATA_DIR: dataDir,
      CARETAKER_PORT: port,
      CARETAKER_MQTT_PORT: '0',
      CARETAKER_TIME_ZONE: 'Europe/Berlin',
      CARETAKER_LOG_FORMAT: 'json',
      CARETAKER_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What the console prints once it answers. Rejects with what it said when it ends before that; its output is read to its end. */
function announced(console: Process): Promise<{ url: string; setupUrl: string | null }> {
  const said: string[] = [];
  console.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const lines = createInterface({ input: console.stdout });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (!line.includes('Ctrl-C')) return;
      const text = said.join('\n');
      resolve({ url: /is running: (\S+)/.exec(text)?.[1] ?? '', setupUrl: /(\S+\/setup#token=\S+)/.exec(text)?.[1] ?? null });
    });
    console.on('exit', () => reject(new Error(`The console ended before it answered:\n${said.join('\n')}`)));
  });
}
