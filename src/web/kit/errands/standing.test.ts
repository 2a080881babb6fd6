import { expect, test } from 'vitest';
import { countKeyOf, markOfErrand, percentOf } from './standing.ts';

test.each([
  ['a fifth', 4_200, 21_000, 20],
  ['nothing yet', 0, 21_000, 0],
  ['of nothing', 0, 0, 100],
  ['more than there should be', 21_001, 21_000, 100],
  ['of nobody knows how many', 4_200, null, null],
] as const)('%s', (_what, done, total, percent) => {
  expect(percentOf({ done, total })).toBe(percent);
});

test.each([
  ['waiting', 0, 21_000, 'waits'],
  ['running', 0, 21_000, 'ofTotal'],
  ['running', 0, null, null],
  ['running', 7, null, 'soFar'],
  ['interrupted', 7, 21_000, 'ofTotal'],
] as const)('%s with %s of %s says %s', (state, done, total, key) => {
  expect(countKeyOf({ state, done, total })).toBe(key);
});

test('what is over has a mark, and what is not has a bar', () => {
  expect(markOfErrand('running')).toBeNull();
  expect(markOfErrand('waiting')).toBeNull();
  expect((['succeeded', 'failed', 'canceled', 'interrupted'] as const).map(markOfErrand)).toEqual(['ok', 'critical', 'off', 'warning']);
});
