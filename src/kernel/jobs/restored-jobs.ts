import { fromKysely, type PgBoss } from 'pg-boss';
import type { Db } from '../db/database.ts';
import './tables.ts';

interface Queues {
  readonly db: Db;
  readonly boss: PgBoss;
  /** Those that are open. Jobs of a module that is off wait until it is on again. */
  readonly names: readonly string[];
}

const AT_ONCE = 500;

/** Puts the jobs that a restored backup brought along into their queues; each leaves its row in the transaction that enqueues it. */
export async function takeUpRestoredJobs(queues: Queues): Promise<void> {
  if (queues.names.length === 0) return;
  while ((await takeUpSome(queues)) === AT_ONCE);
}

const takeUpSome = ({ db, boss, names }: Queues): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const some = tx
      .selectFrom('kernel.restored_jobs')
      .select('id')
      .where('queue', 'in', names)
      .orderBy('id')
      .limit(AT_ONCE)
      // Another console of a rolling restart takes others.
      .forUpdate()
      .skipLocked();
    const jobs = await tx.deleteFrom('kernel.restored_jobs').where('id', 'in', some).returningAll().execute();
    for (const { queue, data, start_after, singleton_key } of jobs.toSorted((a, b) => a.id - b.id)) {
      const options = { startAfter: start_after.toString(), singletonKey: singleton_key };
      await boss.send(queue, { ...data }, { db: fromKysely(tx), ...options });
    }
    return jobs.length;
  });
