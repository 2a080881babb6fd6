import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { refuse } from '../../shared/result.ts';
import { systemClock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import { createTransact } from '../db/transact.ts';
import { pruneEventsJob, subscriberJobs } from '../events/jobs.ts';
import type { NewEvent } from '../events/publish.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Job } from '../module.ts';
import { createSettings } from '../settings/create-settings.ts';
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
  expect(await worker.check.probe()).toBe('0 jobs wait.');
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

test('old events go, the newest stays', async () => {
  const { transact } = house([]);
  const settings = createSettings({ log });
  await sql`delete from kernel.events`.execute(db);
  await sql`insert into kernel.events (at, name, module, payload) select now() - make_interval(days => d), 'test.old', 'test', '{}' from generate_series(1, 6) d`.execute(
    db,
  );
  await sql`insert into kernel.events (at, name, module, payload) values (now() - interval '9 days', 'test.newest', 'test', '{}')`.execute(
    db,
  );
  await pruneEventsJob({ db, transact, settings }).run({});
  const left = await db.selectFrom('kernel.events').select('name').orderBy('id').execute();
  expect(left.map(({ name }) => name)).toEqual(['test.old', 'test.old', 'test.newest']);
});
