import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Load, measure } from './load.ts';

interface Asked extends Pick<Load, 'headers' | 'seconds'> {
  readonly databaseUrl: string;
}

const ASKERS = 32;
const PAGE = '/api/servers?limit=50';

/** The same page from one `web` process and from two on one database, with the load from outside of both. */
export async function oneAndTwoProcesses({ databaseUrl, ...load }: Asked): Promise<void> {
  const processes = await Promise.all([startWeb(databaseUrl), startWeb(databaseUrl)]);
  try {
    const urls = processes.map(({ origin }) => `${origin}${PAGE}`);
    const one = await measure({ ...load, askers: ASKERS, urls: urls.slice(0, 1) });
    const two = await measure({ ...load, askers: ASKERS, urls });
    console.log(
      `\nweb processes on one database, ${ASKERS} at once: one ${one.perSecond.toFixed(0)} per second (p99 ${one.p99.toFixed(1)} ms), `,
    );
    console.log(
      `two ${two.perSecond.toFixed(0)} per second (p99 ${two.p99.toFixed(1)} ms); ratio (two / one): ${(two.perSecond / one.perSecond).toFixed(2)}\n`,
    );
  } finally {
    await Promise.all(processes.map(({ stop }) => stop()));
  }
}

interface Web {
  readonly origin: string;
  stop(): Promise<void>;
}

async function startWeb(databaseUrl: string): Promise<Web> {
  const file = new URL('./web-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, BENCH_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { origin: await firstLine(child), stop: () => stop(child) };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const text of createInterface(child.stdout)) return text;
  throw new Error(`the process ended with ${child.exitCode}`);
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
