import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../../src/kernel/db/database.ts';
import { migrate } from '../../src/kernel/db/migrate.ts';
import { openDatabase } from '../../src/kernel/db/open.ts';
import { createTransact } from '../../src/kernel/db/transact.ts';
import { createSubscriptions } from '../../src/kernel/events/subscriptions.ts';
import { createJobs } from '../../src/kernel/jobs/jobs.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { createMetrics } from '../../src/kernel/metrics/create-metrics.ts';
import { noSeal } from '../../src/kernel/secrets/seal.ts';
import { createSettings } from '../../src/kernel/settings/create-settings.ts';
import { KERNEL_SETTINGS } from '../../src/kernel/settings/kernel-settings.ts';
import { streamsOf } from '../../src/kernel/streams/create-streams.ts';
import { createRetention } from '../../src/kernel/streams/retention.ts';
import type { Stream } from '../../src/kernel/streams/stream.ts';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { modules } from '../../src/modules.ts';
import { allMigrations } from '../all-migrations.ts';
import { withDistributionPostgres } from '../distribution-postgres.ts';
import { drivenClock } from '../kit/house.ts';
import { testNeeding } from '../needs.ts';

declare module '../../src/kernel/db/database.ts' {
  interface Database {
    'kernel.trial': { id: string; at: Temporal.Instant };
  }
}

const log = createLog({ level: 'silent', format: 'json' });
const streams = streamsOf(modules);
const here = await testDatabase();

function nights(on: { readonly db: Db; readonly url: string }, which: readonly Stream[] = streams) {
  const { db, url } = on;
  const clock = drivenClock('2026-11-21T02:47:00Z');
  const metrics = createMetrics();
  const jobs = createJobs({ url, db, log, metrics });
  const transact = createTransact({ db, boss: jobs.boss, clock, subscriptions: createSubscriptions() });
  return {
    clock,
    metrics,
    retention: createRetention({ db, transact, clock, log, metrics, settings: createSettings({ log, seal: noSeal }), streams: which }),
  };
}

const partsOf = async (db: Db, table: string): Promise<readonly string[]> =>
  (
    await sql<{
      name: string;
    }>`select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by 1`.execute(db)
  ).rows.map(({ name }) => name);

const addEvents = (db: Db, from: string, until: string) =>
  sql`insert into kernel.events (at, name, module, payload)
    select at, 'test.happened', 'test', '{}' from generate_series(${from}::timestamptz, ${until}::timestamptz, interval '6 hours') at`.execute(
    db,
  );

const eventDays = async (db: Db): Promise<readonly string[]> =>
  (
    await sql<{ day: string }>`select distinct to_char(at at time zone 'UTC', 'MM-DD') as day from kernel.events order by 1`.execute(db)
  ).rows.map(({ day }) => day);

/** The life of events over some days, as it must go on every PostgreSQL. */
async function liveThroughDays(on: { readonly db: Db; readonly url: string }): Promise<void> {
  const { db } = on;
  const { clock, retention } = nights(on);
  await sql`delete from kernel.events`.execute(db);
  // What a migration found, and what was written while no part was there.
  await addEvents(db, '2026-11-16T00:00:00Z', '2026-11-21T02:00:00Z');
  await retention.run();
  expect(await partsOf(db, 'kernel.events')).toEqual([
    ...['21', '22', '23', '24', '25', '26', '27'].map((day) => `kernel.events_d202611${day}`),
    'kernel.events_rest',
  ]);
  expect(await eventDays(db)).toEqual(['11-18', '11-19', '11-20', '11-21']);
  const { rows } = await sql<{ today: number }>`select count(*) as today from kernel.events_d20261121`.execute(db);
  expect(rows[0]?.today).toBe(1);

  await addEvents(db, '2026-11-21T06:00:00Z', '2026-11-27T18:00:00Z');
  const { rows: rest } = await sql<{ newest: string }>`select to_char(max(at), 'MM-DD') as newest from kernel.events_rest`.execute(db);
  expect(rest[0]?.newest).toBe('11-20');
  for (const _night of [1, 2, 3, 4, 5]) {
    clock.advance({ hours: 24 });
    await retention.run();
  }
  expect(await partsOf(db, 'kernel.events')).toEqual([
    ...['1123', '1124', '1125', '1126', '1127', '1128', '1129', '1130', '1201', '1202'].map((day) => `kernel.events_d2026${day}`),
    'kernel.events_rest',
  ]);
  expect(await eventDays(db)).toEqual(['11-23', '11-24', '11-25', '11-26', '11-27']);

  // Weeks in which nothing ran or happened: the newest event stays, so that ids go on from it, and its part with it.
  clock.advance({ hours: 24 * 40 });
  await retention.run();
  const { rows: left } = await sql<{
    at: string;
  }>`select to_char(at at time zone 'UTC', 'MM-DD HH24') as at from kernel.events order by at`.execute(db);
  expect(left.map(({ at }) => at)).toEqual(['11-27 00', '11-27 06', '11-27 12', '11-27 18']);
}

