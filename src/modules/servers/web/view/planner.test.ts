import { expect, test } from 'vitest';
import type { Freeze, Slot } from '../../contract/plan-shapes.ts';
import { dropText } from './drop.ts';
import { barOf, shadesOf, weekFrom } from './planner.ts';
import type { Reader } from './reader.ts';

const now = Temporal.Instant.from('2026-10-23T10:00:00Z');
const reader: Reader = { t: (key, params) => `${key} ${JSON.stringify(params ?? {})}`, language: 'en', zone: 'Europe/Berlin', now };
const site = { id: 'site', name: 'Office' };
const server = {
  ...{ id: 'web01', site, alwaysInUse: false, maintenance: null },
  updateSchedule: { id: 'weekly', name: 'Weekly', intervalDays: 7, preferredWeekday: null },
  serviceWindow: { start: '08:00', end: '18:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5] },
};
const freeze = (of: Partial<Freeze>): Freeze => ({
  ...{ id: 'f', name: 'Fair', site, schedule: null, server: null, from: '2026-10-24T00:00:00Z', until: '2026-10-25T00:00:00Z' },
  ...{ firstDay: null, lastDay: null, timeZone: null, version: 1, ...of },
});

test('a week begins today on the reader’s wall clock and has 169 hours where the clock is put back', () => {
  const week = weekFrom(undefined, reader);
  expect(week.first.toString()).toBe('2026-10-23');
  expect(week.from.until(week.until).total('hours')).toBe(169);
});

test('hours in use are shaded day by day, on working days only', () => {
  const shades = shadesOf(server, [], weekFrom('2026-10-23', reader));
  expect(shades.map(({ kind, from }) => `${kind} ${from}`)).toEqual([
    'busy 2026-10-23T06:00:00Z',
    'busy 2026-10-26T07:00:00Z',
    'busy 2026-10-27T07:00:00Z',
    'busy 2026-10-28T07:00:00Z',
    'busy 2026-10-29T07:00:00Z',
  ]);
});

test.each([
  ['the whole site', {}, true],
  ['another site', { site: { id: 'other', name: 'Other' } }, false],
  ['its schedule', { schedule: { id: 'weekly', name: 'Weekly' } }, true],
  ['another schedule', { schedule: { id: 'monthly', name: 'Monthly' } }, false],
  ['itself', { server: { id: 'web01', name: 'web01' } }, true],
  ['another server', { server: { id: 'web02', name: 'web02' } }, false],
])('a freeze of %s is shown at the server: %#', (_what, of, isShown) => {
  const closed = shadesOf({ ...server, serviceWindow: null }, [freeze(of)], weekFrom('2026-10-23', reader));
  expect(closed.some(({ kind }) => kind === 'closed')).toBe(isShown);
});

test('only what has not started and may be touched can be moved', () => {
  const slot = { id: 's', server: { id: 'web01', name: 'web01' }, startsAt: '2026-10-24T01:00:00Z', endsAt: '2026-10-24T02:00:00Z' };
  const bar = (of: Partial<Slot>) => barOf({ isLate: false, mayAct: true, state: 'planned', ...slot, ...of } as Slot, null, reader);
  expect(bar({}).isMovable).toBe(true);
  expect(bar({ state: 'started' }).isMovable).toBe(false);
  expect(bar({ mayAct: false }).isMovable).toBe(false);
  expect(bar({ isLate: true }).tone).toBe('late');
});

test('a refused drop says until when, and what has no figures is left to the refusal’s own sentence', () => {
  const text = dropText({ code: 'servers.slot_in_use', params: { until: '2026-10-23T16:00:00Z' } }, 'Europe/Berlin', reader);
  expect(text).toContain('drop.inUse');
  expect(text).toContain('18:00');
  expect(dropText({ code: 'servers.slot_closed', params: {} }, null, reader)).toBeNull();
});
