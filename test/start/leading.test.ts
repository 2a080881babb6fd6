import { expect, vi } from 'vitest';
import { testNeeding } from '../needs.ts';
import type { RunningProcess } from './console-process.ts';
import { databaseLine } from './database-line.ts';
import {
  expectOneAtATime,
  furnish,
  isDue,
  leaderAmong,
  leaseIn,
  linesOf,
  type Many,
  makeServerDue,
  recordLeases,
  reignsIn,
  timesOfLeading,
  withMany,
} from './many.ts';
import { QUICK_PERIODS } from './quick-console.ts';

const LEASE_HOLD = /kernel\.leases[^\0]*for key share/;

// Several starts each, on a machine that does ten other things.
vi.setConfig({ testTimeout: 150_000 });

const soon = { timeout: 25_000, interval: 10 };

const untilLeads = (many: Many, { pid }: RunningProcess): Promise<void> =>
  vi.waitFor(async () => expect(await leaseIn(many)).toMatchObject({ holder_pid: pid, released_at: null }), soon);

async function readiness({ ask }: RunningProcess): Promise<unknown> {
  const { status, body } = await ask('GET', '/readiness');
  return { status, says: body['status'] };
}

const READY = { status: 200, says: 'ready' };

testNeeding(
  'postgresql',
  'three consoles begin on one empty database: all serve, one leads, and hands over as often as it is told to end',
  () =>
    withMany(async (many) => {
      const all = await Promise.all([many.start(), many.start(), many.start()]);
      for (const one of all) await expect.poll(() => readiness(one), soon).toEqual(READY);
      await recordLeases(many);
      const handOverMs: number[] = [];
      for (let left = [...all]; left.length > 1; ) {
        const leader = await leaderAmong(many, left);
        expect(left.filter((one) => timesOfLeading(one).some(({ to }) => to === Number.POSITIVE_INFINITY))).toEqual([leader]);
        const toldAt = Date.now();
        const ending = leader.end('SIGTERM');
        left = left.filter((one) => one !== leader);
        await vi.waitFor(async () => expect(left.map(({ pid }) => pid)).toContain((await leaseIn(many))?.holder_pid), soon);
        handOverMs.push(Date.now() - toldAt);
        expect(await ending).toMatchObject({ code: 0, stderr: '' });
      }
      expect(Math.max(...handOverMs)).toBeLessThan(2_000);
      const reigns = await reignsIn(many);
      expectOneAtATime(reigns, QUICK_PERIODS.stale);
      expect(reigns.map(({ givenBackAt }) => givenBackAt !== null)).toEqual([true, true, false]);
      // By the processes' own account, too, one led at a time.
      const times = all.flatMap(timesOfLeading).toSorted((a, b) => a.from - b.from);
      for (const [index, { from }] of times.slice(1).entries()) expect(from).toBeGreaterThanOrEqual(times[index]?.to ?? 0);
    }),
);

testNeeding('postgresql', 'kill -9 of the leader: another leads when its lease is stale, not before and soon after', () =>
  withMany(async (many) => {
    const first = await many.start();
    await untilLeads(many, first);
    const second = await many.start();
    await recordLeases(many);
    await vi.waitFor(async () => expect((await reignsIn(many)).length).toBeGreaterThan(0), soon);
    await first.end('SIGKILL');
    await untilLeads(many, second);
    const [dead, next] = await reignsIn(many);
    const silentMs = (next?.takenAt ?? 0) - (dead?.lastBeatAt ?? 0);
    expect(silentMs).toBeGreaterThanOrEqual(QUICK_PERIODS.stale.total('milliseconds'));
    expect(silentMs).toBeLessThan(QUICK_PERIODS.stale.total('milliseconds') + 1_000);
    await expect.poll(() => readiness(second), soon).toEqual(READY);
  }),
);

testNeeding(
  'postgresql',
  'kill -STOP of the leader in the middle of a write: another leads, and the late write is refused by its number',
  () =>
    withMany(async (many) => {
      const line = await databaseLine(many.url);
      const paused = await many.start({ url: line.url });
      const bearer = await furnish(paused);
      await untilLeads(many, paused);
      const other = await many.start();
      const before = await leaseIn(many);

      const underWay = line.holdAt(LEASE_HOLD);
      const server = await makeServerDue(many, other, bearer);
      await underWay;
      process.kill(paused.pid, 'SIGSTOP');
      await untilLeads(many, other);
      await vi.waitFor(async () => expect(await isDue(many, server)).toBe(false), soon);
      process.kill(paused.pid, 'SIGCONT');
      line.release();

      const refused = 'a write was refused: another process leads';
      // Another timer of the leader may have met the same.
      await vi.waitFor(
        () => expect(new Set(linesOf(paused, refused).map(({ fencing }) => fencing))).toEqual(new Set([before?.fencing])),
        soon,
      );
      await vi.waitFor(() => expect(timesOfLeading(paused).every(({ to }) => to < Date.now())).toBe(true), soon);
      expect(await leaseIn(many)).toMatchObject({ holder_pid: other.pid });
      for (const one of [paused, other]) await expect.poll(() => readiness(one), soon).toEqual(READY);
      // It is a candidate again, and what it leads begins anew.
      await other.end('SIGTERM');
      await untilLeads(many, paused);
      const next = await makeServerDue(many, paused, bearer);
      await vi.waitFor(async () => expect(await isDue(many, next)).toBe(false), soon);
    }),
);
