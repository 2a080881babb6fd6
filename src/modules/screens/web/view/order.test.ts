import { expect, test } from 'vitest';
import { inOrder, moved } from './order.ts';

const ids = ['a', 'b', 'c'];

test.each([
  ['a', 1, 'b,a,c'],
  ['a', 2, 'b,c,a'],
  ['a', 9, 'b,c,a'],
  ['c', 0, 'c,a,b'],
  ['c', -1, 'c,a,b'],
  ['b', 1, 'a,b,c'],
])('%s to place %i', (id, to, after) => expect(String(moved(ids, id, to))).toBe(after));

test('rows that nobody has named come behind, as they were', () => {
  const rows = ['x', 'a', 'y', 'b'].map((id) => ({ id }));
  expect(inOrder(rows, ['b', 'a']).map(({ id }) => id)).toEqual(['b', 'a', 'x', 'y']);
});
