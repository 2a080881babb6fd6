import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A real ssh-agent of OpenSSH's, with a socket of its own. */
export interface TestAgent {
  readonly socket: string;
  /** Gives it a private key, in OpenSSH's form. */
  add(privateKey: Uint8Array): Promise<void>;
  /** Takes all keys away. */
  empty(): Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Agents whose test died before it could stop them. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export async function startSshAgent(): Promise<TestAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const socket = join(folder, 'socket');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const end = Date.now() + 10_000;
  while (!existsSync(socket)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error('ssh-agent did not start');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const tell = async (...args: string[]): Promise<void> =>
    void (await run('ssh-add', ['-q', ...args], { env: { ...process.env, SSH_AUTH_SOCK: socket } }));
  return {
    socket,
    async add(privateKey) {
      const file = join(folder, 'key');
      writeFileSync(file, privateKey, { mode: 0o600 });
      await tell(file);
      rmSync(file);
    },
    empty: () => tell('-D'),
    async stop() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
