import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { LEASE_PERIODS } from '../../src/kernel/leases/leadership.ts';
import { testNeeding } from '../needs.ts';
import { databaseLine } from './database-line.ts';
import { expectOneAtATime, furnish, isDue, leaseIn, linesOf, makeServerDue, recordLeases, reignsIn, withMany } from './many.ts';

const PAUSE_MS = 90_000;

/** What hangs is told by its name. */
async function within<T>(seconds: number, what: string, wait: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`not within ${seconds} s: ${what}`)), seconds * 1_000).unref();
  });
  return Promise.race([wait, late]);
}

testNeeding(
  'postgresql',
  'with the true figures (two minutes long): kill -STOP of the leader for 90 s, another leads after 60, and the late write is refused by its number',
  () =>
    withMany(async (many) => {
      const line = await databaseLine(many.url);
      const paused = await many.start({ url: line.url, isPatient: true });
      const bearer = await furnish(paused);
      await vi.waitFor(async () => expect(await leaseIn(many)).toMatchObject({ holder_pid: paused.pid }), 10_000);
      const other = await many.start({ isPatient: true });
      await recordLeases(many);
      // A heartbeat that the record has seen.
      await vi.waitFor(async () => expect(await reignsIn(many)).toHaveLength(1), { timeout: 15_000, interval: 50 });

      // Not yet in a transaction: the database would end one that is idle for a minute, whatever its number.
      const underWay = line.holdAt(/\bbegin\0/);
      const server = await within(30, 'a server becomes due', makeServerDue(many, other, bearer));
      await within(30, 'the leader begins to look at it', underWay);
      const stoppedAt = Date.now();
      process.kill(paused.pid, 'SIGSTOP');
      await vi.waitFor(async () => expect(await leaseIn(many)).toMatchObject({ holder_pid: other.pid }), {
        timeout: 80_000,
        interval: 100,
      });
      const takenMs = Date.now() - stoppedAt;
      await vi.waitFor(async () => expect(await isDue(many, server)).toBe(false), { timeout: 10_000, interval: 50 });
      const readiness = await within(30, 'the other one answers', other.ask('GET', '/readiness'));
      expect(readiness.body).toMatchObject({
        status: 'ready',
        checks: { scheduler: { detail: expect.stringContaining(`process ${other.pid} on`) } },
      });

      await sleep(PAUSE_MS - (Date.now() - stoppedAt));
      process.kill(paused.pid, 'SIGCONT');
      line.release();
      const refused = 'a write was refused: another process leads';
      await vi.waitFor(() => expect(linesOf(paused, refused)).not.toEqual([]), { timeout: 10_000, interval: 20 });
      await vi.waitFor(() => expect(linesOf(paused, 'this process leads no more')).toHaveLength(1), { timeout: 10_000, interval: 20 });

      const [first, second, ...more] = await reignsIn(many);
      // Another timer of the leader may have met the same.
      expect(new Set(linesOf(paused, refused).map(({ fencing }) => fencing))).toEqual(new Set([first?.fencing]));
      expect([first?.pid, second?.pid, more.length]).toEqual([paused.pid, other.pid, 0]);
      expectOneAtATime(await reignsIn(many), LEASE_PERIODS.stale);
      const silentMs = (second?.takenAt ?? 0) - (first?.lastBeatAt ?? 0);
      expect(silentMs).toBeLessThan(62_000);
      expect(takenMs).toBeLessThan(62_000);
    }),
  240_000,
);
