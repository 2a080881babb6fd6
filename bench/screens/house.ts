import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from '../../src/kernel/http/free-port.ts';

/** A console in a process of its own. */
export interface ConsoleProcess {
  readonly pid: number;
  readonly mqttPort: number;
  /** A figure of `/metrics`, by how its line begins. */
  figure(name: string): Promise<number>;
  stop(): Promise<void>;
}

const LEAN = ['--max-semi-space-size=8', '--heap-growing-percent=30'];

/** As people run it; `flood`: nobody is held to a pace. */
export async function startConsole(databaseUrl: string, manner: 'calm' | 'flood'): Promise<ConsoleProcess> {
  const mqttPort = await freePort('127.0.0.1');
  const file = new URL('./console-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [...LEAN, file, databaseUrl, String(mqttPort), manner], { stdio: ['ignore', 'pipe', 'inherit'] });
  const origin = await firstLine(child);
  return {
    ...{ pid: child.pid ?? 0, mqttPort },
    async figure(name) {
      const text = await (await fetch(`${origin}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the console has no output');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error(`the console ended with ${child.exitCode}`);
}
