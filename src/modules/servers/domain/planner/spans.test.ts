import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTo, firstStart, firstStartBeside, type Span, subtract, union } from './spans.ts';

const span = fc.record({ from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 12 }) }).map(
  ({ from, length }): Span => ({
    from,
    until: from + length,
  }),
);
const spans = fc.array(span, { maxLength: 8 });

test('the first start beside what is taken is the first one in what is left of the free time', () => {
  fc.assert(
    fc.property(spans.map(union), spans.map(union), fc.integer({ min: 1, max: 9 }), span, (free, taken, length, within) => {
      expect(firstStartBeside(free, taken, length, within)).toBe(firstStart(subtract(free, taken), length, within));
    }),
    { numRuns: 2_000 },
  );
});

test('spans added one by one are their union', () => {
  fc.assert(
    fc.property(spans, (all) => {
      const added: Span[] = [];
      for (const each of all) addTo(added, each);
      expect(added).toEqual(union(all));
    }),
    { numRuns: 1_000 },
  );
});
