import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowdOf, type Opening } from './crowd.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');
const openings = (seconds: readonly number[]): readonly Opening[] =>
  seconds.map((after, index) => ({ id: `s${index}`, at: start.add({ seconds: after }) }));
const spread = (count: number, seconds: number) =>
  openings(Array.from({ length: count }, (_, index) => (index * seconds) / (count - 1)).map(Math.round));

describe('a crowd', () => {
  test.each([
    ['20 at once are none', openings(Array(20).fill(0)), 0],
    ['21 at once', openings(Array(21).fill(0)), 21],
    ['21 within exactly five minutes', spread(21, 300), 21],
    ['21 within a second more', spread(21, 301), 0],
  ])('%s', (_what, opened, size) => {
    expect(crowdOf(opened).size).toBe(size);
  });

  test('holds exactly the openings that stand in some five minutes with more than twenty', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_500), { maxLength: 70 }), (seconds) => {
        const all = openings(seconds);
        const expected = all.filter(({ at }) =>
          all.some(({ at: first }) => {
            const inside = all.filter((one) => first.until(one.at).total('seconds') >= 0 && first.until(one.at).total('seconds') <= 300);
            return inside.length > 20 && inside.some((one) => one.at.equals(at));
          }),
        );
        expect([...crowdOf(all)].toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
      }),
      { numRuns: 50 },
    );
  });

  test('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { minLength: 21, maxLength: 40 }), (seconds) => {
        const all = openings(seconds);
        expect(crowdOf(all.toReversed())).toEqual(crowdOf(all));
      }),
    );
  });
});
