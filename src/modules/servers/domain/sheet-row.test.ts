import { describe, expect, test } from 'vitest';
import type { SheetCells } from './sheet.ts';
import { readRow } from './sheet-row.ts';

const read = (cells: SheetCells) => readRow({ name: 'web01', ...cells }, 'Europe/Berlin');

test('columns that are not there say nothing', () => {
  expect(read({})).toEqual({ row: { name: 'web01' }, faults: [] });
});

test('empty cells: as it is for a name and owners, none for the rest', () => {
  expect(
    read({ hostname: '', owners: '', ipAddress: '', schedule: '', maintainers: '', tags: '', mode: '', inUseFrom: '', inUseUntil: '' }),
  ).toEqual({
    row: { name: 'web01', ipAddress: null, schedule: null, maintainers: [], tags: [], modeOverride: null, serviceWindow: null },
    faults: [],
  });
});

test("hours in the site's zone where the line names none", () => {
  expect(read({ inUseFrom: '8:00', inUseUntil: '22:00:00', inUseDays: 'Mon-Fri' }).row.serviceWindow).toEqual({
    start: '08:00',
    end: '22:00',
    timeZone: 'Europe/Berlin',
    weekdays: [1, 2, 3, 4, 5],
  });
});

describe('what cannot be taken is told by its column', () => {
  test.each([
    ['a long name', { name: 'x'.repeat(121) }, 'name', 'servers.sheet_too_long'],
    ['NUL', { hostname: 'a\0' }, 'hostname', 'servers.sheet_unprintable'],
    ['turned writing', { tags: 'a; \u202eb' }, 'tags', 'servers.sheet_unprintable'],
    ['too many tags', { tags: Array.from({ length: 51 }, (_, at) => `t${at}`).join(';') }, 'tags', 'servers.sheet_too_many'],
    ['one edge only', { inUseFrom: '08:00', inUseUntil: '' }, 'inUseUntil', 'window.bad_time'],
    ['equal edges', { inUseFrom: '08:00', inUseUntil: '08:00' }, 'inUseUntil', 'window.edges_equal'],
    ['no such zone', { inUseFrom: '08:00', inUseUntil: '09:00', timeZone: 'Mars/Phobos' }, 'timeZone', 'window.unknown_zone'],
    ['no such day', { inUseFrom: '08:00', inUseUntil: '09:00', inUseDays: 'someday' }, 'inUseDays', 'servers.sheet_bad_weekdays'],
    ['no such mode', { mode: 'panic' }, 'mode', 'servers.sheet_bad_mode'],
    ['neither yes nor no', { alwaysInUse: 'perhaps' }, 'alwaysInUse', 'servers.sheet_bad_flag'],
    ['no instant', { lastUpdatedAt: '21.11.2026' }, 'lastUpdatedAt', 'servers.sheet_bad_instant'],
  ] as const)('%s', (_what, cells, column, code) => {
    expect(read(cells).faults).toMatchObject([{ column, code }]);
  });

  test('all of a line at once', () => {
    expect(read({ mode: 'panic', alwaysInUse: 'perhaps' }).faults).toHaveLength(2);
  });
});
