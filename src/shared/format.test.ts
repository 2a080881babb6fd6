import { expect, test } from 'vitest';
import { countryName, distanceTo, formatBytes, formatClock, formatInstant, weekdayNames } from './format.ts';

const now = Temporal.Instant.from('2026-11-21T13:12:00Z').epochMilliseconds;

test.each([
  ['2026-11-21T13:11:30Z', { unit: 'now', count: 0, isPast: true }],
  ['2026-11-21T12:13:00Z', { unit: 'minutes', count: 59, isPast: true }],
  ['2026-11-21T11:12:00Z', { unit: 'hours', count: 2, isPast: true }],
  ['2026-11-22T21:00:00Z', { unit: 'hours', count: 31, isPast: false }],
  ['2026-11-24T13:12:00Z', { unit: 'days', count: 3, isPast: false }],
  ['2027-06-01T00:00:00Z', { unit: 'date', count: 191, isPast: false }],
] as const)('%s is told in its largest sensible unit', (instant, distance) => {
  expect(distanceTo(instant, now)).toEqual(distance);
});

test('the clock has 24 hours in both languages, and midnight is 00', () => {
  expect(formatClock('2026-11-21T23:05:00Z', 'en', 'Europe/Berlin')).toBe('00:05');
  expect(formatClock('2026-11-21T14:05:00Z', 'de', 'America/New_York')).toBe('09:05');
  expect(formatInstant('2026-11-21T13:12:00Z', 'en', 'Europe/Berlin')).toBe('21 Nov 2026, 14:12');
  expect(formatInstant('2026-11-21T13:12:00Z', 'de', 'Europe/Berlin')).toBe('21.11.2026, 14:12');
});

test('weeks begin on Monday', () => {
  expect(weekdayNames('en', 'long')[0]).toBe('Monday');
  expect(weekdayNames('de', 'short')).toEqual(['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So']);
});

test('bytes are told in powers of 1,024', () => {
  expect(formatBytes(0, 'en')).toBe('0 B');
  expect(formatBytes(13_000_000, 'en')).toBe('12.4 MiB');
  expect(formatBytes(13_000_000, 'de')).toBe('12,4 MiB');
});

test.each([
  ['DE', 'en', 'Germany'],
  ['DE', 'de', 'Deutschland'],
  ['ZZ', 'en', 'Unknown Region'],
  ['nowhere', 'en', 'nowhere'],
])('the country %s in %s is %s', (code, language, name) => {
  expect(countryName(code, language)).toBe(name);
});
