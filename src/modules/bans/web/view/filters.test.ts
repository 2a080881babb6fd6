import { expect, test } from 'vitest';
import { listBans } from '../../contract/ban-list-routes.ts';
import { addressHref, banInput, beginOf, withFilters } from './filters.ts';

const now = Temporal.Instant.from('2026-12-01T10:20:30.400Z').epochMilliseconds;

test.each([
  ['24h', '2026-11-30T10:20:00Z'],
  ['7d', '2026-11-24T10:20:00Z'],
  ['365d', '2025-12-01T10:20:00Z'],
  ['all', null],
] as const)('%s begins %s', (period, begin) => {
  expect(beginOf(period, now)).toBe(begin);
});

test('what was not chosen is not sent, and what is sent fits the contract', () => {
  const none = {
    host: undefined,
    jail: undefined,
    ip: undefined,
    country: undefined,
    asn: undefined,
    provenance: undefined,
    state: undefined,
  };
  expect(banInput(none, undefined)).toEqual({});
  const chosen = { ...none, ip: '192.0.2.0/24', country: 'DE', asn: '15169', provenance: 'filter,manual', state: 'active' as const };
  expect(listBans.input.safeParse(banInput(chosen, undefined)).success).toBe(true);
});

test('filters and addresses become links that read them back', () => {
  expect(withFilters('/bans', {})).toBe('/bans');
  expect(withFilters('/bans/list', { country: 'DE', period: '7d', jail: undefined })).toBe('/bans/list?country=DE&period=7d');
  expect(addressHref('2001:db8::7')).toBe('/bans/address/2001%3Adb8%3A%3A7');
});
