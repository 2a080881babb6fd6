import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAfter, isBefore } from '../../../shared/time.ts';
import {
  daysSince,
  dueAt,
  suggestedMilliseconds,
  suggestedUpdateAt,
  type UpdateRhythm,
  updateStatusAt,
  warningDays,
  warnsAt,
} from './update-status.ts';

const at = (text: string) => Temporal.Instant.from(text);
const every = (intervalDays: number, preferredWeekday: number | null = null): UpdateRhythm => ({ intervalDays, preferredWeekday });

const anyRhythm = fc.record({
  intervalDays: fc.integer({ min: 1, max: 3_650 }),
  preferredWeekday: fc.option(fc.integer({ min: 1, max: 7 }), { nil: null }),
});
const anyInstant = fc
  .integer({ min: Date.UTC(2000, 0), max: Date.UTC(2050, 0) })
  .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));

describe('status', () => {
  test.each([
    [1, 1],
    [2, 1],
    [5, 1],
    [6, 2],
    [7, 2],
    [14, 3],
    [15, 3],
    [30, 6],
    [35, 7],
    [60, 12],
    [90, 18],
    [365, 73],
  ])('an interval of %s days warns %s days ahead', (interval, days) => expect(warningDays(interval)).toBe(days));

  test.each([
    ['2026-01-24T23:59:59Z', 'ok'],
    ['2026-01-25T00:00:00Z', 'due'],
    ['2026-01-31T00:00:00Z', 'due'],
    ['2026-01-31T00:00:00.001Z', 'overdue'],
  ] as const)('30 days after 1 January, at %s: %s', (now, status) => {
    expect(updateStatusAt(at('2026-01-01T00:00Z'), every(30), at(now))).toBe(status);
  });

  test('with an interval of one day a server is due at the instant of its update', () => {
    expect(updateStatusAt(at('2026-01-01T00:00Z'), every(1), at('2026-01-01T00:00Z'))).toBe('due');
  });

  test('never updated is overdue, without instants', () => {
    expect(updateStatusAt(null, every(30), at('2026-01-01T00:00Z'))).toBe('overdue');
    expect(dueAt(null, every(30))).toBeNull();
    expect(daysSince(null, at('2026-01-01T00:00Z'))).toBeNull();
    expect(suggestedUpdateAt(null, every(30, 3), 'UTC')).toBeNull();
  });

  test('without a schedule a server is unscheduled, updated or not, and never ok', () => {
    expect(updateStatusAt(null, null, at('2026-01-01T00:00Z'))).toBe('unscheduled');
    expect(updateStatusAt(at('2026-01-01T00:00Z'), null, at('2026-01-01T00:00Z'))).toBe('unscheduled');
    expect(dueAt(at('2026-01-01T00:00Z'), null)).toBeNull();
  });

  test('status only ever moves from ok to due to overdue', () => {
    const rank = { ok: 0, due: 1, overdue: 2, unscheduled: 3 };
    fc.assert(
      fc.property(anyRhythm, anyInstant, anyInstant, anyInstant, (rhythm, updated, a, b) => {
        const [early, late] = isBefore(a, b) ? [a, b] : [b, a];
        expect(rank[updateStatusAt(updated, rhythm, early)]).toBeLessThanOrEqual(rank[updateStatusAt(updated, rhythm, late)]);
      }),
    );
  });

  test('the edges are exact to the millisecond', () => {
    fc.assert(
      fc.property(anyRhythm, anyInstant, (rhythm, updated) => {
        const due = dueAt(updated, rhythm);
        const warns = warnsAt(updated, rhythm);
        if (due === null || warns === null) throw new Error('a scheduled, updated server has both');
        expect(updateStatusAt(updated, rhythm, warns.subtract({ milliseconds: 1 }))).toBe('ok');
        expect(updateStatusAt(updated, rhythm, warns)).toBe('due');
        expect(updateStatusAt(updated, rhythm, due)).toBe('due');
        expect(updateStatusAt(updated, rhythm, due.add({ milliseconds: 1 }))).toBe('overdue');
      }),
    );
  });

  test.each([
    ['2026-01-02T23:59:59.999Z', 1],
    ['2026-01-03T00:00:00Z', 2],
    ['2025-12-31T00:00:00Z', 0],
  ])('days since 1 January at %s: %s', (now, days) => expect(daysSince(at('2026-01-01T00:00Z'), at(now))).toBe(days));
});

describe('suggested date', () => {
  test.each([
    ['a Wednesday between warning and due', 30, 3, 'UTC', '2026-01-28T00:00:00Z'],
    ['no preference', 30, null, 'UTC', '2026-01-31T00:00:00Z'],
    ['the weekday of the server’s own zone', 30, 3, 'Pacific/Auckland', '2026-01-27T11:00:00Z'],
    ['an unknown zone counts as UTC', 30, 3, 'Mars/Phobos', '2026-01-28T00:00:00Z'],
    ['the day of the due instant itself', 30, 6, 'UTC', '2026-01-31T00:00:00Z'],
    ['the running day, from the warning on', 30, 7, 'Europe/Berlin', '2026-01-25T00:00:00Z'],
    ['none in between: the last one before', 14, 7, 'UTC', '2026-01-11T00:00:00Z'],
    ['none in between and none since the update: due', 5, 3, 'UTC', '2026-01-06T00:00:00Z'],
  ] as const)('%s', (_what, interval, weekday, zone, expected) => {
    expect(suggestedUpdateAt(at('2026-01-01T00:00Z'), every(interval, weekday), zone)?.toString()).toBe(expected);
  });

  test('it lies after the last update, never after the due instant, and on the preferred weekday unless it is the due instant', () => {
    fc.assert(
      fc.property(anyRhythm, anyInstant, fc.constantFrom(...Intl.supportedValuesOf('timeZone')), (rhythm, updated, zone) => {
        const due = dueAt(updated, rhythm);
        const suggested = suggestedUpdateAt(updated, rhythm, zone);
        if (due === null || suggested === null) throw new Error('a scheduled, updated server has both');
        // With an interval of one day the warning starts with the update itself.
        expect(isBefore(suggested, updated)).toBe(false);
        expect(isAfter(suggested, due)).toBe(false);
        if (rhythm.preferredWeekday === null) expect(suggested.equals(due)).toBe(true);
        else if (!suggested.equals(due)) expect(suggested.toZonedDateTimeISO(zone).dayOfWeek).toBe(rhythm.preferredWeekday);
      }),
    );
  });

  test('with five weeks or more there is always a preferred weekday between warning and due', () => {
    const long = fc.record({ intervalDays: fc.integer({ min: 35, max: 3_650 }), preferredWeekday: fc.integer({ min: 1, max: 7 }) });
    fc.assert(
      fc.property(long, anyInstant, (rhythm, updated) => {
        const suggested = suggestedUpdateAt(updated, rhythm, 'Europe/Berlin');
        expect(suggested?.toZonedDateTimeISO('Europe/Berlin').dayOfWeek).toBe(rhythm.preferredWeekday);
      }),
    );
  });
});

test('in milliseconds the suggestion is the same instant, in every zone and around every change of its clock', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'No/Zone',
  ];
  fc.assert(
    fc.property(anyRhythm, anyInstant, fc.option(fc.constantFrom(...zones), { nil: null }), (rhythm, updated, zone) => {
      const expected = suggestedUpdateAt(updated, rhythm, zone);
      expect(suggestedMilliseconds(updated.epochMilliseconds, rhythm, zone)).toBe(expected?.epochMilliseconds);
    }),
    { numRuns: 2_000 },
  );
});
