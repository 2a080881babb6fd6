import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A console in a process of its own, so that its memory and its time are its own. */
export interface ConsoleProcess {
  readonly origin: string;
  readonly pid: number;
  memory(): ProcessMemory;
  /** What is resident at the most is counted from now on. */
  forgetPeak(): void;
  stop(): Promise<void>;
}

/** Megabytes. Linux only. */
export interface ProcessMemory {
  /** Of what is shared with other processes only its part. */
  readonly pssMb: number;
  readonly residentMb: number;
  /** Resident at the most. */
  readonly peakMb: number;
}

// As bin/run.mjs starts it.
const LEAN = ['--max-semi-space-size=8', '--heap-growing-percent=30'];

export async function startConsoleProcess(databaseUrl: string): Promise<ConsoleProcess> {
  const file = new URL('./console-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [...LEAN, file], {
    env: { ...process.env, BENCH_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  return {
    origin: await firstLine(child),
    pid,
    memory: () => memoryOf(pid),
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    stop: () => stop(child),
  };
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

const memoryOf = (pid: number): ProcessMemory => ({
  pssMb: megabytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'),
  residentMb: megabytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS'),
  peakMb: megabytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM'),
});
