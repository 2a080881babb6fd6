import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAfter } from '../../../shared/time.ts';
import { factsAt, nextFactAt, type ServerRecord, securityPendingSince } from './facts.ts';

const at = (text: string) => Temporal.Instant.from(text);
const now = at('2026-11-21T12:00Z');

/** A server with which nothing is wrong. */
const well: ServerRecord = {
  responsibleCount: 1,
  os: { id: 'debian', versionId: '13' },
  rhythm: { intervalDays: 30, preferredWeekday: null },
  lastUpdatedAt: now.subtract({ hours: 24 }),
  report: { receivedAt: now.subtract({ minutes: 30 }), intervalSeconds: 3_600, state: 'ok' },
  reportError: null,
  clockSkewSeconds: 1,
  rebootRequired: 'no',
  pendingSecurityUpdates: 0,
  securityPendingSince: null,
  securityDays: 7,
};
const told = (changes: Partial<ServerRecord>) => factsAt({ ...well, ...changes }, now).map(({ rule, severity }) => `${rule} ${severity}`);
const daysAgo = (days: number) => now.subtract({ hours: days * 24 });

test('with nothing wrong there is nothing to tell', () => expect(factsAt(well, now)).toEqual([]));

test.each<[string, Partial<ServerRecord>, string[]]>([
  ['nobody is responsible', { responsibleCount: 0 }, ['no-responsible warning']],
  ['the release ended', { os: { id: 'debian', versionId: '11' } }, ['os-end-of-life critical']],
  ['the release ends soon', { os: { id: 'fedora', versionId: '43' } }, ['os-end-of-life warning']],
  ['a release we do not know', { os: { id: 'arch', versionId: '' } }, []],
  ['due', { lastUpdatedAt: daysAgo(24) }, ['update-due info']],
  ['due at the very instant', { lastUpdatedAt: daysAgo(30) }, ['update-due info']],
  ['overdue', { lastUpdatedAt: daysAgo(31) }, ['update-overdue warning']],
  ['overdue by a whole interval', { lastUpdatedAt: daysAgo(60) }, ['update-overdue critical']],
  ['never updated', { lastUpdatedAt: null }, ['update-overdue warning']],
  ['never updated, but nobody asked for it', { lastUpdatedAt: null, rhythm: null }, []],
  ['a reboot is needed', { rebootRequired: 'yes' }, ['reboot-required warning']],
  ['nobody knows whether a reboot is needed', { rebootRequired: 'unknown' }, []],
  ['security updates for exactly seven days', { pendingSecurityUpdates: 3, securityPendingSince: daysAgo(7) }, []],
  ['security updates for longer', { pendingSecurityUpdates: 3, securityPendingSince: daysAgo(8) }, ['security-pending warning']],
  ['their number has become unknown', { pendingSecurityUpdates: null, securityPendingSince: daysAgo(8) }, ['security-pending warning']],
  ['old lists', { report: { receivedAt: now, intervalSeconds: 3_600, state: 'stale-lists' } }, ['lists-stale warning']],
  ['an error', { report: { receivedAt: now, intervalSeconds: 3_600, state: 'error' } }, ['report-error warning']],
  ['silent for two days', { report: { receivedAt: daysAgo(2), intervalSeconds: 3_600, state: 'ok' } }, ['report-silent warning']],
  ['silent for two weeks', { report: { receivedAt: daysAgo(14), intervalSeconds: 3_600, state: 'ok' } }, ['report-silent critical']],
  ['never reported', { report: null, os: null, clockSkewSeconds: null }, []],
  ['a clock five minutes off', { clockSkewSeconds: -300 }, []],
  ['a clock further off', { clockSkewSeconds: -301 }, ['clock-skew warning']],
])('%s', (_what, changes, expected) => expect(told(changes)).toEqual(expected));

describe('since when security updates are pending', () => {
  test.each([
    ['the first ones', null, 3, now],
    ['still some', daysAgo(3), 1, daysAgo(3)],
    ['none left', daysAgo(3), 0, null],
    ['their number is unknown', daysAgo(3), null, daysAgo(3)],
    ['never any', null, 0, null],
  ])('%s', (_what, since, count, expected) => expect(securityPendingSince(since, count, now)).toEqual(expected));
});

describe('the timer', () => {
  const anyInstant = fc
    .integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) })
    .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const anyServer: fc.Arbitrary<ServerRecord> = fc.record({
    responsibleCount: fc.nat(1),
    os: maybe(fc.constantFrom({ id: 'debian', versionId: '11' }, { id: 'fedora', versionId: '43' }, { id: 'arch', versionId: '' })),
    rhythm: maybe(fc.record({ intervalDays: fc.integer({ min: 1, max: 90 }), preferredWeekday: fc.constant(null) })),
    lastUpdatedAt: maybe(anyInstant),
    report: maybe(
      fc.record({
        receivedAt: anyInstant,
        intervalSeconds: fc.integer({ min: 60, max: 604_800 }),
        state: fc.constantFrom('ok', 'stale-lists', 'error'),
      }),
    ),
    reportError: fc.constant(null),
    clockSkewSeconds: maybe(fc.integer({ min: -1_000, max: 1_000 })),
    rebootRequired: fc.constantFrom('yes', 'no', 'unknown'),
    pendingSecurityUpdates: maybe(fc.nat(3)),
    securityPendingSince: maybe(anyInstant),
    securityDays: fc.integer({ min: 0, max: 30 }),
  });

  test('until nextFactAt nothing changes by itself', () => {
    fc.assert(
      fc.property(anyServer, anyInstant, fc.double({ min: 0, max: 1, noNaN: true }), (server, start, share) => {
        const next = nextFactAt(server, start);
        const end = next ?? start.add({ hours: 24 * 400 });
        expect(isAfter(end, start)).toBe(true);
        const ahead = end.epochMilliseconds - start.epochMilliseconds - 1;
        const facts = factsAt(server, start);
        expect(factsAt(server, start.add({ milliseconds: ahead }))).toEqual(facts);
        expect(factsAt(server, start.add({ milliseconds: Math.floor(share * ahead) }))).toEqual(facts);
      }),
      { numRuns: 500 },
    );
  });

  test('there is at most one fact of each rule', () => {
    fc.assert(
      fc.property(anyServer, anyInstant, (server, start) => {
        const rules = factsAt(server, start).map(({ rule }) => rule);
        expect(new Set(rules).size).toBe(rules.length);
      }),
    );
  });
});
