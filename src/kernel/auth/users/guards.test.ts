import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GrantShape, ROLES } from '../../contract/permission.ts';
import { type Asker, contains } from '../access/rank.ts';
import { guardTeam } from '../teams/guards.ts';
import { type AccountChange, guardAccount, guardNewAccount, type Target } from './guards.ts';

const place = fc.constantFrom(null, 'a', 'b');
const grant: fc.Arbitrary<GrantShape> = fc.record({ role: fc.constantFrom(...ROLES), siteId: place, module: place });
const grants = fc.array(grant, { maxLength: 3 });
const who: fc.Arbitrary<string> = fc.constantFrom('adam', 'olga', 'vera');
const asker: fc.Arbitrary<Asker> = fc.record({ userId: who, isSuperadmin: fc.boolean(), grants });
const target: fc.Arbitrary<Target> = fc.record({ id: who, isSuperadmin: fc.boolean(), isActive: fc.boolean(), grants });
const change: fc.Arbitrary<AccountChange> = fc.oneof(
  fc.record({ kind: fc.constant('rights' as const), isSuperadmin: fc.boolean(), grants }),
  fc.record({ kind: fc.constantFrom('password' as const, 'deactivate', 'reactivate', 'unlock', 'remove') }),
  fc.record({ kind: fc.constant('profile' as const) }),
);
const others = fc.nat({ max: 2 });

const claim = (name: string, holds: (asker: Asker, target: Target, change: AccountChange, others: number) => void) =>
  test(name, () => {
    fc.assert(fc.property(asker, target, change, others, holds), { numRuns: 3_000 });
  });

claim('whoever is no superadmin cannot even tell that a superadmin exists', (by, whom, what, left) => {
  if (!by.isSuperadmin && whom.isSuperadmin) expect(guardAccount(by, whom, what, left)).toBe('users.unknown');
});

claim('nobody raises, lowers, shuts out or removes themselves', (by, whom, what, left) => {
  if (by.userId === whom.id && what.kind !== 'profile' && what.kind !== 'rights') expect(guardAccount(by, whom, what, left)).not.toBeNull();
});

claim('what is given was within the rank of whoever gives it', (by, whom, what, left) => {
  if (what.kind !== 'rights' || by.isSuperadmin || guardAccount(by, whom, what, left) !== null) return;
  expect(what.isSuperadmin).toBe(false);
  for (const given of what.grants) {
    const hadIt = whom.grants.some((before) => JSON.stringify(before) === JSON.stringify(given));
    expect(hadIt || by.grants.some((own) => contains(own, given))).toBe(true);
  }
});

claim('the last active superadmin stays one', (by, whom, what) => {
  if (!whom.isSuperadmin || !whom.isActive) return;
  const ends = what.kind === 'deactivate' || what.kind === 'remove' || (what.kind === 'rights' && !what.isSuperadmin);
  if (ends) expect(guardAccount(by, whom, what, 0)).not.toBeNull();
});

claim('the console itself is held by one rule only: the last superadmin stays', (_by, whom, what, left) => {
  const code = guardAccount({ userId: null, isSuperadmin: true, grants: [] }, whom, what, left);
  expect([null, 'users.last_superadmin']).toContain(code);
});

test('a new account is never worth more than its maker', () => {
  fc.assert(
    fc.property(asker, grants, fc.boolean(), (by, given, isSuperadmin) => {
      if (guardNewAccount(by, { grants: given, isSuperadmin }) !== null || by.isSuperadmin) return;
      expect(isSuperadmin).toBe(false);
      expect(given.every((each) => by.grants.some((own) => contains(own, each)))).toBe(true);
    }),
  );
});

const team = fc.record({ memberIds: fc.uniqueArray(who), grants });

test('no change of a team changes the grants of whoever makes it', () => {
  fc.assert(
    fc.property(asker, team, team, (by, before, after) => {
      if (guardTeam(by, before, after) !== null) return;
      const own = (standing: typeof before) =>
        by.userId !== null && standing.memberIds.includes(by.userId)
          ? new Set(standing.grants.map((each) => JSON.stringify(each)))
          : new Set();
      expect(own(after)).toEqual(own(before));
    }),
  );
});

test('a team without grants may be joined and left by anybody who administers', () => {
  fc.assert(
    fc.property(asker, fc.uniqueArray(who), fc.uniqueArray(who), (by, before, after) => {
      expect(guardTeam(by, { memberIds: before, grants: [] }, { memberIds: after, grants: [] })).toBeNull();
    }),
  );
});
