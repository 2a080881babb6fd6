import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answersOf } from './resolved.ts';

test.each([
  ['ip-api.com', { query: '8.8.8.8', status: 'success', countryCode: 'US', as: 'AS15169 Google LLC' }, ['US', 15_169, 'Google LLC']],
  ['another form', { ip: '8.8.8.8', country_code: 'us', asn: 'AS15169', org: 'Google' }, ['US', 15_169, 'Google']],
  ['no network', { query: '8.8.8.8', countryCode: 'US', as: '' }, ['US', null, null]],
  ['a number beyond all', { query: '8.8.8.8', countryCode: 'US', as: 'AS9999999999 X' }, ['US', null, 'X']],
])('%s', (_what, item, [country, asn, organisation]) => {
  expect(answersOf(['8.8.8.8'], [item])).toEqual([{ address: '8.8.8.8', place: { country, asn, organisation } }]);
});

test.each([
  ['a failure', [{ query: '8.8.8.8', status: 'fail' }]],
  ['another address', [{ query: '8.8.4.4', countryCode: 'US' }]],
  ['no country', [{ query: '8.8.8.8', countryCode: '<script>' }]],
  ['no list', { error: 'limit' }],
  ['nothing', null],
])('%s is no answer', (_what, body) => {
  expect(answersOf(['8.8.8.8'], body)).toEqual([{ address: '8.8.8.8', place: null }]);
});

test('whatever comes back, each address has its answer, in order (property)', () => {
  fc.assert(
    fc.property(fc.array(fc.ipV4(), { maxLength: 20 }), fc.jsonValue(), (asked, body) => {
      expect(answersOf(asked, body).map(({ address }) => address)).toEqual(asked);
    }),
  );
});
