import { sql } from 'kysely';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Db } from '../db/database.ts';
import type { Check } from '../health/check.ts';
import type { QueueCount } from '../health/routes.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Job, Resource } from '../module.ts';
import { createRunner } from './run-job.ts';

export interface JobsParts {
  /** pg-boss keeps connections of its own: its tables are read with the driver's defaults. */
  readonly url: string;
  readonly db: Db;
  readonly log: Log;
  readonly metrics: Metrics;
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

export function createJobs({ url, db, log, metrics }: JobsParts): Jobs {
  const boss = new PgBoss({ connectionString: url, schema: 'jobs', application_name: 'caretaker jobs', max: 5, useListenNotify: true });
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
      await forgetSchedules(boss, jobs);
      for (const job of jobs.values()) await work(boss, job, run);
      isRunning = true;
      return async () => {
        isRunning = false;
        await boss.stop({ graceful: true, timeout: STOP_MS });
      };
    },
    counts: () => countJobs(db),
    check: { name: 'jobs', isCritical: false, probe: async () => probe(db, isRunning) },
  };
}

async function openQueue(boss: PgBoss, { queue, cron }: Job): Promise<void> {
  const options = {
    retryLimit: 5,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 3_600,
    expireInSeconds: 900,
    deleteAfterSeconds: KEPT_SECONDS,
    notify: true,
  };
  // `short`: one waiting job per key, which is how `transact` enqueues; jobs without a key get one of their own there.
  await boss.createQueue(queue, { ...options, policy: 'short' });
  await boss.updateQueue(queue, options);
  if (cron !== undefined) await boss.schedule(queue, cron, {}, { tz: 'UTC' });
}

/** A schedule lives in the database; one whose job is gone, or has no time any more, must not go on firing. */
async function forgetSchedules(boss: PgBoss, jobs: ReadonlyMap<string, Job>): Promise<void> {
  for (const { name, key } of await boss.getSchedules()) {
    if (jobs.get(name)?.cron === undefined) await boss.unschedule(name, key);
  }
}

/** New jobs are announced at once; those that were put off or are tried again are found by looking, up to this much late. */
const POLL_SECONDS = 10;

async function work(boss: PgBoss, job: Job, run: ReturnType<typeof createRunner>): Promise<void> {
  // What runs by time runs alone; of the rest two at once, so that one slow job does not hold up its queue.
  const localConcurrency = job.cron === undefined ? 2 : 1;
  const polling = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS };
  const options = { ...polling, localConcurrency, includeMetadata: true } as const;
  await boss.work(job.queue, options, async (taken: JobWithMetadata<Record<string, unknown> | null>[]) => {
    for (const one of taken) await run(job, { data: one.data ?? {}, tries: one.retryCount, triesAtMost: one.retryLimit });
  });
}

async function countJobs(db: Db): Promise<QueueCount[]> {
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

async function probe(db: Db, isRunning: boolean): Promise<string> {
  if (!isRunning) throw new Error('The worker is not running.');
  const { rows } = await sql<{ late: number; waiting: number }>`
    select count(*) filter (where start_after < now() - make_interval(secs => ${LATE_SECONDS})) as late, count(*) as waiting
    from jobs.job where state in ('created', 'retry') and name not like '\\_\\_%'`.execute(db);
  const { late, waiting } = rows[0] ?? { late: 0, waiting: 0 };
  if (late > 0) throw new Error(`${late} jobs should have begun more than ${LATE_SECONDS / 60} minutes ago.`);
  return `${waiting} jobs wait.`;
}
