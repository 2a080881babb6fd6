import { spawn } from 'node:child_process';
import type { CommandMessage } from '../../modules/screens/contract/wire/command.ts';
import { failed, type Outcome } from './outcome.ts';

type Action = CommandMessage['action'];

/** Longer than any of the actions takes; who reboots is gone by then. */
const PATIENCE_MS = 20_000;

/**
 * Runs the helper program with one action of the contract and nothing else of what came by the network. Ended with all its children
 * when its time is over.
 */
export function runHelper(program: string, action: Action, patienceMs = PATIENCE_MS): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, [action], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2_000);
    });
    const timer = setTimeout(() => {
      killGroup(child.pid);
      resolve(failed('execution_timeout', `${action} took longer than ${patienceMs} ms`));
    }, patienceMs);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(failed(error.code === 'EACCES' || error.code === 'ENOENT' ? 'permission_denied_local' : 'execution_failed', error.message));
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      // 126 and 127: the shell may not, or cannot find it (POSIX, 2.8.2); 77: not permitted (sysexits.h).
      const refused = code !== null && [77, 126, 127].includes(code);
      if (code === 0) resolve({ ok: true });
      else
        resolve(
          failed(refused ? 'permission_denied_local' : 'execution_failed', words.trim() || `${action} ended with ${code ?? 'a signal'}`),
        );
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
