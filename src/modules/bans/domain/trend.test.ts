import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trendOf } from './trend.ts';

const edges = (from: string, to: string, zone: string): readonly string[] => {
  const trend = trendOf(Temporal.Instant.from(from), Temporal.Instant.from(to), zone);
  return trend.ok ? trend.value.edges.map(String) : [trend.code];
};

test.each([
  ['2026-11-20T12:30:00Z', '2026-11-20T15:00:00Z', 'UTC', ['12:30', '13:00', '14:00', '15:00']],
  // The hour that is there twice: at 01:00 UTC clocks in Berlin go back from three to two.
  ['2026-10-25T00:00:00Z', '2026-10-25T03:00:00Z', 'Europe/Berlin', ['00:00', '01:00', '02:00', '03:00']],
  // Half an hour of a shift: at 15:00 UTC clocks on Lord Howe go back from two to half past one.
  ['2026-04-04T13:30:00Z', '2026-04-04T17:00:00Z', 'Australia/Lord_Howe', ['13:30', '14:00', '15:00', '15:30', '16:30', '17:00']],
])('hours from %s to %s in %s', (from, to, zone, times) => {
  expect(edges(from, to, zone).map((edge) => edge.slice(11, 16))).toEqual(times);
});

test("a day is the zone's, 23 or 25 hours long where its clocks change", () => {
  expect(edges('2026-03-28T12:00:00Z', '2026-04-02T00:00:00Z', 'Europe/Berlin')).toEqual([
    ...['2026-03-28T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z', '2026-03-31T22:00:00Z'],
    ...['2026-04-01T22:00:00Z', '2026-04-02T00:00:00Z'],
  ]);
});

test('weeks begin on Monday', () => {
  const weeks = edges('2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', 'UTC').slice(1, -1);
  expect(weeks.every((edge) => Temporal.Instant.from(edge).toZonedDateTimeISO('UTC').dayOfWeek === 1)).toBe(true);
});

test.each([
  ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z', 'UTC', 'bans.range_backwards'],
  ['2026-11-20T12:00:00Z', '2026-11-19T12:00:00Z', 'UTC', 'bans.range_backwards'],
  ['0001-01-01T00:00:00Z', '9999-01-01T00:00:00Z', 'UTC', 'bans.range_too_long'],
  ['2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z', 'Mars/Phobos', 'bans.unknown_zone'],
  ['2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z', '+02:00', 'bans.unknown_zone'],
])('%s to %s in %s is refused', (from, to, zone, code) => {
  expect(edges(from, to, zone)).toEqual([code]);
});

test('buckets follow each other from the first instant to the last, in every zone (property)', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')));
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
  const lengths = fc.integer({ min: 1, max: 86_400 * 366 * 10 });
  fc.assert(
    fc.property(seconds, lengths, zones, (start, length, zone) => {
      const from = Temporal.Instant.fromEpochMilliseconds(start * 1_000);
      const trend = trendOf(from, from.add({ seconds: length }), zone);
      if (!trend.ok) throw new Error(trend.code);
      const all = trend.value.edges.map((edge) => edge.epochMilliseconds);
      expect(all[0]).toBe(start * 1_000);
      expect(all.at(-1)).toBe((start + length) * 1_000);
      for (const [at, edge] of all.slice(1).entries()) expect(edge).toBeGreaterThan(all[at] ?? Number.POSITIVE_INFINITY);
      expect(all.length).toBeLessThan(540);
    }),
    { numRuns: 500 },
  );
});
