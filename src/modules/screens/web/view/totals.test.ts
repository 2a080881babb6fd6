import { expect, test } from 'vitest';
import { listInput, NO_GROUP, statesOf } from './filters.ts';
import { listHref } from './href.ts';
import { countsByNeed, total } from './totals.ts';

const counts = { offline: 1, critical: 0, warning: 0, healthy: 2, off: 0, new: 1 };

test('states are counted worst first, and those of no screen left out', () => {
  expect(countsByNeed(counts)).toEqual([
    { state: 'offline', count: 1 },
    { state: 'new', count: 1 },
    { state: 'healthy', count: 2 },
  ]);
  expect(total(counts)).toBe(4);
});

test('states that there are not are left out', () => expect(statesOf('offline,gone,,healthy')).toEqual(['offline', 'healthy']));

test('a card leads to the table of just its screens', () => {
  expect(listHref({ group: 'hall', state: undefined })).toBe('/screens/list?group=hall');
  expect(listHref({ group: NO_GROUP, state: 'offline,new' })).toBe('/screens/list?group=none&state=offline%2Cnew');
});

test.each([
  [{}, {}],
  [{ state: 'offline,new' }, { state: 'offline,new' }],
  [
    { group: NO_GROUP, q: 'c' },
    { unassigned: 'true', q: 'c' },
  ],
  [{ group: 'hall' }, { groupId: 'hall' }],
])('%j asks for %j', (filters, input) => expect(listInput(filters)).toEqual(input));
