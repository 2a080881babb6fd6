import { uptime } from 'node:os';

/** Milliseconds since it was started. */
export type Stopwatch = () => number;

/**
 * Counts on while the process is stopped, and while the machine sleeps: Node's own steady clock stands still then, that of
 * the machine's uptime does not. Neither can be set. A virtual machine that is frozen from outside counts nothing; against
 * that only the fencing number helps.
 */
export function startStopwatch(): Stopwatch {
  const steady = performance.now();
  const up = uptime();
  return () => Math.max(performance.now() - steady, (uptime() - up) * 1_000);
}
