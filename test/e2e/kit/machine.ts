import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** nobody: a test that is root steps down, as the report needs no rights. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Runs commands of a page, as they stand there, in an empty folder and without rights. Rejects when one fails. */
export async function runOnMachine(commands: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-machine-'));
  chmodSync(folder, 0o755);
  if (NOBODY.uid !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid);
  try {
    const shell = spawn('/bin/sh', ['-e', '-c', commands], { cwd: folder, ...NOBODY, env: { PATH: process.env['PATH'] }, stdio: 'ignore' });
    const [code] = await once(shell, 'exit');
    if (code !== 0) throw new Error(`The commands ended with ${code}:\n${commands}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the agent can report for real here: it needs a package manager that it knows and something to send with. */
export function canReport(): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'command -v apt-get && command -v curl'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // Then a prepared report takes its place.
  }
}
