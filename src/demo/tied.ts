import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The shell between ends the program when its own standard input ends: so it does when the demo is killed. */
const TIED = '"$@" </dev/null & program=$!; cat >/dev/null; kill $program; wait $program';

/** Runs a program that ends with this one, however that ends. */
export const spawnTied = (program: string, args: readonly string[]): ChildProcess =>
  spawn('/bin/sh', ['-c', TIED, 'sh', program, ...args], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });

/** Ends such a program, and waits for it. */
export async function endTied(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  await gone;
}
