import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES, severityRank } from '../../contract/severity.ts';
import {
  acknowledgementHolds,
  acknowledgementOf,
  byWeight,
  isActive,
  mutedUntil,
  type Standing,
  severityOf,
  speakersOf,
} from './standing.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');

const anyMember = fc
  .record({
    id: fc.uuid(),
    module: fc.constantFrom('servers', 'backups'),
    rule: fc.constantFrom('overdue', 'silent', 'failed'),
    severity: fc.constantFrom(...SEVERITIES),
    opened: fc.nat(1_000),
    muted: fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
    isFolded: fc.boolean(),
  })
  .map(
    ({ opened, muted, ...member }): Standing => ({
      ...member,
      openedAt: start.add({ minutes: opened }),
      mutedUntil: muted === null ? null : start.add({ minutes: muted }),
    }),
  );

const someMembers = fc.array(anyMember, { minLength: 1, maxLength: 12 });

describe('severity', () => {
  test('is the worst unmuted, unfolded member', () => {
    fc.assert(
      fc.property(someMembers, (members) => {
        const active = members.filter(isActive);
        fc.pre(active.length > 0);
        expect(severityRank(severityOf(members))).toBe(Math.max(...active.map(({ severity }) => severityRank(severity))));
      }),
    );
  });

  test('does not change by what is muted or folded, while anything speaks', () => {
    fc.assert(
      fc.property(someMembers, someMembers, (members, others) => {
        fc.pre(members.some(isActive));
        const silent = others.map((other) => ({ ...other, isFolded: true }));
        expect(severityOf([...members, ...silent])).toBe(severityOf(members));
        expect(speakersOf([...members, ...silent]).toSorted(byWeight)).toEqual(speakersOf(members).toSorted(byWeight));
      }),
    );
  });
});

test('a story is muted until the first of its unfolded findings is not', () => {
  fc.assert(
    fc.property(someMembers, (members) => {
      const unfolded = members.filter(({ isFolded }) => !isFolded);
      const ends = unfolded.map((member) => member.mutedUntil);
      const until = mutedUntil(members);
      if (unfolded.length === 0 || ends.includes(null)) expect(until).toBeNull();
      else expect(until?.epochMilliseconds).toBe(Math.min(...ends.flatMap((end) => end?.epochMilliseconds ?? [])));
    }),
  );
});

describe('an acknowledgement', () => {
  test('holds while nothing changes, and when findings clear', () => {
    fc.assert(
      fc.property(someMembers, fc.nat(11), (members, gone) => {
        const acknowledged = acknowledgementOf(members);
        const left = members.filter((_member, index) => index !== gone);
        expect(acknowledgementHolds(acknowledged, members)).toBe(true);
        expect(acknowledgementHolds(acknowledged, left)).toBe(true);
      }),
    );
  });

  test('ends when severity rises', () => {
    const mild = {
      id: '1',
      module: 'servers',
      rule: 'overdue',
      severity: 'warning',
      openedAt: start,
      mutedUntil: null,
      isFolded: false,
    } as const;
    expect(acknowledgementHolds(acknowledgementOf([mild]), [{ ...mild, severity: 'critical' }])).toBe(false);
  });

  test('ends when an active finding of another rule joins, and only then', () => {
    fc.assert(
      fc.property(someMembers, anyMember, (members, other) => {
        const joining = { ...other, rule: 'new', severity: 'info' } as const;
        expect(acknowledgementHolds(acknowledgementOf(members), [...members, joining])).toBe(!isActive(joining));
      }),
    );
  });
});

test('the order of facts is total: any shuffle sorts the same', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(anyMember, { selector: ({ id }) => id, maxLength: 12 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([members, shuffled]) => {
        expect(shuffled.toSorted(byWeight)).toEqual(members.toSorted(byWeight));
      },
    ),
  );
});
