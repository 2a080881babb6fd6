import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from './address.ts';
import { guardAutomatic, guardBan } from './guard.ts';
import type { Protected } from './lists/judge.ts';
import { endOf, endsEarlier, retryAt, wakesAfterBan } from './order.ts';

const own: Protected = { network: networkOf('192.0.2.7'), kind: 'own_address', whose: '' };
const allowed: Protected = { network: networkOf('198.51.100.0/24'), kind: 'allow_entry', whose: 'the office' };
const host: Protected = { network: networkOf('2001:db8::1'), kind: 'host_address', whose: 'web01' };
const protections = [allowed, host, own];
const no = { confirmProtected: false, confirmOwnAddress: null };

test('a stranger is banned without a question', () => {
  expect(guardBan(networkOf('203.0.113.9'), protections, no).ok).toBe(true);
});

test.each([
  ['an address of an allowed network', '198.51.100.9', 'allow_entry', '198.51.100.0/24 (the office)'],
  ['a network around a host', '2001:db8::/48', 'host_address', '2001:db8::1 (web01)'],
  ['one’s own address', '192.0.2.7', 'own_address', '192.0.2.7'],
])('%s asks, and says why', (_what, address, reasons, what) => {
  const asked = guardBan(networkOf(address), protections, no);
  expect(asked).toMatchObject({ ok: false, code: 'bans.protected_address', params: { reasons, what } });
});

test('what is protected is banned when it is confirmed, but one’s own address only when it is named as well', () => {
  const yes = { confirmProtected: true, confirmOwnAddress: null };
  expect(guardBan(networkOf('198.51.100.9'), protections, yes).ok).toBe(true);
  expect(guardBan(networkOf('192.0.2.0/24'), protections, yes)).toMatchObject({
    code: 'bans.own_address',
    params: { address: '192.0.2.7' },
  });
  expect(guardBan(networkOf('192.0.2.0/24'), protections, { ...yes, confirmOwnAddress: '192.0.2.8' })).toMatchObject({
    code: 'bans.own_address',
  });
  expect(guardBan(networkOf('192.0.2.0/24'), protections, { confirmProtected: false, confirmOwnAddress: '192.0.2.7' })).toMatchObject({
    code: 'bans.protected_address',
  });
  expect(guardBan(networkOf('192.0.2.0/24'), protections, { ...yes, confirmOwnAddress: '192.0.2.7' }).ok).toBe(true);
});

test('lists and spread are refused whatever anybody confirms', () => {
  expect(guardAutomatic(networkOf('198.51.100.9'), protections)).toMatchObject({ code: 'bans.protected_address' });
  expect(guardAutomatic(networkOf('203.0.113.9'), protections).ok).toBe(true);
});

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

test('an end is told in one way, and lies ahead', () => {
  expect(endOf({ until: now, hours: 1 }, now)).toMatchObject({ code: 'bans.end_unclear' });
  expect(endOf({ until: now, hours: null }, now)).toMatchObject({ code: 'bans.end_in_past' });
  expect(endOf({ until: null, hours: null }, now)).toEqual({ ok: true, value: null });
  expect(endOf({ until: null, hours: 2 }, now)).toEqual({ ok: true, value: now.add({ hours: 2 }) });
});

test('a ban is looked at again before the jail lets it go, and at its end', () => {
  expect(wakesAfterBan(null, -1, now)).toBeNull();
  expect(wakesAfterBan(now.add({ hours: 1 }), -1, now)).toEqual(now.add({ hours: 1 }));
  expect(wakesAfterBan(now.add({ hours: 1 }), 600, now)).toEqual(now.add({ seconds: 540 }));
  expect(wakesAfterBan(now.add({ minutes: 5 }), 600, now)).toEqual(now.add({ minutes: 5 }));
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 10_000_000 }), (seconds) => {
      const wakes = wakesAfterBan(null, seconds, now);
      const ahead = wakes === null ? -1 : now.add({ seconds }).since(wakes).total('seconds');
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThanOrEqual(60);
    }),
  );
  expect([endsEarlier(null, 600, now), endsEarlier(now.add({ minutes: 5 }), 600, now), endsEarlier(null, -1, now)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('tries become rarer, a quarter of an hour at most', () => {
  expect([0, 1, 2, 20].map((tries) => now.until(retryAt(tries, now)).total('seconds'))).toEqual([5, 10, 20, 900]);
});
