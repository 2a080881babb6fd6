import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardedCell, unguardedCell } from '../../../shared/sheet-cell.ts';
import { columnOf, joinCell, readClock, readFlag, readInstant, readWeekdays, splitCell, weekdayCell } from './sheet.ts';

test.each([
  ['ipAddress', 'ipAddress'],
  ['IP address', 'ipAddress'],
  [' last_updated-at ', 'lastUpdatedAt'],
  ['adress', null],
  ['', null],
])('the heading %j is the column %s', (heading, column) => {
  expect(columnOf(heading)).toBe(column);
});

const nasty = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', ';', '\\', 'a', ' ', '"', '\n') });

test('no cell is a formula, and each is read as it was', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(guardedCell(text)).not.toMatch(/^[=+\-@\t\r]/);
      expect(unguardedCell(guardedCell(text))).toBe(text);
    }),
  );
});

test('a text that a person wrote with an apostrophe is theirs', () => {
  expect(unguardedCell("'tis")).toBe("'tis");
});

test('texts of one cell are read as they were', () => {
  fc.assert(
    fc.property(fc.array(nasty.map((text) => text.trim()).filter((text) => text !== '')), (texts) => {
      expect(splitCell(joinCell(texts))).toEqual(texts);
    }),
  );
});

describe('weekdays', () => {
  test.each([
    ['', [1, 2, 3, 4, 5, 6, 7]],
    ['Mon-Fri', [1, 2, 3, 4, 5]],
    ['monday, Wednesday', [1, 3]],
    ['Sat – Mon', [1, 6, 7]],
    ['5;1', [1, 5]],
    ['Mo', null],
    ['8', null],
    ['Mon-', null],
    ['Mon-Tue-Wed', null],
  ])('%j', (cell, days) => {
    expect(readWeekdays(cell)).toEqual(days);
  });

  test('are read as they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (days) => {
        expect(readWeekdays(weekdayCell(days))).toEqual(days.toSorted());
      }),
    );
  });
});

test.each([
  ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00Z'],
  ['2026-11-21T08:00:00+01:00', '2026-11-21T07:00:00Z'],
  ['2026-11-21', '2026-11-20T23:00:00Z'],
  ['2026-11-21 8:30', '2026-11-21T07:30:00Z'],
  ['2026-03-29 02:30', '2026-03-29T01:30:00Z'],
  ['21.11.2026', null],
  ['2026-02-30', null],
  ['yesterday', null],
  ['2026-11-21T25:00:00Z', null],
])('the instant of %j in Berlin is %s', (cell, instant) => {
  expect(readInstant(cell, 'Europe/Berlin')?.toString() ?? null).toBe(instant);
});

test.each([
  ['8:00', '08:00'],
  ['08:00:00', '08:00'],
  ['24:00', '24:00'],
  ['noon', 'noon'],
])('the clock %j is %j', (cell, clock) => {
  expect(readClock(cell)).toBe(clock);
});

test.each([
  ['yes', true],
  ['WAHR', true],
  ['', false],
  ['maybe', null],
])('the flag %j is %s', (cell, flag) => {
  expect(readFlag(cell)).toBe(flag);
});
