import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { refuse } from '../../shared/result.ts';
import { systemClock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import { createTransact } from '../db/transact.ts';
import { subscriberJobs } from '../events/jobs.ts';
import type { NewEvent } from '../events/publish.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Job } from '../module.ts';
import { testDatabase } from '../testing/database.ts';
import { createJobs } from './jobs.ts';

const { db, url } = await testDatabase();
const logged: string[] = [];
const log = createLog({ level: 'info', format: 'json' }, { write: (line) => void logged.push(line) });
const by = systemActor('test');

/** Workers on the file's database, as a console would have them. */
function house(jobs: readonly Job[], subscriptions = createSubscriptions()) {
  const metrics = createMetrics();
  const worker = createJobs({ url, db, log, metrics });
  for (const job of jobs) worker.add(job);
  return { worker, metrics, transact: createTransact({ db, boss: worker.boss, clock: systemClock, subscriptions }) };
}

const event = (name: string): NewEvent => ({ name, module: 'test', siteId: null, assetId: null, payload: { n: 1 } });

test('a job runs soon after its transaction, and never for one that did not happen', async () => {
  const ran: unknown[] = [];
  const { worker, transact, metrics } = house([{ queue: 'test.greet', run: async (data) => void ran.push(data['name']) }]);
  const stop = await worker.start();
  const greet = (name: string, outcome: unknown) =>
    transact(by, async ({ enqueue }) => {
      await enqueue('test.greet', { name });
      return outcome;
    });
  await greet('refused', refuse('test.no'));
  await transact(by, async ({ enqueue }) => {
    await enqueue('test.greet', { name: 'thrown' });
    throw new Error('no');
  }).catch(() => {});
  await greet('one', null);
  await greet('two', null);
  await vi.waitFor(() => expect(ran.toSorted()).toEqual(['one', 'two']), 5_000);
  expect(await metrics.registry.metrics()).toContain('caretaker_job_attempts_total{queue="test.greet",outcome="done"} 2');
  expect(await worker.check.probe()).toMatchObject({ code: 'jobs.waiting', params: { waiting: 0 } });
  await stop();
  await expect(worker.check.probe()).rejects.toThrow('not running');
});

test('of jobs with one key one waits; jobs without a key all do', async () => {
  const { worker, transact } = house([{ queue: 'test.keyed', run: async () => {} }]);
  const stop = await worker.start();
  await transact(by, async ({ enqueue, now }) => {
    const startAfter = now.add({ hours: 1 });
    for (const singletonKey of ['a', 'a', 'b']) await enqueue('test.keyed', {}, { startAfter, singletonKey });
    for (let index = 0; index < 3; index += 1) await enqueue('test.keyed', {}, { startAfter });
  });
  const counts = await worker.counts();
  expect(counts.find(({ name }) => name === 'test.keyed')).toEqual({ name: 'test.keyed', waiting: 5, running: 0, failed: 0 });
  await stop();
});

test('a failing job is tried again, then kept where a person sees it', async () => {
  let tries = 0;
  const failing: Job = {
    queue: 'test.failing',
    run: async () => {
      tries += 1;
      throw new Error('the printer is on fire');
    },
  };
  const { worker, transact } = house([failing]);
  const stop = await worker.start();
  await transact(by, ({ enqueue }) => enqueue('test.failing', {}));
  // Five retries take minutes: the first is made the last, and due.
  await vi.waitFor(async () => {
    const { numAffectedRows } = await sql`
      update jobs.job set retry_limit = 1, start_after = now() where name = 'test.failing' and state = 'retry'`.execute(db);
    expect(numAffectedRows).toBe(1n);
  }, 5_000);
  await vi.waitFor(async () => {
    const count = (await worker.counts()).find(({ name }) => name === 'test.failing');
    expect(count).toMatchObject({ waiting: 0, failed: 1 });
  }, 15_000);
  expect(tries).toBe(2);
  const own = logged.filter((line) => line.includes('the printer is on fire')).map((line) => JSON.parse(line).msg);
  expect(own).toEqual(['a job failed and will be tried again', 'a job failed for good']);
  await stop();
});

test('every subscriber of an event gets it in a job of its own; one that fails does not hold up the other', async () => {
  const heard: string[] = [];
  const subscriptions = createSubscriptions();
  subscriptions.add({ event: 'test.happened', name: 'good', run: async (one) => void heard.push(`${one.name} ${one.payload['n']}`) });
  subscriptions.add({
    event: 'test.happened',
    name: 'bad',
    run: async () => {
      throw new Error('bad day');
    },
  });
  const { worker, transact } = house(subscriberJobs(db, subscriptions), subscriptions);
  const stop = await worker.start();
  await transact(by, async ({ publish }) => publish(event('test.happened')));
  await transact(by, async ({ publish }) => publish(event('test.unheard')));
  await vi.waitFor(() => expect(heard).toEqual(['test.happened 1']), 5_000);
  await vi.waitFor(() => expect(logged.join('')).toContain('bad day'), 5_000);
  await stop();
});

test('what runs by time is scheduled once, and forgotten when its job is gone', async () => {
  const cron: Job = { queue: 'test.nightly', cron: '0 3 * * *', run: async () => {} };
  const first = house([cron]);
  await (await first.worker.start())();
  await (await house([cron]).worker.start())();
  const later = house([{ ...cron, queue: 'test.other' }]);
  const stop = await later.worker.start();
  const schedules = await later.worker.boss.getSchedules();
  expect(schedules.map(({ name, cron: expression, timezone }) => [name, expression, timezone])).toEqual([
    ['test.other', '0 3 * * *', 'UTC'],
  ]);
  await stop();
});

test('an effect and the end of its job commit together: the job is not done twice, and a lapsed attempt does nothing', async () => {
  await sql`create table if not exists public.effects (job_id text, attempt int)`.execute(db);
  let attempts = 0;
  const counting: Job = {
    queue: 'test.counting',
    async run(_data, attempt) {
      attempts += 1;
      // While it worked its claim ran out, and the queue gave the job to the next attempt.
      if (attempts === 1) await sql`update jobs.job set retry_count = retry_count + 1 where id = ${attempt.jobId}`.execute(db);
      await transact(by, async ({ tx }) => {
        await sql`insert into public.effects values (${attempt.jobId}, ${attempts})`.execute(tx);
        await attempt.done(tx);
      });
      // As a crash between the commit and the queue's own word would look.
      throw new Error('killed after the commit');
    },
  };
  const { worker, transact } = house([counting]);
  const stop = await worker.start();
  await transact(by, ({ enqueue }) => enqueue('test.counting', {}));
  await vi.waitFor(() => expect(attempts).toBe(1), 5_000);
  await sql`update jobs.job set state = 'retry', start_after = now() where name = 'test.counting'`.execute(db);
  await vi.waitFor(() => expect(attempts).toBe(2), 15_000);
  const isDone = async () => (await worker.counts()).find(({ name }) => name === 'test.counting');
  await vi.waitFor(async () => expect(await isDone()).toMatchObject({ waiting: 0, running: 0, failed: 0 }), 5_000);
  expect((await sql`select attempt from public.effects`.execute(db)).rows).toEqual([{ attempt: 2 }]);
  await stop();
}, 40_000);
