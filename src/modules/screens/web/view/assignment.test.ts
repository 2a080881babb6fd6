import { expect, test } from 'vitest';
import { assignments, placesOf } from './assignment.ts';

test('the way back knows each group and those that were in none', () => {
  const hall = { id: 'hall', name: 'Hall', number: 1, isActive: true };
  expect(
    placesOf([
      { id: 'a', group: hall },
      { id: 'b', group: null },
      { id: 'c', group: hall },
    ]),
  ).toEqual([
    { groupId: 'hall', ids: ['a', 'c'] },
    { groupId: null, ids: ['b'] },
  ]);
});

test('more screens than the console takes at once go in parts', () => {
  const ids = Array.from({ length: 1_001 }, (_none, index) => String(index));
  expect(assignments(ids).map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(assignments(ids).flat()).toEqual(ids);
  expect(assignments([])).toEqual([]);
});
