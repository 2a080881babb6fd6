import { expect, test } from 'vitest';
import { clockOf, inUseDays } from './in-use-days.ts';

const hours = (start: string, end: string, weekdays?: number[]) => ({
  start,
  end,
  timeZone: 'Europe/Berlin',
  ...(weekdays ? { weekdays } : {}),
});
const days = (window: ReturnType<typeof hours>, now: string) => inUseDays(window, 'Europe/Berlin', Temporal.Instant.from(now));

test('seven days from today by the clock of the server', () => {
  const week = days(hours('08:00', '22:00'), '2026-11-20T23:30:00Z');
  expect(week.map(({ date }) => date.toString())).toEqual(['21', '22', '23', '24', '25', '26', '27'].map((day) => `2026-11-${day}`));
  expect(week[0]?.stretches).toEqual([{ from: 480, until: 1320 }]);
});

test('an overnight window has two stretches a day', () => {
  expect(days(hours('22:00', '08:00'), '2026-11-21T12:00:00Z')[1]?.stretches).toEqual([
    { from: 0, until: 480 },
    { from: 1320, until: 1440 },
  ]);
});

test('a weekday window leaves the other days free', () => {
  const week = days(hours('08:00', '22:00', [1]), '2026-11-21T12:00:00Z');
  expect(week.map(({ stretches }) => stretches.length)).toEqual([0, 0, 1, 0, 0, 0, 0]);
});

test('the day of the clock change has 25 hours, and both passes share one place', () => {
  const [sunday] = days(hours('02:00', '02:30'), '2026-10-25T10:00:00Z');
  expect(sunday?.lengthHours).toBe(25);
  expect(sunday?.stretches).toEqual([{ from: 120, until: 150 }]);
});

test('a server always in use fills every day', () => {
  const week = inUseDays({ alwaysInUse: true }, 'Europe/Berlin', Temporal.Instant.from('2026-11-21T12:00:00Z'));
  expect(week.every(({ stretches }) => stretches.length === 1 && stretches[0]?.from === 0 && stretches[0].until === 1440)).toBe(true);
});

test.each([
  [0, '00:00'],
  [485, '08:05'],
  [1440, '24:00'],
])('minute %i is %s', (minute, clock) => expect(clockOf(minute)).toBe(clock));
