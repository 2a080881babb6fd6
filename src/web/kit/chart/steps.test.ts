import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STEPS, stepOf } from './steps.ts';

test.each([
  ['nothing', 0, 1_000, 0],
  ['the smallest', 1, 1_000, 1],
  ['the largest', 1_000, 1_000, STEPS],
  ['the only one', 1, 1, STEPS],
])('%s (%i of %i) has the shade %i', (_what, figure, largest, step) => {
  expect(stepOf(figure, largest)).toBe(step);
});

test('more is never paler, and whatever is there is seen', () => {
  const figures = fc.integer({ min: 1, max: 10_000_000 });
  fc.assert(
    fc.property(figures, figures, figures, (a, b, c) => {
      const [low = 1, middle = 1, high = 1] = [a, b, c].sort((one, other) => one - other);
      expect(stepOf(low, high)).toBeLessThanOrEqual(stepOf(middle, high));
      expect(stepOf(low, high)).toBeGreaterThanOrEqual(1);
    }),
  );
});
