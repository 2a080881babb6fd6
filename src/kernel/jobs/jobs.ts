import { sql } from 'kysely';
import { fromKysely, type JobResult, type JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { type Saying, SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Db } from '../db/database.ts';
import type { Check } from '../health/check.ts';
import type { QueueCount } from '../health/routes.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Job, Resource } from '../module.ts';
import { takeUpRestoredJobs } from './restored-jobs.ts';
import { type Attempt, createRunner } from './run-job.ts';

export interface JobsParts {
  /** pg-boss keeps connections of its own: its tables are read with the driver's defaults. */
  readonly url: string;
  readonly db: Db;
  readonly log: Log;
  readonly metrics: Metrics;
  /** False: jobs are put into queues here and done by other processes. */
  readonly isWorker?: boolean;
}

/** Background work. Queues are known before the start; what is enqueued meanwhile waits in the database. */
export interface Jobs extends Resource {
  /** For `createTransact`, which enqueues with the rows of a use case. */
  readonly boss: PgBoss;
  add(job: Job): void;
  /** Jobs by queue; `failed` are those that ran out of tries, kept for a week. */
  counts(): Promise<readonly QueueCount[]>;
  readonly check: Check;
}

/** A week to look at what failed; a day is enough for what went well, but pg-boss keeps both alike. */
const KEPT_SECONDS = 7 * 86_400;
const STOP_MS = 10_000;
const HEARTBEAT_SECONDS = 30;

export function createJobs({ url, db, log, metrics, isWorker = true }: JobsParts): Jobs {
  const boss = createBoss(url, isWorker);
  // Obligatory: without a listener a lost connection would end the console. pg-boss reconnects by itself.
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue had trouble'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the job queue warns'));
  const jobs = new Map<string, Job>();
  const run = createRunner({ log, metrics });
  let isRunning = false;

  return {
    name: 'jobs',
    boss,
    add(job) {
      if (jobs.has(job.queue)) throw new Error(`there are two jobs for the queue ${job.queue}`);
      jobs.set(job.queue, job);
    },
    async start() {
      await boss.start();
      for (const job of jobs.values()) await openQueue(boss, job);
      await takeUpRestoredJobs({ db, boss, names: [...jobs.keys()] });
      if (isWorker) await beginWork(boss, jobs, run);
      isRunning = true;
      return async () => {
        isRunning = false;
        await boss.stop({ graceful: true, timeout: STOP_MS });
      };
    },
    counts: () => countJobs(db),
    check: { name: 'jobs', isCritical: false, probe: async () => probe(db, isRunning || !isWorker) },
  };
}

/**
 * Of all workers one at a time looks at the clock for cron jobs, and puts each occurrence into its queue once; another one
 * follows when it is gone. Tidying up is shared in the same way. Who does not work does neither.
 */
const createBoss = (url: string, isWorker: boolean): PgBoss =>
  new PgBoss({
    ...{ connectionString: url, schema: 'jobs', application_name: 'caretaker jobs' },
    // Jobs are put in by the transaction's own connection: who only does that needs none here, but to open the queues.
    max: isWorker ? 5 : 1,
    ...{ useListenNotify: isWorker, schedule: isWorker, supervise: isWorker },
  });

async function openQueue(boss: PgBoss, { queue }: Job): Promise<void> {
  const options = {
    retryLimit: 5,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 3_600,
    expireInSeconds: 900,
    // Who works says so; after this long without a word the job is somebody else's.
    heartbeatSeconds: HEARTBEAT_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
    notify: true,
  };
  // `short`: one waiting job per key, which is how `transact` enqueues; jobs without a key get one of their own there.
  await boss.createQueue(queue, { ...options, policy: 'short' });
  await boss.updateQueue(queue, options);
}

async function beginWork(boss: PgBoss, jobs: ReadonlyMap<string, Job>, run: ReturnType<typeof createRunner>): Promise<void> {
  for (const { queue, cron } of jobs.values()) if (cron !== undefined) await boss.schedule(queue, cron, {}, { tz: 'UTC' });
  await forgetSchedules(boss, jobs);
  for (const job of jobs.values()) await work(boss, job, run);
}

