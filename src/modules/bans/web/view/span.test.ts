import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanOf } from './span.ts';

test.each([
  [0, { unit: 'seconds', figure: 0 }],
  [59, { unit: 'seconds', figure: 59 }],
  [600, { unit: 'minutes', figure: 10 }],
  [129_600, { unit: 'hours', figure: 36 }],
  [604_800, { unit: 'days', figure: 7 }],
] as const)('%i seconds are told as %o', (seconds, span) => {
  expect(spanOf(seconds)).toEqual(span);
});

test('no second is lost', () => {
  const lengths = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };
  fc.assert(
    fc.property(fc.nat(), (seconds) => {
      const { unit, figure } = spanOf(seconds);
      expect(figure * lengths[unit]).toBe(seconds);
    }),
  );
});
