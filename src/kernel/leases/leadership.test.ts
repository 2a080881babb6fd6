import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import { createTransact } from '../db/transact.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Resource } from '../module.ts';
import { testDatabase } from '../testing/database.ts';
import { schedulerCheck } from './check.ts';
import { createLeadership, type Leadership, SCHEDULER } from './leadership.ts';
import { NotLeadingError } from './leading.ts';
import { beatLease, findLease, giveBackLease, holdLease, takeLease } from './lease-rows.ts';
import type { Stopwatch } from './stopwatch.ts';

const { db, url } = await testDatabase();
const log = createLog({ level: 'silent', format: 'json' });
const by = systemActor('test');
const PERIODS = { heartbeat: Temporal.Duration.from({ milliseconds: 200 }), stale: Temporal.Duration.from({ milliseconds: 1_200 }) };

await sql`create table public.notes (text text)`.execute(db);
const write = ({ transact }: Leadership, text: string) =>
  transact(by, ({ tx }) => sql`insert into public.notes values (${text})`.execute(tx));
const notes = async () => (await sql<{ text: string }>`select text from public.notes`.execute(db)).rows.map(({ text }) => text);

const jobs = createJobs({ url, db, log, metrics: createMetrics() });
const transact = createTransact({ db, boss: jobs.boss, clock: systemClock, subscriptions: createSubscriptions() });

/** A process that wants to lead, as far as leading goes. */
function candidate({ stopwatch, led = [] }: { readonly stopwatch?: () => Stopwatch; readonly led?: readonly Resource[] } = {}) {
  const parts = { db, url, log, metrics: createMetrics(), transact, periods: PERIODS };
  const leadership = createLeadership(stopwatch === undefined ? parts : { ...parts, stopwatch });
  for (const resource of led) leadership.add(resource);
  return leadership;
}

/** Starts it for this test. */
async function started(leadership: Leadership): Promise<() => Promise<void>> {
  const stop = await leadership.start();
  onTestFinished(stop);
  return stop;
}

const leaders = (all: readonly Leadership[]): number => all.filter((one) => one.isLeading()).length;

test('of many who begin at once one leads, and with each hand-over the next, at once and under a higher number', async () => {
  const all = Array.from({ length: 4 }, () => candidate());
  const stops = await Promise.all(all.map(started));
  const numbers: number[] = [];
  for (let left = 4; left > 0; left -= 1) {
    await vi.waitFor(() => expect(leaders(all)).toBe(1), { timeout: 1_000, interval: 5 });
    numbers.push((await findLease(db, SCHEDULER))?.fencing ?? 0);
    await stops[all.findIndex((one) => one.isLeading())]?.();
  }
  expect(leaders(all)).toBe(0);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(4);
});

test('a hand-over does not wait for the next look: the one who waits is called', async () => {
  const slow = { ...PERIODS, heartbeat: Temporal.Duration.from({ seconds: 20 }), stale: Temporal.Duration.from({ seconds: 60 }) };
  const [first, second] = [0, 1].map(() => createLeadership({ db, url, log, metrics: createMetrics(), transact, periods: slow }));
  if (first === undefined || second === undefined) throw new Error('two were made');
  const stop = await started(first);
  await started(second);
  await stop();
  await vi.waitFor(() => expect(second.isLeading()).toBe(true), { timeout: 1_000, interval: 5 });
});

test('what it leads runs while it leads, from the first to the last', async () => {
  const seen: string[] = [];
  const resource: Resource = {
    name: 'test',
    async start() {
      seen.push('started');
      return async () => void seen.push('stopped');
    },
  };
  const leading = candidate({ led: [resource] });
  const stop = await started(leading);
  expect(seen).toEqual(['started']);
  await giveBackLease(db, SCHEDULER, (await findLease(db, SCHEDULER))?.fencing ?? 0);
  // Somebody has taken it away: noticed by the next heartbeat.
  await vi.waitFor(() => expect(seen).toEqual(['started', 'stopped']), { timeout: 2_000, interval: 5 });
  await vi.waitFor(() => expect(seen).toEqual(['started', 'stopped', 'started']), { timeout: 4_000, interval: 5 });
  await stop();
  expect(seen).toEqual(['started', 'stopped', 'started', 'stopped']);
});

test('who does not lead writes nothing', async () => {
  const [leader, other] = [candidate(), candidate()];
  await started(leader);
  await started(other);
  await write(leader, 'by the leader');
  await expect(write(other, 'by another')).rejects.toThrow(NotLeadingError);
  expect(await notes()).toContain('by the leader');
  expect(await notes()).not.toContain('by another');
});

test('a leader whose own clocks stood still believes that it leads, and its late write is refused by its number', async () => {
  // A virtual machine that was frozen from outside: nothing in it has counted.
  const frozen = candidate({ stopwatch: () => () => 0 });
  await started(frozen);
  const { fencing = 0 } = (await findLease(db, SCHEDULER)) ?? {};
  await sql`update kernel.leases set heartbeat_at = heartbeat_at - interval '1 hour'`.execute(db);
  const successor = await takeLease(db, SCHEDULER, { host: 'other', pid: 1, startId: crypto.randomUUID() }, PERIODS.stale);
  expect(successor).toBeGreaterThan(fencing);
  expect(frozen.isLeading()).toBe(true);
  await expect(write(frozen, 'too late')).rejects.toThrow(`leads no more under the number ${fencing}`);
  expect(await notes()).not.toContain('too late');
  // It has learnt it by that, before any heartbeat.
  expect(frozen.isLeading()).toBe(false);
});