/** A schedule lives in the database; one whose job is gone, or has no time any more, must not go on firing. */
async function forgetSchedules(boss: PgBoss, jobs: ReadonlyMap<string, Job>): Promise<void> {
  for (const { name, key } of await boss.getSchedules()) {
    if (jobs.get(name)?.cron === undefined) await boss.unschedule(name, key);
  }
}

/** New jobs are announced at once; those that were put off or are tried again are found by looking, up to this much late. */
const POLL_SECONDS = 10;
/** As long as as many wait, the next ones are taken without a pause: what piled up is done as fast as it can be. */
const AT_ONCE = 4;

async function work(boss: PgBoss, job: Job, run: ReturnType<typeof createRunner>): Promise<void> {
  // What runs by time runs alone; of the rest two at once, so that one slow job does not hold up its queue.
  const localConcurrency = job.cron === undefined ? 2 : 1;
  const polling = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS, burstWhenBatchFull: true };
  const options = { ...polling, localConcurrency, batchSize: AT_ONCE, includeMetadata: true, perJobResults: true } as const;
  await boss.work(job.queue, options, async (taken: Taken[]) => {
    const results: JobResult[] = [];
    for (const one of taken) results.push(await resultOf(one, () => run(job, attemptAt(boss, job, one))));
    return results;
  });
}

/** One that fails is tried again by itself; those that were taken with it are done all the same. */
async function resultOf({ id }: Taken, run: () => Promise<void>): Promise<JobResult> {
  try {
    await run();
    return { id, status: 'completed' };
  } catch (error) {
    return { id, status: 'failed', output: { message: String(error) } };
  }
}

// pg-boss's own type of this answer is empty.
const Completed = z.looseObject({ affected: z.int() });

type Taken = JobWithMetadata<Record<string, unknown> | null>;

const attemptAt = (boss: PgBoss, { queue }: Job, { id, data, retryCount, retryLimit }: Taken): Attempt => ({
  ...{ jobId: id, data: data ?? {}, tries: retryCount, triesAtMost: retryLimit },
  async done(tx) {
    const { affected } = Completed.parse(await boss.complete(queue, { id, retryCount }, null, { db: fromKysely(tx) }));
    if (affected !== 1) throw new Error(`attempt ${retryCount + 1} at job ${id} in ${queue} has lapsed`);
  },
});

/** Before the first start nobody has laid the queues. */
async function hasQueues(db: Db): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('jobs.job') is not null as there`.execute(db);
  return rows[0]?.there === true;
}

async function countJobs(db: Db): Promise<QueueCount[]> {
  if (!(await hasQueues(db))) return [];
  const { rows } = await sql<QueueCount>`
    select q.name,
      count(*) filter (where j.state in ('created', 'retry')) as waiting,
      count(*) filter (where j.state = 'active') as running,
      count(*) filter (where j.state = 'failed') as failed
    from jobs.queue q left join jobs.job j on j.name = q.name
    where q.name not like '\\_\\_%'
    group by q.name order by q.name`.execute(db);
  return rows;
}

/** Work that should have begun this long ago means that nobody works. */
const LATE_SECONDS = 300;

async function probe(db: Db, isRunning: boolean): Promise<Saying> {
  if (!isRunning) throw new SayingError(told('jobs.not_running'));
  if (!(await hasQueues(db))) throw new SayingError(told('jobs.no_queues'));
  const { rows } = await sql<{ late: number; waiting: number }>`
    select count(*) filter (where start_after < now() - make_interval(secs => ${LATE_SECONDS})) as late, count(*) as waiting
    from jobs.job where state in ('created', 'retry') and name not like '\\_\\_%'`.execute(db);
  const { late, waiting } = rows[0] ?? { late: 0, waiting: 0 };
  if (late > 0) throw new SayingError(told('jobs.late', { late, minutes: LATE_SECONDS / 60 }));
  return told('jobs.waiting', { waiting });
}
