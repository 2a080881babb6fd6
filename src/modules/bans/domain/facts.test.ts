import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAfter } from '../../../shared/time.ts';
import { factsAt, type HostRecord, nextFactAt } from './facts.ts';
import { isBanStorm, STORM_FLOOR, usualTenMinutes } from './storm.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const now = at('2026-12-01T12:00:00Z');
const well: HostRecord = {
  ...{ responsibleCount: 1, failure: null, failureDetail: '', failingSince: null, hostKeySeen: null },
  ...{ readFault: '', readAt: now, firstContactAt: at('2026-01-01T00:00:00Z'), purgeAgeSeconds: 86_400, readingSeconds: 30 },
  ...{ jails: [], rate: { lastTenMinutes: 0, sameHour: [] }, protectedBans: [], failedConfiguration: null },
};
const rulesOf = (host: Partial<HostRecord>, when = now) =>
  factsAt({ ...well, ...host }, when).map(({ rule, severity }) => `${rule} ${severity}`);

test('a configuration that could not be taken back is critical, says what is there now, and is no matter of time', () => {
  const host = { ...well, failedConfiguration: { since: now, words: 'jail.d/other.local' } };
  expect(factsAt(host, now)).toEqual([
    { rule: 'configuration-failed', severity: 'critical', params: { since: '2026-12-01T12:00:00Z', words: 'jail.d/other.local' } },
  ]);
  expect(nextFactAt(host, now)).toBeNull();
});

test('nothing is wrong with a host that answers, has somebody, and bans nobody it must not', () => expect(rulesOf({})).toEqual([]));

describe('a host that does not answer', () => {
  const lost = { failure: 'unreachable', failingSince: now } as const;
  test.each([
    ['just now', '2026-12-01T12:00:00Z', []],
    ['the last moment of patience', '2026-12-01T12:01:59.999Z', []],
    ['after two minutes', '2026-12-01T12:02:00Z', ['host-unreachable warning']],
    ['before an hour more', '2026-12-01T13:01:59.999Z', ['host-unreachable warning']],
    ['after an hour more', '2026-12-01T13:02:00Z', ['host-unreachable critical']],
  ])('%s', (_what, when, expected) => expect(rulesOf(lost, at(when))).toEqual(expected));

  test.each([
    ['not-running', 'fail2ban-not-running warning'],
    ['sign-in-refused', 'host-unreachable warning'],
    ['refused', 'host-unreachable warning'],
    ['key-unconfirmed', 'host-key-unconfirmed info'],
    ['key-changed', 'host-key-changed critical'],
  ] as const)('because %s: %s', (failure, expected) =>
    expect(rulesOf({ failure, failingSince: now }, now.add({ minutes: 5 }))).toEqual([expected]),
  );

  test('everything else that is wrong with it is explained by that, but for nobody being there for it', () => {
    const jails = [{ name: 'sshd', goneAt: now, regexCount: 1, actionCount: 1 }];
    const facts = factsAt({ ...well, ...lost, responsibleCount: 0, jails }, now.add({ minutes: 5 }));
    expect(facts.map(({ rule, because }) => [rule, because])).toEqual([
      ['host-unreachable', undefined],
      ['no-responsible', undefined],
      ['jail-gone', 'host-unreachable'],
    ]);
  });
});

describe('jails', () => {
  const jail = (name: string, changes: object = {}) => ({ name, goneAt: null, regexCount: 3, actionCount: 1, ...changes });
  test('gone for less than a week, without expressions or actions; of what nobody has asked nothing is said', () => {
    const jails = [
      jail('a', { goneAt: now.subtract({ hours: 24 * 7 }).add({ milliseconds: 1 }) }),
      jail('b', { goneAt: now.subtract({ hours: 24 * 7 }) }),
      jail('c', { regexCount: 0 }),
      jail('d', { actionCount: 0 }),
      jail('e', { regexCount: null, actionCount: null }),
    ];
    expect(factsAt({ ...well, jails }, now).map(({ rule, params }) => [rule, params])).toEqual([
      ['jail-gone', { count: 1, jails: 'a' }],
      ['jail-without-regex', { count: 1, jails: 'c' }],
      ['jail-without-actions', { count: 1, jails: 'd' }],
    ]);
  });

  test('many are named by the first five', () => {
    const jails = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map((name) => jail(name, { regexCount: 0 }));
    expect(factsAt({ ...well, jails }, now)[0]?.params).toEqual({ count: 7, jails: 'a, b, c, d, e, …' });
  });
});

test.each([
  ['a day', 86_400, 30, []],
  ['an hour', 3_600, 30, []],
  ['less than an hour', 3_599, 30, ['purge-age-short warning']],
  ['a day, read every quarter of an hour', 86_400, 900, ['purge-age-short warning']],
  ['for ever', -1, 900, []],
  ['nobody knows', null, 30, []],
])('fail2ban remembers bans for %s', (_what, purgeAgeSeconds, readingSeconds, expected) =>
  expect(rulesOf({ purgeAgeSeconds, readingSeconds })).toEqual(expected),
);

