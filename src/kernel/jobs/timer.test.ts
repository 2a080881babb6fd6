import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../log/log.ts';
import { createTimer, type TimerParts } from './timer.ts';

const log = createLog({ level: 'silent', format: 'json' });
const START = Temporal.Instant.from('2026-11-21T08:00:00Z');

beforeEach(() => vi.useFakeTimers({ now: START.epochMilliseconds }));
afterEach(() => vi.useRealTimers());

const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
const after = (duration: Temporal.DurationLike): Temporal.Instant => START.add(duration);
const pass = (duration: Temporal.DurationLike) => vi.advanceTimersByTimeAsync(Temporal.Duration.from(duration).total('milliseconds'));

/** A plan as a store would keep it, and the instants at which it was acted upon. */
function planOf(...instants: Temporal.Instant[]) {
  const ran: string[] = [];
  const looks = { count: 0 };
  let planned = instants;
  const parts: TimerParts = {
    name: 'test',
    clock,
    log,
    async next() {
      looks.count += 1;
      return [...planned].sort(Temporal.Instant.compare)[0] ?? null;
    },
    async run(now) {
      ran.push(now.toString());
      planned = planned.filter((instant) => Temporal.Instant.compare(instant, now) > 0);
    },
  };
  return {
    parts,
    ran,
    looks,
    add: (instant: Temporal.Instant): void => {
      planned = [...planned, instant];
    },
  };
}

test('it fires at the planned instants, to the millisecond, and not in between', async () => {
  const plan = planOf(after({ seconds: 90 }), after({ seconds: 90, milliseconds: 1 }), after({ hours: 3 }));
  const stop = await createTimer(plan.parts).start();
  await pass({ seconds: 89, milliseconds: 999 });
  expect(plan.ran).toEqual([]);
  await pass({ milliseconds: 2 });
  expect(plan.ran).toEqual(['2026-11-21T08:01:30Z', '2026-11-21T08:01:30.001Z']);
  await pass({ hours: 3 });
  expect(plan.ran).toHaveLength(3);
  expect(plan.ran[2]).toBe('2026-11-21T11:00:00Z');
  await stop();
});

test('what was due before the start runs at once', async () => {
  const plan = planOf(START.subtract({ hours: 5 }));
  const stop = await createTimer(plan.parts).start();
  await pass({ milliseconds: 0 });
  expect(plan.ran).toEqual(['2026-11-21T08:00:00Z']);
  await stop();
});

test('a poke makes a new plan count at once; without one the sweep finds it', async () => {
  const plan = planOf();
  const timer = createTimer({ ...plan.parts, sweep: Temporal.Duration.from({ minutes: 5 }) });
  const stop = await timer.start();
  await pass({ seconds: 10 });
  plan.add(after({ seconds: 30 }));
  timer.poke();
  await pass({ seconds: 20 });
  expect(plan.ran).toEqual(['2026-11-21T08:00:30Z']);
  plan.add(after({ seconds: 60 }));
  await pass({ minutes: 6 });
  expect(plan.ran).toHaveLength(2);
  await stop();
});

test('an instant beyond what setTimeout can wait for is waited for all the same', async () => {
  const plan = planOf(after({ hours: 24 * 60 }));
  const stop = await createTimer({ ...plan.parts, sweep: Temporal.Duration.from({ hours: 12 }) }).start();
  await pass({ hours: 24 * 60 - 1 });
  expect(plan.ran).toEqual([]);
  await pass({ hours: 1 });
  expect(plan.ran).toEqual(['2027-01-20T08:00:00Z']);
  expect(plan.looks.count).toBeLessThan(200);
  await stop();
});

test('what stays due, or fails, is tried again with growing pauses: never a busy loop', async () => {
  let runs = 0;
  const next = async (): Promise<Temporal.Instant> => START;
  const stuck = async (): Promise<void> => {
    runs += 1;
    if (runs % 2 === 0) throw new Error('no');
  };
  const stop = await createTimer({ name: 'stuck', clock, log, next, run: stuck }).start();
  await pass({ minutes: 1 });
  expect(runs).toBeGreaterThan(4);
  expect(runs).toBeLessThan(8);
  await pass({ hours: 1 });
  expect(runs).toBeLessThan(25);
  await stop();
});

test('after the stop nothing runs, and a run under way is waited for', async () => {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const plan = planOf(START);
  const run = async (now: Temporal.Instant): Promise<void> => {
    begun.resolve();
    await release.promise;
    await plan.parts.run(now);
  };
  const timer = createTimer({ ...plan.parts, run });
  const stop = await timer.start();
  await begun.promise;
  const stopped = stop();
  release.resolve();
  await stopped;
  expect(plan.ran).toHaveLength(1);
  plan.add(after({ seconds: 1 }));
  timer.poke();
  await pass({ hours: 1 });
  expect(plan.ran).toHaveLength(1);
});
