import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBefore } from '../../../../shared/time.ts';
import { type Period, windowStatusAt } from '../../../../shared/window.ts';
import { dueAt } from '../update-status.ts';
import { type PlanServer, planSlots, type TakenTime } from './plan.ts';
import { anyPeriods, at, clock, fiveMinutes, placed } from './testing.ts';

describe('always before due where a slot exists', () => {
  const now = at('2026-10-24T18:00Z');

  const anyContender = fc.record({
    touchable: fc.record({
      hours: fc.record({
        start: clock,
        end: clock,
        timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York'),
        weekdays: fc.constant([1, 2, 3, 4, 5, 6, 7]),
      }),
      mode: fc.constant('enforce' as const),
      cutoffMinutes: fc.constantFrom(0, 60),
      maintenance: fc.constant([]),
      freezes: anyPeriods(now, 1.5, 3),
    }),
    dueInMinutes: fiveMinutes(1_440),
    slotMinutes: fc.constantFrom(60, 120, 240, 360),
    preferredWeekday: fc.option(fc.integer({ min: 1, max: 7 })),
  });

  const anyRivals = fc.record({
    rivals: fc.array(anyContender, { minLength: 1, maxLength: 4 }).map((all) =>
      all.map(({ touchable, dueInMinutes, slotMinutes, preferredWeekday }, index): PlanServer => {
        const rhythm = { intervalDays: 10, preferredWeekday };
        const lastUpdatedAt = now.add({ minutes: dueInMinutes }).subtract({ hours: 240 });
        return { id: `s${index}`, touchable, rhythm, lastUpdatedAt, slotMinutes, group: 'web', slot: null };
      }),
    ),
    taken: anyPeriods(now, 1, 1).map((periods): TakenTime[] => periods.map((period) => ({ ...period, group: 'web' }))),
  });

  test('as many of a group as can be are in time, as trying every order and every five minutes finds', () => {
    fc.assert(
      fc.property(anyRivals, ({ rivals, taken }) => {
        const inTime = placed(planSlots(rivals, taken, now)).filter(({ isLate, isRisky }) => !isLate && !isRisky);
        expect(inTime.length).toBe(mostByTrying(rivals, taken));
      }),
      { numRuns: 100 },
    );
  });

  /** The oracle: time in steps of five minutes, every subset in every order, each as early as the one before allows. */
  function mostByTrying(servers: readonly PlanServer[], taken: readonly TakenTime[]): number {
    const grids = servers.map((server) => gridOf(server, taken));
    const best = (left: readonly number[], from: number): number =>
      left.reduce((most, index) => {
        const grid = grids[index];
        const start = grid?.starts.find((step) => step >= from) ?? null;
        if (grid === undefined || start === null) return most;
        return Math.max(
          most,
          1 +
            best(
              left.filter((other) => other !== index),
              start + grid.steps,
            ),
        );
      }, 0);
    return best([...servers.keys()], 0);
  }

  /** Steps of five minutes after now at which a slot may start before the server is due. */
  function gridOf({ touchable, rhythm, lastUpdatedAt, slotMinutes }: PlanServer, taken: readonly TakenTime[]) {
    const [steps, due] = [slotMinutes / 5, dueAt(lastUpdatedAt, rhythm)];
    const needs = Math.max(steps, touchable.cutoffMinutes / 5);
    const minute = (step: number) => now.add({ minutes: step * 5 });
    const isIn = (periods: readonly Period[], step: number) => {
      const at = minute(step).epochMilliseconds;
      return periods.some(({ from, until }) => from.epochMilliseconds <= at && at < until.epochMilliseconds);
    };
    const grid = Array.from({ length: 290 + 72 }, (_, step) => step);
    const isClear = grid.map((step) => windowStatusAt(touchable.hours, minute(step)) === 'safe' && !isIn(touchable.freezes, step));
    const isTaken = grid.map((step) => isIn(taken, step));
    const all = Array.from({ length: 290 }, (_, step) => step).filter((step) => step > 0 && due !== null && isBefore(minute(step), due));
    const starts = all.filter(
      (step) => isClear.slice(step, step + needs).every(Boolean) && !isTaken.slice(step, step + steps).some(Boolean),
    );
    return { steps, starts };
  }
});
