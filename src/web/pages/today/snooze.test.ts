import { expect, test } from 'vitest';
import { snoozeUntil } from './snooze.ts';

const saturday = Temporal.Instant.from('2026-11-21T13:12:00Z');

test.each([
  ['hour', '2026-11-21T14:12:00Z'],
  ['tomorrow', '2026-11-22T07:00:00Z'],
  ['week', '2026-11-23T07:00:00Z'],
  ['safe', 'safe'],
] as const)('on a Saturday afternoon in Berlin, %s is %s', (preset, until) => {
  expect(snoozeUntil(preset, saturday, 'Europe/Berlin')).toBe(until);
});

test('on a Monday, next week is seven days ahead', () => {
  expect(snoozeUntil('week', Temporal.Instant.from('2026-11-23T12:00:00Z'), 'UTC')).toBe('2026-11-30T08:00:00Z');
});

test('tomorrow at eight is eight by the clock after the night in which it is put forward', () => {
  expect(snoozeUntil('tomorrow', Temporal.Instant.from('2026-03-28T12:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29T06:00:00Z');
});
