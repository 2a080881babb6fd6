import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endingOf, hasExpired, isFlapping, remember } from './life.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');
const minute = (minutes: number) => start.add({ minutes });

describe('flapping', () => {
  test.each([
    ['two openings', [0, 30], 40, false],
    ['three within an hour', [0, 30, 60], 70, true],
    ['three in exactly 24 hours', [0, 30, 1440], 1440, true],
    ['the first a minute too long ago', [0, 30, 1440], 1441, false],
  ])('%s', (_what, openings, now, expected) => {
    expect(isFlapping(openings.map(minute), minute(now))).toBe(expected);
  });

  test('is the same whether all openings are remembered or the last three', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4_000), { minLength: 1, maxLength: 12 }), fc.nat(2_000), (gaps, wait) => {
        const all = gaps.toSorted((a, b) => a - b).map(minute);
        const kept = all.reduce<readonly Temporal.Instant[]>((openings, at) => remember(openings, at), []);
        const now = (all.at(-1) ?? start).add({ minutes: wait });
        const lastDay = all.filter((at) => Temporal.Instant.compare(at, now.subtract({ hours: 24 })) >= 0);
        expect(isFlapping(kept, now)).toBe(lastDay.length >= 3);
      }),
    );
  });
});

describe('an ending', () => {
  test('closes at once what does not flap', () => {
    expect(endingOf([minute(0)], minute(10))).toEqual({ do: 'close' });
  });

  test('holds what flaps for two quiet hours', () => {
    expect(endingOf([minute(0), minute(10), minute(20)], minute(30))).toEqual({ do: 'hold', closesAt: minute(150) });
  });

  test.each([
    ['before', 149, false],
    ['at', 150, true],
    ['after', 151, true],
  ])('has come %s the last quiet minute: %s', (_when, now, expected) => {
    expect(hasExpired(minute(150), minute(now))).toBe(expected);
  });
});
