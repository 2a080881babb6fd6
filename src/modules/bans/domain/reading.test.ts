import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactStateOf, pauseAfter } from './contact.ts';
import { driftOf } from './drift.ts';
import { hostOrAddress, isPlainPath, isSocketTooLong } from './host-input.ts';
import { maskedSettings } from './masked-settings.ts';
import { compareBans, hasRestarted, hasSameBans, provenanceOf } from './reading.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const first = at('2026-12-01T12:00:00Z');

test.each([
  ['by a filter', { jail: 'sshd', failures: 3, lines: ['a'] }, 'filter'],
  ['by a filter that keeps no lines', { jail: 'sshd', failures: 3, lines: [] }, 'filter'],
  ['by hand', { jail: 'sshd', failures: 0, lines: [] }, 'manual'],
  ['by the jail of repeaters', { jail: 'recidive', failures: 5, lines: [] }, 'recidive'],
  ['before anybody looked', { jail: 'recidive', failures: 5, lines: [], at: at('2026-12-01T11:59:59.999Z') }, 'import'],
] as const)('a ban %s', (_what, ban, expected) => expect(provenanceOf({ at: first, ...ban }, first)).toBe(expected));

describe('what fail2ban bans beside what the archive holds', () => {
  test('whatever the spelling; of jails that do not run nothing is said', () => {
    const banned = new Map([['sshd', ['192.0.2.1', '2001:DB8::1', '::ffff:192.0.2.9', 'alice']]]);
    const active = [
      { jail: 'sshd', address: '2001:db8::1' },
      { jail: 'sshd', address: '192.0.2.9' },
      { jail: 'sshd', address: '192.0.2.2' },
      { jail: 'stopped', address: '192.0.2.3' },
    ];
    expect(compareBans(banned, active)).toEqual({
      unknown: [
        { jail: 'sshd', address: '192.0.2.1' },
        { jail: 'sshd', address: 'alice' },
      ],
      missing: [{ jail: 'sshd', address: '192.0.2.2' }],
    });
  });

  test('what is the same on both sides is neither; all else is one of the two', () => {
    const anyBan = fc.record({
      jail: fc.constantFrom('a', 'b'),
      address: fc.integer({ min: 1, max: 20 }).map((last) => `192.0.2.${last}`),
    });
    const anyBans = fc.uniqueArray(anyBan, { selector: ({ jail, address }) => `${jail} ${address}` });
    fc.assert(
      fc.property(anyBans, anyBans, (there, active) => {
        const banned = new Map(['a', 'b'].map((jail) => [jail, there.filter((ban) => ban.jail === jail).map(({ address }) => address)]));
        const { unknown, missing } = compareBans(banned, active);
        const isIn = (bans: typeof there, ban: (typeof there)[number]) =>
          bans.some((each) => each.jail === ban.jail && each.address === ban.address);
        expect(new Set(unknown)).toEqual(new Set(there.filter((ban) => !isIn(active, ban))));
        expect(missing).toEqual(active.filter((ban) => !isIn(there, ban)));
      }),
    );
  });
});

test('a server that was started anew counts from nothing', () => {
  const counts = (currentlyBanned: number, totalBanned: number, totalFailed: number) =>
    new Map([['a', { currentlyBanned, totalBanned, totalFailed }]]);
  expect(hasRestarted(counts(1, 5, 9), counts(0, 5, 9))).toBe(false);
  expect(hasRestarted(counts(1, 5, 9), counts(1, 1, 9))).toBe(true);
  expect(hasRestarted(counts(1, 5, 9), counts(1, 5, 0))).toBe(true);
  expect(hasRestarted(new Map(), counts(1, 5, 0))).toBe(false);
  expect(hasSameBans(counts(1, 5, 9), counts(1, 5, 12))).toBe(true);
  expect(hasSameBans(counts(1, 5, 9), counts(1, 6, 9))).toBe(false);
  expect(hasSameBans(counts(1, 5, 9), new Map())).toBe(false);
});

test('a host that fails is left alone for longer and longer, five minutes at most', () => {
  const seconds = (failures: number, random = 0.5) => pauseAfter(failures, 60, random).total('seconds');
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => seconds(failures))).toEqual([60, 30, 60, 120, 240, 300, 300]);
  expect([seconds(0, 0), seconds(0, 1)]).toEqual([57, 63]);
});

test('only what has answered, and last of all has, is ok', () => {
  expect(contactStateOf({ contactedAt: null, failure: null })).toBe('new');
  expect(contactStateOf({ contactedAt: first, failure: null })).toBe('ok');
  expect(contactStateOf({ contactedAt: first, failure: 'unreachable' })).toBe('unreachable');
});

test('secrets of actions are masked, also within commands', () => {
  expect(
    maskedSettings(
      new Map([
        ['name', 'abuse'],
        ['abuseipdb_apikey', 'abcdef0123'],
        ['actionban', 'curl -H "Key: abcdef0123" https://example.org/<ip>'],
        ['token', ''],
        ['password', 'x'],
      ]),
    ),
  ).toEqual({
    name: 'abuse',
    abuseipdb_apikey: '•••',
    actionban: 'curl -H "Key: •••" https://example.org/<ip>',
    token: '',
    password: '•••',
  });
});

test('hosts are named by a name or an address, and nothing that a program would read as an option', () => {
  expect(['Web01.Example.org', '192.0.2.7', '2001:DB8::7', '::ffff:192.0.2.1'].map(hostOrAddress)).toEqual([
    'web01.example.org',
    '192.0.2.7',
    '2001:db8::7',
    '192.0.2.1',
  ]);
  expect(
    ['', '-oProxyCommand=x', '192.0.2', '300.1.1.1', 'a b', 'a..b', 'fe80::1%eth0', 'a/b', 'user@host', `${'a'.repeat(64)}.de`].map(
      hostOrAddress,
    ),
  ).toEqual(Array.from({ length: 10 }, () => null));
});

test('paths are absolute and plain', () => {
  expect(['/etc/fail2ban', '/run/f/s.sock', '/ö/a b'].every(isPlainPath)).toBe(true);
  expect(['', '/', 'etc', '/etc/', '/etc//x', '/etc/../x', '/./x', '/a\nb', '/a\0b'].some(isPlainPath)).toBe(false);
  expect([isSocketTooLong(`/${'a'.repeat(106)}`), isSocketTooLong(`/${'a'.repeat(107)}`), isSocketTooLong(`/${'ö'.repeat(54)}`)]).toEqual([
    false,
    true,
    true,
  ]);
});

test('drift of two equal states is nothing, and each difference is told once', () => {
  const anyState = fc.record({
    values: fc.dictionary(fc.constantFrom('bantime', 'findtime'), fc.constantFrom('1', '2')),
    lists: fc.record({ ignoreip: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')) }),
  });
  const anyStates = fc.dictionary(fc.constantFrom('x', 'y'), anyState).map((states) => new Map(Object.entries(states)));
  fc.assert(
    fc.property(anyStates, anyStates, (one, other) => {
      expect(driftOf(one, one)).toEqual([]);
      const drift = driftOf(one, other);
      expect(new Set(drift.map((each) => JSON.stringify(each))).size).toBe(drift.length);
      expect(drift.filter(({ kind }) => kind === 'only-running').length).toBe(
        driftOf(other, one).filter(({ kind }) => kind === 'only-configured').length,
      );
    }),
  );
});