test('events lie in parts by day, made ahead, and go part by part', () => liveThroughDays(here));

testNeeding(
  'postgresql',
  "so they do on the distribution's PostgreSQL",
  () =>
    withDistributionPostgres(async ({ url }) => {
      const external = await openDatabase({ url, log, patience: Temporal.Duration.from({ seconds: 5 }) });
      try {
        await migrate(external.db, allMigrations, log);
        await liveThroughDays({ db: external.db, url });
      } finally {
        await external.close();
      }
    }),
  60_000,
);

test('of two processes that start at once each part is made once', async () => {
  await Promise.all([1, 2, 3].map(() => nights(here).retention.lookAhead()));
  expect(new Set(await partsOf(here.db, 'kernel.events')).has('kernel.events_d20261124')).toBe(true);
});

test('parts by month begin on its first day', async () => {
  await sql`create table kernel.trial (id uuid not null, at timestamptz not null, primary key (id, at)) partition by range (at)`.execute(
    here.db,
  );
  await sql`create table kernel.trial_rest partition of kernel.trial default`.execute(here.db);
  await sql`insert into kernel.trial values (gen_random_uuid(), '2026-12-31T23:59:59Z'), (gen_random_uuid(), '2026-01-01T00:00:00Z')`.execute(
    here.db,
  );
  const days = { key: 'events.keptDays', declaration: KERNEL_SETTINGS['events.keptDays'] };
  const { clock, retention } = nights(here, [
    {
      ...{ name: 'trial', table: 'kernel.trial', time: 'at', purpose: '', person: '', asset: '' },
      kept: { how: 'for days', days, partitionedBy: 'month' },
    },
  ]);
  await retention.run();
  expect((await partsOf(here.db, 'kernel.trial')).slice(0, 3)).toEqual([
    'kernel.trial_m202611',
    'kernel.trial_m202612',
    'kernel.trial_m202701',
  ]);
  const { rows } = await sql<{ part: string }>`select tableoid::regclass::text as part from kernel.trial`.execute(here.db);
  expect(rows).toEqual([{ part: 'kernel.trial_m202612' }]);
  clock.set('2027-01-04T00:00:00Z');
  await retention.run();
  expect((await partsOf(here.db, 'kernel.trial'))[0]).toBe('kernel.trial_m202701');
  await sql`drop table kernel.trial`.execute(here.db);
});

const addAudit = (db: Db, at: string, address: string) =>
  sql`insert into kernel.audit (id, at, actor_kind, actor_name, address, action, subject_kind, subject_id, subject_name)
    values (gen_random_uuid(), ${at}, 'person', 'olga', ${address}, 'test.done', 'test', 'x', 'x')`.execute(db);

test('the audit stays; addresses in it go after a year', async () => {
  await addAudit(here.db, '2025-11-20T00:00:00Z', '192.0.2.1');
  await addAudit(here.db, '2025-11-22T00:00:00Z', '192.0.2.2');
  await nights(here).retention.run();
  const { rows } = await sql<{ address: string | null }>`select address from kernel.audit where action = 'test.done' order by at`.execute(
    here.db,
  );
  expect(rows).toEqual([{ address: null }, { address: '192.0.2.2' }]);
});

const SITE = '01990000-0000-7000-8000-000000000001';

test('stories that are over go with all that hangs on them, in short transactions; open ones stay', async () => {
  await sql`insert into kernel.sites (id, name, time_zone, created_at) values (${SITE}, 'old', 'UTC', now())`.execute(here.db);
  await sql`insert into kernel.stories (id, site_id, subject_kind, subject, opened_at, closed_at)
    select gen_random_uuid(), ${SITE}, 'key', 'old/' || n, '2020-01-01', case when n > 3 then '2020-01-02'::timestamptz end
    from generate_series(1, 4500) n`.execute(here.db);
  await sql`insert into kernel.findings (id, module, rule, key, site_id, story_id, severity, opened_at, openings, closed_at)
    select gen_random_uuid(), 'test', 'old', subject, ${SITE}, id, 'info', opened_at, array[opened_at], '2020-01-02' from kernel.stories`.execute(
    here.db,
  );
  await sql`insert into kernel.story_history (story_id, finding_id, at, what)
    select story_id, id, opened_at, 'opened' from kernel.findings`.execute(here.db);
  // One that was merged into another of the same instant.
  await sql`update kernel.stories set merged_into = (select id from kernel.stories where subject = 'old/4500') where subject = 'old/4'`.execute(
    here.db,
  );
  const { metrics, retention } = nights(here);
  await retention.run();
  const { rows } = await sql<{ stories: number; findings: number; history: number }>`
    select (select count(*) from kernel.stories) as stories, (select count(*) from kernel.findings) as findings,
      (select count(*) from kernel.story_history) as history`.execute(here.db);
  expect(rows).toEqual([{ stories: 3, findings: 3, history: 3 }]);
  expect(await metrics.registry.metrics()).toContain('caretaker_stream_rows_removed_total{stream="stories"} 4497');
});
