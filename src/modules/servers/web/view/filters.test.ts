import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listServers } from '../../contract/routes.ts';
import { BUILT_IN_FILTERS, filtersFrom, isFiltered, listHref, replaceBy, sameFilters } from './filters.ts';
import { readSavedFilters, withoutSavedFilter, withSavedFilter, writeSavedFilters } from './saved-filters.ts';

test('what a URL holds beyond the known filters is dropped', () => {
  expect(filtersFrom({ status: 'overdue,unheard-of', window: 'green', page: '3', responsible: 'me' })).toEqual({
    status: 'overdue',
    responsible: 'me',
  });
});

test('every filter that is kept is one the route takes', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('q', 'status', 'report', 'responsible', 'tag', 'sort'), fc.string()), (values) => {
      expect(listServers.input.safeParse({ ...filtersFrom(values) }).success).toBe(true);
    }),
  );
});

test.each(BUILT_IN_FILTERS)('the ready-made filter $name is taken whole', ({ filters }) => {
  expect(filtersFrom(filters)).toEqual(filters);
  expect(listServers.input.safeParse(filters).success).toBe(true);
});

test('the order alone filters nothing', () => {
  expect(isFiltered({ sort: 'name' })).toBe(false);
  expect(isFiltered({ responsible: 'none' })).toBe(true);
});

test('replacing filters takes away the ones that are not named', () => {
  expect(replaceBy({ responsible: 'me' })).toMatchObject({ responsible: 'me', status: null, q: null, sort: null });
});

test('a link to the list holds the filters', () => {
  expect(listHref({})).toBe('/servers');
  expect(listHref({ report: 'stale-lists,silent' })).toBe('/servers?report=stale-lists%2Csilent');
});

test('saved filters come back as they were stored', () => {
  const saved = withSavedFilter([], { name: 'Night shift', filters: { status: 'due', window: 'safe' } });
  expect(readSavedFilters(writeSavedFilters(saved))).toEqual(saved);
});

test('a saved filter of the same name is replaced, another one can be taken away', () => {
  const saved = withSavedFilter(withSavedFilter([], { name: 'a', filters: { responsible: 'me' } }), { name: 'b', filters: {} });
  expect(withSavedFilter(saved, { name: 'a', filters: { responsible: 'none' } })).toEqual([
    { name: 'a', filters: { responsible: 'none' } },
    { name: 'b', filters: {} },
  ]);
  expect(withoutSavedFilter(saved, 'a')).toEqual([{ name: 'b', filters: {} }]);
});

test('whatever stands in the store is read without a fault', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (stored) => {
      expect(Array.isArray(readSavedFilters(stored))).toBe(true);
    }),
  );
  expect(readSavedFilters(null)).toEqual([]);
  expect(readSavedFilters('[{"name":"a","filters":{"status":"nonsense"}},{"name":7}]')).toEqual([{ name: 'a', filters: {} }]);
});

test('the same filters are the same in any order', () => {
  expect(sameFilters({ responsible: 'me', q: 'web' }, { q: 'web', responsible: 'me' })).toBe(true);
  expect(sameFilters({ responsible: 'me' }, {})).toBe(false);
});
