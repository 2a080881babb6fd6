import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';

test('fields that stayed are left out, nested ones are named by their path', () => {
  const before = { name: 'web01', window: { start: '08:00', end: '22:00' }, tags: ['a'] };
  const after = { name: 'web01', window: { start: '09:00', end: '22:00' }, tags: ['a', 'b'] };
  expect(changesBetween(before, after)).toEqual([
    { path: 'tags', before: ['a'], after: ['a', 'b'] },
    { path: 'window.start', before: '08:00', after: '09:00' },
  ]);
});

test('what was made has no before, what was removed no after', () => {
  expect(changesBetween(null, { name: 'web01' })).toEqual([{ path: 'name', before: undefined, after: 'web01' }]);
  expect(changesBetween({ name: 'web01' }, null)).toEqual([{ path: 'name', before: 'web01', after: undefined }]);
});

test('a state never differs from itself, and the other way round is the same places', () => {
  const state = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(state, state, (a, b) => {
      expect(changesBetween(a, a)).toEqual([]);
      expect(changesBetween(b, a).map(({ path }) => path)).toEqual(changesBetween(a, b).map(({ path }) => path));
    }),
  );
});
