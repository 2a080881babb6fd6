import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';

/** Milliseconds of processors that a process and the database have used so far: beside other work a clock on the wall tells little. Linux only. */
export async function processorTime(db: Db, pid: number): Promise<() => number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const postmaster = timesOf(rows[0]?.pid ?? 0)?.parent;
  return () => {
    const running = pids().reduce((sum, one) => {
      const times = timesOf(one);
      return sum + (times !== null && (one === pid || times.parent === postmaster) ? times.own : 0);
    }, 0);
    // Workers that helped with one statement have ended.
    const main = timesOf(postmaster ?? 0);
    return TICK_MS * (running + (main?.own ?? 0) + (main?.ended ?? 0));
  };
}

/** Of all Linux: USER_HZ. */
const TICK_MS = 10;

const pids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

interface Times {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended. */
  readonly ended: number;
}

/** Null: it has ended. */
function timesOf(pid: number): Times | null {
  try {
    // Behind the name, which may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map((at) => fields[at]);
    return { parent, own: user + system, ended: endedUser + endedSystem };
  } catch {
    return null;
  }
}
