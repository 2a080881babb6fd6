import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../../http/free-port.ts';
import { atEnd, testFolder } from './mqtt-house.ts';

export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
  /** Once it has ended: it loses what it kept. */
  wipe(): void;
}

/** Debian's broker on a free port of loopback, with a folder of its own; `lines` go on in its configuration. */
export async function mosquitto(lines: readonly string[] = ['allow_anonymous true']): Promise<Mosquitto> {
  const folder = testFolder();
  const port = await freePort('127.0.0.1');
  const store = join(folder, 'store');
  mkdirSync(store);
  const file = join(folder, 'mosquitto.conf');
  // Written at every change: what it keeps is there after it was killed.
  const own = [
    `listener ${port} 127.0.0.1`,
    'persistence true',
    `persistence_location ${store}/`,
    'autosave_interval 1',
    'autosave_on_changes true',
  ];
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  writeFileSync(file, [...own, ...user, ...lines, ''].join('\n'));
  let child: ChildProcess | null = null;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    ending.kill(signal);
    await once(ending, 'exit');
  };
  const start = async (): Promise<void> => {
    // Below /usr/sbin at Debian, which is not on everybody's path.
    const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
    child = spawn('mosquitto', ['-c', file], { stdio: 'ignore', env });
    await vi.waitUntil(() => answers(port), { timeout: 10_000, interval: 20 });
  };
  atEnd(() => end('SIGKILL'));
  await start();
  const wipe = (): void => {
    for (const name of readdirSync(store)) rmSync(join(store, name));
  };
  return { port, url: `mqtt://127.0.0.1:${port}`, start, end, wipe };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // Not listening yet.
  } finally {
    socket.destroy();
  }
}
