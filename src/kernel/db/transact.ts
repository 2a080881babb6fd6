import type { PgBoss } from 'pg-boss';
import { fromKysely } from 'pg-boss';
import type { Clock } from '../../shared/time.ts';
import { type AuditEntry, writeAudit } from '../audit/write.ts';
import type { Actor } from '../auth/actor.ts';
import { flushEvents, type NewEvent } from '../events/publish.ts';
import type { Subscriptions } from '../events/subscriptions.ts';
import type { Enqueue, EnqueueOptions } from '../jobs/enqueue.ts';
import type { Db, Tx } from './database.ts';

export type Publish = (event: NewEvent) => void;

/** All that a use case may write with. What is published and enqueued commits with the rows, or not at all. */
export interface Work {
  readonly tx: Tx;
  readonly by: Actor;
  /** The instant of this work, read once: all its rows agree. */
  readonly now: Temporal.Instant;
  /** Events leave at commit, in commit order. */
  readonly publish: Publish;
  readonly enqueue: Enqueue;
  /** Every mutation writes one entry; secrets must be masked by the caller. */
  audit(entry: AuditEntry): Promise<void>;
}

/**
 * The only way to write. Commits when `work` resolves; rolls back when it throws or answers a refusal
 * (`{ ok: false }`), so that a refused action leaves nothing half done. No network I/O inside.
 */
export type Transact = <T>(by: Actor, work: (work: Work) => Promise<T>) => Promise<T>;

/** Thrown to make Kysely roll back; the refusal itself is kept beside it, with its type. */
const ROLL_BACK = new Error('refused: roll back');

export interface TransactParts {
  readonly db: Db;
  readonly boss: PgBoss;
  readonly clock: Clock;
  readonly subscriptions: Subscriptions;
}

export function createTransact({ db, boss, clock, subscriptions }: TransactParts): Transact {
  return async <T>(by: Actor, work: (work: Work) => Promise<T>): Promise<T> => {
    const refused: T[] = [];
    try {
      return await db.transaction().execute(async (tx) => {
        const now = clock.now();
        const events: NewEvent[] = [];
        const enqueue: Enqueue = async (queue, data, options = {}) => {
          await boss.send(queue, { ...data }, { db: fromKysely(tx), ...sendOptions(options) });
        };
        const result = await work({
          tx,
          by,
          now,
          publish: (event) => events.push(event),
          enqueue,
          audit: (entry) => writeAudit(tx, by, now, entry),
        });
        if (isRefused(result)) {
          refused.push(result);
          throw ROLL_BACK;
        }
        await flushEvents({ tx, now, events, enqueue, subscriptions });
        return result;
      });
    } catch (error) {
      for (const result of refused) if (error === ROLL_BACK) return result;
      throw error;
    }
  };
}

/** Queues hold one waiting job per key (see jobs.ts), and pg-boss counts jobs without one as alike: those get a key of their own. */
const sendOptions = ({ startAfter, singletonKey }: EnqueueOptions) => ({
  ...(startAfter === undefined ? {} : { startAfter: startAfter.toString() }),
  singletonKey: singletonKey ?? crypto.randomUUID(),
});

const isRefused = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'ok' in result && result.ok === false && 'code' in result;
