import { expect, test } from 'vitest';
import { dayIn } from './day.ts';

test.each([
  ['24.12.2026', '2026-12-24'],
  [' 1.2.2027 ', '2027-02-01'],
  ['11/12/2026', '2026-12-11'],
  ['2026-12-24', '2026-12-24'],
  ['31.04.2026', null],
  ['12/24/2026', null],
  ['Christmas', null],
  ['', null],
])('%j is %s: the day stands before the month', (text, day) => {
  expect(dayIn(text)).toBe(day);
});
