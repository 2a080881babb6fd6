import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Log } from '../../log/log.ts';

type Level = 'debug' | 'warn' | 'error';

/**
 * How much each of PostgreSQL's words matters to an operator. ERROR is a statement that was refused: the code that sent it
 * knows what that means (a name already taken, mostly) and says it itself.
 */
const LEVELS: Readonly<Record<string, Level>> = {
  LOG: 'debug',
  NOTICE: 'debug',
  ERROR: 'debug',
  WARNING: 'warn',
  FATAL: 'warn',
  PANIC: 'error',
};

/** Writes what PostgreSQL says into the console's log; lines that go on (DETAIL, HINT) keep the level of what they explain. */
export function forwardLog(stderr: Readable, log: Log): void {
  let level: Level = 'debug';
  createInterface({ input: stderr }).on('line', (line) => {
    const [, word = ''] = /^([A-Z]+): {2}/u.exec(line) ?? [];
    level = LEVELS[word] ?? level;
    if (line.trim() !== '') log[level]({ line: line.trim() }, 'database says');
  });
}
