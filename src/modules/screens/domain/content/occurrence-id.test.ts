import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrenceId, startOfOccurrence } from './occurrences.ts';

test('the name of an occurrence tells when it begins, to the second', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 4_102_444_800 }), (event, group, seconds) => {
      const start = Temporal.Instant.fromEpochMilliseconds(seconds * 1_000);
      expect(startOfOccurrence(occurrenceId(event, start, group))?.equals(start)).toBe(true);
    }),
  );
});

test.each(['', 'default:7', '0199aaaa-0000-7000-8000-000000000000', '4711:20261121'])('"%s" is the name of none', (id) =>
  expect(startOfOccurrence(id)).toBeNull(),
);
