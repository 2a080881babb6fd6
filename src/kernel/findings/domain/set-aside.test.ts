import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES, severityRank } from '../../contract/severity.ts';
import { acceptUntil, isOutgrown, setAsideHolds, snoozeUntil } from './set-aside.ts';
import { isActive, type Standing, severityOf } from './standing.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

test.each([
  ['now', 0, 'findings.snooze_past'],
  ['in a millisecond', 1, null],
  ['in 30 days', 30 * 86_400_000, null],
  ['a millisecond later', 30 * 86_400_000 + 1, 'findings.snooze_too_long'],
])('a snooze until %s', (_when, milliseconds, code) => {
  const answer = snoozeUntil(now.add({ milliseconds }), now);
  expect(answer.ok ? null : answer.code).toBe(code);
});

test.each([
  ['now', 0, 'findings.accept_past'],
  ['in a millisecond', 1, null],
  ['in 366 days', 366 * 86_400_000, null],
  ['a millisecond later', 366 * 86_400_000 + 1, 'findings.accept_too_long'],
])('an acceptance until %s', (_when, milliseconds, code) => {
  const answer = acceptUntil(now.add({ milliseconds }), now);
  expect(answer.ok ? null : answer.code).toBe(code);
});

const anySeverity = fc.constantFrom(...SEVERITIES);
const anyMember = fc
  .record({
    id: fc.uuid(),
    module: fc.constantFrom('servers', 'backups'),
    rule: fc.constantFrom('overdue', 'silent', 'failed'),
    severity: anySeverity,
    mutedUntil: fc.constantFrom(null, now.add({ hours: 1 })),
    isFolded: fc.boolean(),
  })
  .map((member): Standing => ({ ...member, openedAt: now }));
const someMembers = fc.array(anyMember, { minLength: 1, maxLength: 8 });

describe('what was set aside', () => {
  test('stays aside while nothing changes, when findings clear, and when a rule joins that is no worse', () => {
    fc.assert(
      fc.property(someMembers, anyMember, fc.nat(7), (members, other, gone) => {
        const aside = { severity: severityOf(members) };
        const joining = { ...other, rule: 'new', severity: aside.severity };
        expect(isOutgrown(aside, members)).toBe(false);
        expect(isOutgrown(aside, [...members.filter((_member, index) => index !== gone), joining])).toBe(false);
      }),
    );
  });

  test('comes back exactly when the severity of what is shown rises above it', () => {
    fc.assert(
      fc.property(anySeverity, someMembers, (severity, members) => {
        const shown = members.filter(isActive);
        const isWorse = shown.length > 0 && severityRank(severityOf(shown)) > severityRank(severity);
        expect(isOutgrown({ severity }, members)).toBe(isWorse);
      }),
    );
  });

  test('stays aside whatever is muted or folded, until it is shown', () => {
    fc.assert(
      fc.property(someMembers, anyMember, fc.boolean(), (members, other, isFolded) => {
        const aside = { severity: 'warning' } as const;
        const hidden = { ...other, severity: 'critical', isFolded, mutedUntil: isFolded ? null : now.add({ hours: 1 }) } as const;
        expect(isOutgrown(aside, [...members, hidden])).toBe(isOutgrown(aside, members));
        expect(isOutgrown(aside, [...members, { ...hidden, isFolded: false, mutedUntil: null }])).toBe(true);
      }),
    );
  });

  test('comes back at its end, to the millisecond', () => {
    const aside = { until: now, severity: 'critical' } as const;
    expect(setAsideHolds(aside, [], now.subtract({ milliseconds: 1 }))).toBe(true);
    expect(setAsideHolds(aside, [], now)).toBe(false);
  });
});