test('a transaction of the leader that is under way holds up its successor, and not its own heartbeats', async () => {
  const holder = { host: 'here', pid: 1, startId: crypto.randomUUID() };
  await sql`update kernel.leases set released_at = now()`.execute(db);
  const fencing = (await takeLease(db, SCHEDULER, holder, PERIODS.stale)) ?? 0;
  const late = await db.startTransaction().execute();
  expect(await holdLease(late, SCHEDULER, fencing, PERIODS.stale)).toBe(true);
  expect(await beatLease(db, SCHEDULER, fencing)).toBe(true);
  await giveBackLease(db, SCHEDULER, fencing);
  const taking = takeLease(db, SCHEDULER, { ...holder, startId: crypto.randomUUID() }, PERIODS.stale);
  const first = await Promise.race([taking, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]);
  expect(first).toBe('waits');
  await late.commit().execute();
  expect(await taking).toBeGreaterThan(fencing);
  expect(await beatLease(db, SCHEDULER, fencing)).toBe(false);
});

test('a holder that was stopped in the middle of a transaction holds up its successor no longer than the lease lasts', async () => {
  const holder = { host: 'here', pid: 1, startId: crypto.randomUUID() };
  await sql`update kernel.leases set released_at = now()`.execute(db);
  const fencing = (await takeLease(db, SCHEDULER, holder, PERIODS.stale)) ?? 0;
  const asking = () => takeLease(db, SCHEDULER, { ...holder, startId: crypto.randomUUID() }, PERIODS.stale);
  const stopped = db.transaction().execute(async (tx) => {
    expect(await holdLease(tx, SCHEDULER, fencing, PERIODS.stale)).toBe(true);
    await vi.waitFor(async () => expect(await asking()).toBeGreaterThan(fencing), { timeout: 4_000, interval: 50 });
  });
  await expect(stopped).rejects.toThrow(/idle-in-transaction|[Cc]onnection/);
});

test('whoever only asks for a lease that is held waits for nobody', async () => {
  const holder = { host: 'here', pid: 1, startId: crypto.randomUUID() };
  await sql`update kernel.leases set released_at = now()`.execute(db);
  const fencing = (await takeLease(db, SCHEDULER, holder, PERIODS.stale)) ?? 0;
  const writing = await db.startTransaction().execute();
  await holdLease(writing, SCHEDULER, fencing, PERIODS.stale);
  expect(await takeLease(db, SCHEDULER, { ...holder, startId: crypto.randomUUID() }, PERIODS.stale)).toBeNull();
  await writing.commit().execute();
  await giveBackLease(db, SCHEDULER, fencing);
});

test('without a heartbeat it stops leading by its own clock, before another may take over', async () => {
  const leader = candidate();
  await started(leader);
  const beatAt = (await findLease(db, SCHEDULER))?.heartbeatAt;
  const locked = await db.startTransaction().execute();
  await sql`select from kernel.leases for update`.execute(locked);
  await vi.waitFor(() => expect(leader.isLeading()).toBe(false), { timeout: 3_000, interval: 5 });
  const { rows } = await sql<{ now: Temporal.Instant }>`select clock_timestamp() as now`.execute(db);
  const silentMs = (rows[0]?.now.epochMilliseconds ?? 0) - (beatAt?.epochMilliseconds ?? 0);
  // The heartbeats before the lock was taken may have been later than what was read.
  expect(silentMs).toBeLessThan(PERIODS.stale.total('milliseconds') + PERIODS.heartbeat.total('milliseconds'));
  await expect(write(leader, 'without a heartbeat')).rejects.toThrow(NotLeadingError);
  await locked.commit().execute();
});

test('readiness says who leads, and that nobody has for too long', async () => {
  const check = schedulerCheck({ db, stale: PERIODS.stale });
  await sql`delete from kernel.leases`.execute(db);
  expect((await check.probe())?.text).toBe('Nobody leads yet.');
  const leader = candidate();
  const stop = await leader.start();
  expect((await check.probe())?.text).toMatch(
    new RegExp(`^The leader is process ${process.pid} on \\S+ since \\S+Z, number \\d+, last heard of 0 s ago\\.$`),
  );
  await stop();
  expect((await check.probe())?.text).toMatch(/^Nobody leads since 0 s: process \d+ on \S+ gave it back\.$/);
  await sql`update kernel.leases set released_at = now() - interval '2 minutes'`.execute(db);
  await expect(check.probe()).rejects.toThrow(/^Nobody leads since 120 s; the last was process \d+ on \S+\. One process at least needs/);
});

test('what cannot be started is not led: the lease goes back, and others have their chance', async () => {
  let tries = 0;
  const broken: Resource = {
    name: 'broken',
    async start() {
      tries += 1;
      throw new Error('no');
    },
  };
  const leader = candidate({ led: [broken] });
  await started(leader);
  expect(leader.isLeading()).toBe(false);
  expect((await findLease(db, SCHEDULER))?.releasedAt).not.toBeNull();
  expect(tries).toBe(1);
});
