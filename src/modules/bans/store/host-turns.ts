import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../../kernel/db/database.ts';

/** One at a time changes a host, whichever process of the console it is. */
export interface HostTurns {
  /** Waits for the turn, five minutes unless told, and answers how it is given back. Null: others were at work on the host all the time. */
  take(hostId: string, patienceMs?: number): Promise<(() => Promise<void>) | null>;
}

/** The longest work of one turn is the application of a configuration, with its way back. */
const PATIENCE_MS = 300_000;
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

/**
 * Advisory locks of one connection, which is kept only while somebody waits or works: a process that dies gives its turns back with it. They are tried, not
 * waited for: the connection belongs to all hosts. Whoever shares the process takes turns by themselves; to the locks they are one.
 */
export function createHostTurns(db: Db, { isOver = () => false }: { isOver?(): boolean } = {}): HostTurns {
  let current: Shared | null = null;
  const enter = (): Shared => {
    if (current === null || current.isBroken) current = share(db);
    current.users += 1;
    return current;
  };
  const leave = async (shared: Shared): Promise<void> => {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (current === shared) current = null;
    await shared.end();
  };
  return {
    async take(hostId, patienceMs = PATIENCE_MS) {
      const shared = enter();
      const end = performance.now() + patienceMs;
      try {
        const isOurs = await queueUp(await shared.session, hostId, () => isOver() || performance.now() > end);
        if (isOurs) {
          return async () => {
            await giveBack(shared, hostId);
            await leave(shared);
          };
        }
      } catch (error) {
        shared.isBroken = true;
        await leave(shared);
        throw error;
      }
      await leave(shared);
      return null;
    },
  };
}

interface Shared {
  readonly session: Promise<Db>;
  users: number;
  isBroken: boolean;
  end(): Promise<void>;
}

function share(db: Db): Shared {
  const [session, ending] = [Promise.withResolvers<Db>(), Promise.withResolvers<void>()];
  const over = db.connection().execute(async (bound) => {
    session.resolve(bound);
    await ending.promise;
    // It goes back to the others: nothing of ours may stay with it.
    await sql`select pg_advisory_unlock_all()`.execute(bound);
  });
  over.catch(session.reject);
  return {
    session: session.promise,
    ...{ users: 0, isBroken: false },
    async end() {
      ending.resolve();
      // A connection that broke has given back all turns.
      await over.catch(() => {});
    },
  };
}

/** Whoever waits says so by a lock of its own: one that works again and again must let it in between. */
async function queueUp(session: Db, hostId: string, isOver: () => boolean): Promise<boolean> {
  if (!(await tryUntil(session, `next ${hostId}`, isOver))) return false;
  try {
    return await tryUntil(session, `turn ${hostId}`, isOver);
  } finally {
    // Also after a statement that failed: the connection may live on for other hosts.
    await unlock(session, `next ${hostId}`);
  }
}

async function tryUntil(session: Db, name: string, isOver: () => boolean): Promise<boolean> {
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    const { rows } = await sql<{ isOurs: boolean }>`select pg_try_advisory_lock(${keyOf(name)}) as "isOurs"`.execute(session);
    if (rows[0]?.isOurs === true) return true;
    if (isOver()) return false;
    await delay(pause * (0.5 + Math.random()));
  }
}

const keyOf = (name: string) => sql`hashtextextended(${`bans host ${name}`}, 0)`;

const unlock = (session: Db, name: string) => sql`select pg_advisory_unlock(${keyOf(name)})`.execute(session);

async function giveBack(shared: Shared, hostId: string): Promise<void> {
  try {
    await unlock(await shared.session, `turn ${hostId}`);
  } catch {
    // The connection broke, and the turn went with it. What was done is done.
    shared.isBroken = true;
  }
}
