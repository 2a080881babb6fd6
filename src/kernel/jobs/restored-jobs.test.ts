import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../shared/time.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Job } from '../module.ts';
import { testDatabase } from '../testing/database.ts';
import { createJobs } from './jobs.ts';

const { db, url } = await testDatabase();
const log = createLog({ level: 'silent', format: 'json' });

function worker(jobs: readonly Job[]) {
  const made = createJobs({ url, db, log, metrics: createMetrics() });
  for (const job of jobs) made.add(job);
  return made;
}

const restored = (queue: string, key: string, startAfter = systemClock.now()) =>
  db
    .insertInto('kernel.restored_jobs')
    .values({ queue, data: JSON.stringify({ key }), start_after: startAfter, singleton_key: key })
    .execute();

const waiting = async () => (await db.selectFrom('kernel.restored_jobs').select('queue').execute()).map(({ queue }) => queue);

test('jobs of a restored backup run once each, those of a queue that is not there wait, and what was put off stays so', async () => {
  const ran: unknown[] = [];
  const job: Job = { queue: 'test.carried', run: async ({ key }) => void ran.push(key) };
  for (const key of ['a', 'b', 'c']) await restored('test.carried', key);
  await restored('test.carried', 'later', systemClock.now().add({ hours: 2 }));
  await restored('test.of-a-module-that-is-off', 'x');
  // Two consoles that start at the same moment.
  const stops = await Promise.all([worker([job]).start(), worker([job]).start()]);
  await vi.waitFor(() => expect(ran.toSorted()).toEqual(['a', 'b', 'c']), 10_000);
  expect(await waiting()).toEqual(['test.of-a-module-that-is-off']);
  const { rows } = await sql<{ singleton_key: string }>`
    select singleton_key from jobs.job where name = 'test.carried' and state = 'created' and start_after > now() + interval '1 hour'`.execute(
    db,
  );
  expect(rows).toEqual([{ singleton_key: 'later' }]);
  for (const stop of stops) await stop();
  expect(ran).toHaveLength(3);
});

test('more than one handful is taken up', async () => {
  await sql`insert into kernel.restored_jobs (queue, data, start_after, singleton_key)
    select 'test.many', '{}', now() + interval '1 day', n::text from generate_series(1, 1203) n`.execute(db);
  const stop = await worker([{ queue: 'test.many', run: async () => {} }]).start();
  expect((await waiting()).filter((queue) => queue === 'test.many')).toEqual([]);
  const { rows } = await sql<{ count: number }>`select count(*) as count from jobs.job where name = 'test.many'`.execute(db);
  expect(rows[0]?.count).toBe(1_203);
  await stop();
});