test('a database that cannot be read is a fact after ten minutes', () => {
  const stuck = { readFault: 'locked', readAt: now };
  expect(rulesOf(stuck, at('2026-12-01T12:09:59.999Z'))).toEqual([]);
  expect(rulesOf(stuck, at('2026-12-01T12:10:00Z'))).toEqual(['archive-stuck warning']);
});

test('who must not be banned and is, is critical', () =>
  expect(rulesOf({ protectedBans: [{ address: '192.0.2.7', jail: 'sshd' }] })).toEqual(['protected-banned critical']));

describe('a storm of bans', () => {
  const days = (count: number, bans: number): number[] => Array.from({ length: count }, () => bans);
  test.each([
    ['50 where there is never any', 50, [], false],
    ['51 where there is never any', 51, [], true],
    ['five times what is usual', 100, days(28, 120), false],
    ['one more', 101, days(28, 120), true],
    ['51 after one bad day among quiet ones', 51, [100_000], true],
    ['many, but usual for half of the days', 5_000, [...days(14, 60_000), ...days(14, 0)], false],
    ['nothing', 0, days(28, 0), false],
  ])('%s', (_what, lastTenMinutes, sameHour, expected) => expect(isBanStorm({ lastTenMinutes, sameHour })).toBe(expected));

  test('more bans never make less of a storm, and a busier past never more of one', () => {
    const counts = fc.array(fc.nat(5_000), { maxLength: 28 });
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(1_000), counts, fc.nat(500), (bans, more, sameHour, busier) => {
        const is = isBanStorm({ lastTenMinutes: bans, sameHour });
        if (is) expect(isBanStorm({ lastTenMinutes: bans + more, sameHour })).toBe(true);
        if (!is) expect(isBanStorm({ lastTenMinutes: bans, sameHour: sameHour.map((each) => each + busier) })).toBe(false);
        if (bans <= STORM_FLOOR) expect(is).toBe(false);
        expect(usualTenMinutes(sameHour)).toBeLessThanOrEqual(Math.max(0, ...sameHour) / 6);
      }),
    );
  });
});

describe('the timer', () => {
  const anyInstant = fc.integer({ min: 0, max: 86_400_000 * 20 }).map((ms) => at('2026-11-20T00:00:00Z').add({ milliseconds: ms }));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const anyHost: fc.Arbitrary<HostRecord> = fc.record({
    responsibleCount: fc.nat(1),
    failure: maybe(fc.constantFrom('unreachable', 'sign-in-refused', 'key-unconfirmed', 'key-changed', 'not-running', 'refused')),
    failureDetail: fc.constant(''),
    failingSince: maybe(anyInstant),
    hostKeySeen: fc.constant(null),
    readFault: fc.constantFrom('', 'locked'),
    readAt: maybe(anyInstant),
    firstContactAt: maybe(anyInstant),
    purgeAgeSeconds: maybe(fc.integer({ min: -1, max: 90_000 })),
    readingSeconds: fc.integer({ min: 5, max: 3_600 }),
    jails: fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        goneAt: maybe(anyInstant),
        regexCount: maybe(fc.nat(1)),
        actionCount: maybe(fc.nat(1)),
      }),
      { maxLength: 3 },
    ),
    rate: fc.record({ lastTenMinutes: fc.nat(200), sameHour: fc.array(fc.nat(200), { maxLength: 28 }) }),
    protectedBans: fc.constant([]),
    failedConfiguration: maybe(fc.record({ since: anyInstant, words: fc.string() })),
  });

  test('until nextFactAt nothing changes by itself', () => {
    fc.assert(
      fc.property(anyHost, anyInstant, fc.double({ min: 0, max: 1, noNaN: true }), (host, start, share) => {
        const end = nextFactAt(host, start) ?? start.add({ hours: 24 * 400 });
        expect(isAfter(end, start)).toBe(true);
        const ahead = end.epochMilliseconds - start.epochMilliseconds - 1;
        const facts = factsAt(host, start);
        expect(factsAt(host, start.add({ milliseconds: ahead }))).toEqual(facts);
        expect(factsAt(host, start.add({ milliseconds: Math.floor(share * ahead) }))).toEqual(facts);
      }),
      { numRuns: 400 },
    );
  });

  test('there is at most one fact of each rule', () => {
    fc.assert(
      fc.property(anyHost, anyInstant, (host, start) => {
        const rules = factsAt(host, start).map(({ rule }) => rule);
        expect(new Set(rules).size).toBe(rules.length);
      }),
    );
  });
});
