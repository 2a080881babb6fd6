import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './navigation.tsx';

test('filters stay readable in the address', () => {
  expect(stringifySearch({ status: 'due,overdue', q: '', site: undefined, next: '/servers' })).toBe('?status=due,overdue&next=/servers');
});

test('whatever is written into the address is read back the same', () => {
  const search = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(search, (filters) => {
      fc.pre(!('__proto__' in filters) || Object.hasOwn(filters, '__proto__'));
      expect(parseSearch(stringifySearch(filters))).toEqual({ ...filters });
    }),
  );
});
