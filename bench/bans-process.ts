import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A console in a process of its own, so that its memory and its time are its own. */
export interface ConsoleProcess {
  readonly origin: string;
  /** Megabytes now (PSS) and at the most since its start (resident). Linux only. */
  memory(): { readonly pssMb: number; readonly peakMb: number };
  stop(): Promise<void>;
}

// As bin/run.mjs starts it.
const LEAN = '--max-semi-space-size=8';

export async function startConsoleProcess(databaseUrl: string): Promise<ConsoleProcess> {
  const file = new URL('./console-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [LEAN, file], {
    env: { ...process.env, BENCH_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { origin: await firstLine(child), memory: () => memoryOf(child.pid ?? 0), stop: () => stop(child) };
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

const megabytes = (text: string, field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1_024;

const memoryOf = (pid: number) => ({
  pssMb: megabytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'),
  peakMb: megabytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM'),
});
