import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAfter, isBefore } from '../../../shared/time.ts';
import { windowStatusAt } from '../../../shared/window.ts';
import { type CalendarServer, calendarEntries } from './calendar.ts';

const at = (text: string) => Temporal.Instant.from(text);
const NOW = at('2026-11-21T12:00:00Z');
const hours = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5, 6, 7] };
const web01: CalendarServer = {
  id: 'web01',
  createdAt: at('2026-01-01T00:00:00Z'),
  lastUpdatedAt: at('2026-11-01T10:00:00Z'),
  rhythm: { intervalDays: 30, preferredWeekday: null },
  dueAt: at('2026-12-01T10:00:00Z'),
  hours,
  slots: [],
};
const shown = (server: CalendarServer) =>
  calendarEntries(server, NOW).map(({ kind, when }) => [kind, 'from' in when ? `${when.from} ${when.until}` : String(when)]);

test('the due day, and the safe hours after the suggested date', () => {
  expect(shown(web01)).toEqual([
    ['due', '2026-12-01'],
    ['suggested', '2026-12-01T21:00:00Z 2026-12-02T07:00:00Z'],
  ]);
});

test('overdue: its day stays, and the next safe hours are told', () => {
  expect(shown({ ...web01, lastUpdatedAt: at('2026-09-01T00:00:00Z'), dueAt: at('2026-10-01T00:00:00Z') })).toEqual([
    ['overdue', '2026-10-01'],
    ['suggested', '2026-11-21T21:00:00Z 2026-11-22T07:00:00Z'],
  ]);
});

test.each([
  ['hours that nobody knows', {}],
  ['always in use', { alwaysInUse: true }],
])('%s: the suggestion is a day', (_what, unknown) => {
  expect(shown({ ...web01, hours: unknown })).toEqual([
    ['due', '2026-12-01'],
    ['suggested', '2026-12-01'],
  ]);
});

test('a planned slot takes the place of the suggestion', () => {
  const slot = { id: 's1', startsAt: at('2026-11-30T21:00:00Z'), endsAt: at('2026-11-30T22:00:00Z'), changedAt: NOW };
  expect(shown({ ...web01, slots: [slot] })).toEqual([
    ['due', '2026-12-01'],
    ['slot', '2026-11-30T21:00:00Z 2026-11-30T22:00:00Z'],
  ]);
});

test('without a schedule there is nothing to say', () => {
  expect(shown({ ...web01, rhythm: null, dueAt: null })).toEqual([]);
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);

test('suggested hours are safe, lie ahead, and have uids of their own', () => {
  fc.assert(
    fc.property(
      fc.record({ start: clock, end: clock, weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }) }),
      fc.integer({ min: 0, max: 400 * 24 }),
      fc.integer({ min: 1, max: 90 }),
      ({ start, end, weekdays }, hoursOn, intervalDays) => {
        fc.pre(start !== end);
        const now = at('2026-01-01T00:00:00Z').add({ hours: hoursOn });
        const lastUpdatedAt = now.subtract({ hours: 24 * 10 });
        const window = { start, end, timeZone: 'Europe/Berlin', weekdays };
        const server = { ...web01, lastUpdatedAt, hours: window, rhythm: { intervalDays, preferredWeekday: null } };
        const entries = calendarEntries(server, now);
        expect(new Set(entries.map(({ uid }) => uid)).size).toBe(entries.length);
        for (const { when } of entries) {
          if (!('from' in when)) continue;
          expect(isAfter(when.until, now) && isBefore(when.from, when.until)).toBe(true);
          expect(windowStatusAt(window, when.from)).toBe('safe');
          expect(windowStatusAt(window, when.until)).toBe('risky');
        }
      },
    ),
    { numRuns: 300 },
  );
});
