import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** What a player of the old contract is told by whoever sets it up. */
export interface SharedAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Debian's own, which has Debian's paho: another Python on the path may have none. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = new URL('./old_player.py', import.meta.url).pathname;

/** A player that we did not write, in a process of its own; answers what it has heard so far. */
export function oldPlayer({ url, username, password }: SharedAccess, uuid: string): () => readonly string[] {
  const { hostname, port } = new URL(url);
  const child = spawn(PYTHON, [SCRIPT, hostname, port, username, password, uuid], { stdio: ['ignore', 'pipe', 'inherit'] });
  let heard = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return () => heard.split('\n').filter((line) => line !== '');
}

const accountArgs = ({ url, username, password }: SharedAccess): string[] => {
  const { hostname, port } = new URL(url);
  return ['-h', hostname, '-p', port, '-u', username, '-P', password, '-V', 'mqttv311', '-q', '1'];
};

/** What a program wrote, once it has ended. Waited for, not blocked on: the broker may live in this process. */
async function run(program: string, args: readonly string[]): Promise<{ readonly status: number | null; readonly text: string }> {
  // mosquitto_sub says there that its time is over.
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(child, 'close');
  return { status: child.exitCode, text };
}

/** Debian's mosquitto_pub; `args` say topic and message. */
export async function mosquittoPub(access: SharedAccess, ...args: readonly string[]): Promise<void> {
  const { status } = await run('mosquitto_pub', [...accountArgs(access), ...args]);
  if (status !== 0) throw new Error(`mosquitto_pub ended with ${status}`);
}

/** Debian's mosquitto_sub for a second: what it heard, `topic payload`. */
export async function mosquittoSub(access: SharedAccess, topic: string): Promise<readonly string[]> {
  const { text } = await run('mosquitto_sub', [...accountArgs(access), '-t', topic, '-v', '-W', '1']);
  return text.split('\n').filter((line) => line !== '');
}
