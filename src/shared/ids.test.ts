import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from './ids.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const instants = fc.integer({ min: 0, max: 253_402_300_799_999 }).map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

test('an id is a UUIDv7 that carries its instant', () => {
  fc.assert(
    fc.property(instants, (instant) => {
      const id = newId(instant);
      expect(id).toMatch(UUID_V7);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(instant.epochMilliseconds);
    }),
  );
});

test('ids of later instants sort later', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 1_000_000 }), (instant, later) => {
      expect(newId(instant) < newId(instant.add({ milliseconds: later }))).toBe(true);
    }),
  );
});

test('a thousand ids of one millisecond are in the order in which they were made', () => {
  const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
  const ids = Array.from({ length: 1_000 }, () => newId(now));
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(1_000);
});
