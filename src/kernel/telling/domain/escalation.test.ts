import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CIRCLES, type Circle, reachedBy, USUAL_STEPS } from './escalation.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');
const everybody = (): boolean => true;
const minuteOf = (minutes: number) => start.add({ minutes });

describe('a critical that nobody acknowledges', () => {
  test.each([
    ['at once', 0, ['owners'], 0, 30],
    ['a second before half an hour', 29.9, ['owners'], 0, 30],
    ['after half an hour', 30, ['owners', 'maintainers'], 0, 120],
    ['after two hours', 120, ['owners', 'maintainers', 'site'], 0, 120 + 1_440],
    ['a day later', 120 + 1_440, ['owners', 'maintainers', 'site'], 1, 120 + 2 * 1_440],
    ['four days later', 120 + 4 * 1_440, ['owners', 'maintainers', 'site'], 4, 120 + 5 * 1_440],
  ])('%s', (_when, minutes, circles, round, next) => {
    const now = start.add({ seconds: minutes * 60 });
    const reached = reachedBy(start, USUAL_STEPS, everybody, now);
    expect([[...reached.circles.keys()], reached.round, reached.nextAt]).toEqual([circles, round, minuteOf(next)]);
  });

  test('nobody waits for owners who cannot be told', () => {
    const reached = reachedBy(start, USUAL_STEPS, (circle) => circle !== 'owners', start);
    expect([...reached.circles]).toEqual([
      ['owners', 0],
      ['maintainers', 0],
    ]);
  });

  test('steps that a site leaves out are left out', () => {
    const steps = { maintainersAfterMinutes: null, siteAfterMinutes: 5, repeatHours: null };
    expect(reachedBy(start, steps, everybody, minuteOf(4))).toMatchObject({ round: 0, nextAt: minuteOf(5) });
    expect(reachedBy(start, steps, everybody, minuteOf(5_000))).toMatchObject({ round: 0, nextAt: null });
  });
});

const anySteps = fc.record({
  maintainersAfterMinutes: fc.option(fc.nat(500), { nil: null }),
  siteAfterMinutes: fc.option(fc.nat(500), { nil: null }),
  repeatHours: fc.option(fc.integer({ min: 1, max: 48 }), { nil: null }),
});

test('whoever was reached stays reached, rounds never fall, and nothing changes before the next instant', () => {
  fc.assert(
    fc.property(anySteps, fc.subarray([...CIRCLES]), fc.nat(4_000), fc.nat(4_000), (steps, able, first, more) => {
      const canBeTold = (circle: Circle) => able.includes(circle);
      const before = reachedBy(start, steps, canBeTold, minuteOf(first));
      const later = reachedBy(start, steps, canBeTold, minuteOf(first + more));
      for (const circle of before.circles.keys()) expect(later.circles.has(circle)).toBe(true);
      expect(later.round).toBeGreaterThanOrEqual(before.round);
      if (before.nextAt !== null) expect(Temporal.Instant.compare(before.nextAt, minuteOf(first))).toBe(1);
      const isBeforeNext = before.nextAt === null || Temporal.Instant.compare(minuteOf(first + more), before.nextAt) < 0;
      if (isBeforeNext) expect([...later.circles.keys(), later.round]).toEqual([...before.circles.keys(), before.round]);
    }),
  );
});

test('owners are reached at once, whatever the steps are', () => {
  fc.assert(
    fc.property(anySteps, fc.subarray([...CIRCLES]), (steps, able) => {
      expect(reachedBy(start, steps, (circle) => able.includes(circle), start).circles.get('owners')).toBe(0);
    }),
  );
});
