import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf, draggedTo, percentOf, seenPart } from './span.ts';

const at = (text: string) => Temporal.Instant.from(text);
const week = { from: at('2026-10-19T22:00:00Z'), until: at('2026-10-26T23:00:00Z') };

test('the head of a week in Berlin names seven midnights, also where the clock is put back', () => {
  const days = daysOf(week, 'Europe/Berlin').map((day) => day.toZonedDateTimeISO('Europe/Berlin').toPlainDate().toString());
  expect(days).toEqual(['2026-10-20', '2026-10-21', '2026-10-22', '2026-10-23', '2026-10-24', '2026-10-25', '2026-10-26']);
});

test('a day of 25 hours is drawn longer than the others', () => {
  const edges = [...daysOf(week, 'Europe/Berlin'), week.until].map((day) => percentOf(day, week));
  const widths = edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
  expect(widths[5]).toBeCloseTo((25 / 169) * 100);
  expect(widths[0]).toBeCloseTo((24 / 169) * 100);
});

test('of a stretch only what lies in the picture is seen', () => {
  expect(seenPart({ from: at('2026-10-01T00:00:00Z'), until: at('2026-10-02T00:00:00Z') }, week)).toBeNull();
  expect(seenPart({ from: at('2026-10-01T00:00:00Z'), until: at('2026-12-02T00:00:00Z') }, week)).toEqual({ left: 0, width: 100 });
});

test('a drag lands on a whole step, next to where it was let go', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: 100, max: 2_000 }), (pixels, widthPixels) => {
      const start = at('2026-10-22T01:07:00Z');
      const landed = draggedTo(start, pixels, { widthPixels, span: week, stepMinutes: 15 });
      expect(landed.epochMilliseconds % (15 * 60_000)).toBe(0);
      const exact = percentOf(start, week) + (pixels / widthPixels) * 100;
      expect(Math.abs(percentOf(landed, week) - exact)).toBeLessThanOrEqual((7.5 / (169 * 60)) * 100 + 1e-9);
    }),
  );
});
