import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBefore } from '../../../shared/time.ts';
import { checkFreezeTime, periodOfDays } from './freeze.ts';

const at = (text: string) => Temporal.Instant.from(text);
const day = (text: string) => Temporal.PlainDate.from(text);

test('whole local days, the last one included', () => {
  const days = { firstDay: '2026-12-24', lastDay: '2026-12-26', timeZone: 'Europe/Berlin' };
  expect(checkFreezeTime(days)).toMatchObject({
    ok: true,
    value: { period: { from: at('2026-12-23T23:00Z'), until: at('2026-12-26T23:00Z') } },
  });
});

test.each([
  ['a day on which clocks go forward has 23 hours', '2026-03-29', 'Europe/Berlin', 23],
  ['a day on which clocks go back has 25 hours', '2026-10-25', 'Europe/Berlin', 25],
  ['a day that begins at one', '2026-09-06', 'America/Santiago', 23],
  ['half an hour more', '2026-04-05', 'Australia/Lord_Howe', 24.5],
] as const)('%s', (_what, text, timeZone, hours) => {
  const { from, until } = periodOfDays({ firstDay: day(text), lastDay: day(text), timeZone });
  expect(until.since(from).total('hours')).toBe(hours);
});

test.each([
  ['nothing', {}, 'servers.freeze_unclear'],
  ['half a pair', { from: at('2026-12-24T00:00Z') }, 'servers.freeze_unclear'],
  ['days without a zone', { firstDay: '2026-12-24', lastDay: '2026-12-26' }, 'servers.freeze_unclear'],
  ['both kinds', { from: at('2026-12-24T00:00Z'), until: at('2026-12-25T00:00Z'), timeZone: 'UTC' }, 'servers.freeze_unclear'],
  ['an unknown zone', { firstDay: '2026-12-24', lastDay: '2026-12-26', timeZone: 'Mars/Phobos' }, 'window.unknown_zone'],
  ['an end before the beginning', { from: at('2026-12-25T00:00Z'), until: at('2026-12-24T00:00Z') }, 'servers.freeze_backwards'],
  ['no length', { from: at('2026-12-25T00:00Z'), until: at('2026-12-25T00:00Z') }, 'servers.freeze_backwards'],
  ['days the wrong way round', { firstDay: '2026-12-26', lastDay: '2026-12-24', timeZone: 'UTC' }, 'servers.freeze_backwards'],
  ['for ever', { from: at('2026-12-25T00:00Z'), until: at('2036-12-25T00:00Z') }, 'servers.freeze_backwards'],
  ['a day that the zone skipped', { firstDay: '2011-12-30', lastDay: '2011-12-30', timeZone: 'Pacific/Apia' }, 'servers.freeze_backwards'],
])('%s is refused', (_what, input, code) => {
  expect(checkFreezeTime(input)).toMatchObject({ ok: false, code });
});

test('every instant of every day of it lies inside, and the instants before and after do not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 20 }),
      (timeZone, start, length) => {
        const firstDay = day(start.toISOString().slice(0, 10));
        const { from, until } = periodOfDays({ firstDay, lastDay: firstDay.add({ days: length }), timeZone });
        const dayAt = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
        expect(isBefore(from, until)).toBe(true);
        expect(dayAt(from)).toBe(firstDay.toString());
        expect(dayAt(from.subtract({ milliseconds: 1 }))).toBe(firstDay.subtract({ days: 1 }).toString());
        expect(dayAt(until)).toBe(firstDay.add({ days: length + 1 }).toString());
        expect(dayAt(until.subtract({ milliseconds: 1 }))).toBe(firstDay.add({ days: length }).toString());
      },
    ),
  );
});
