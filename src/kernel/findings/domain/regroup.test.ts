import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Member, type Origin, regroup } from './regroup.ts';
import { subjectKey, subjectOf } from './subject.ts';

const minute = (n: number) => Temporal.Instant.from('2026-11-21T08:00:00Z').add({ minutes: n });

const anyPlace = fc.record({
  siteId: fc.constantFrom('site-1', 'site-2'),
  assetId: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
  module: fc.constantFrom('servers', 'backups'),
  key: fc.constantFrom('k1', 'k2'),
});

/** Machines stand on one site; which assets are linked is another draw. */
const anyHouse = fc
  .record({
    places: fc.array(anyPlace, { maxLength: 25 }),
    linked: fc.subarray(['a', 'b', 'c', 'd']),
    stories: fc.array(fc.nat(9), { minLength: 25, maxLength: 25 }),
  })
  .map(({ places, linked, stories }) => {
    const members = places.map((place, index): Member => {
      const machineId = place.assetId !== null && linked.includes(place.assetId) ? `machine-${place.siteId}` : null;
      return {
        id: `f${index}`,
        storyId: `${place.siteId} s${stories[index]}`,
        openedAt: minute(index % 7),
        subject: subjectOf({ ...place, machineId }),
      };
    });
    return { members, origins: originsOf(members) };
  });

/** Stories as they stood before: each bears the subject of its first member. No two have one subject. */
function originsOf(members: readonly Member[]): readonly Origin[] {
  const first = new Map<string, Member>();
  for (const member of members) if (!first.has(member.storyId)) first.set(member.storyId, member);
  const taken = new Set<string>();
  return [...first.entries()].map(([id, { subject, openedAt }]) => {
    const isTaken = taken.has(subjectKey(subject));
    taken.add(subjectKey(subject));
    return { id, openedAt, subject: isTaken ? { ...subject, id: `before ${id}` } : subject };
  });
}

describe('grouping', () => {
  test('puts every finding into exactly one story, together with exactly those of its subject', () => {
    fc.assert(
      fc.property(anyHouse, ({ members, origins }) => {
        const groups = regroup(members, origins);
        expect(groups.flatMap(({ findingIds }) => findingIds).toSorted()).toEqual(members.map(({ id }) => id).toSorted());
        for (const group of groups) {
          const own = members.filter(({ subject }) => subjectKey(subject) === subjectKey(group.subject));
          expect(group.findingIds.toSorted()).toEqual(own.map(({ id }) => id).toSorted());
        }
      }),
    );
  });

  test('never crosses sites', () => {
    fc.assert(
      fc.property(anyHouse, ({ members, origins }) => {
        for (const { findingIds, subject } of regroup(members, origins)) {
          const sites = members.filter(({ id }) => findingIds.includes(id)).map((member) => member.subject.siteId);
          expect(new Set(sites)).toEqual(new Set([subject.siteId]));
        }
      }),
    );
  });

  test('does not depend on the order of what it is given', () => {
    const shuffled = anyHouse.chain(({ members, origins }) =>
      fc.record({
        house: fc.constant({ members, origins }),
        members: fc.shuffledSubarray([...members], { minLength: members.length }),
        origins: fc.shuffledSubarray([...origins], { minLength: origins.length }),
      }),
    );
    const sorted = (groups: ReturnType<typeof regroup>) =>
      groups.toSorted((a, b) => (subjectKey(a.subject) < subjectKey(b.subject) ? -1 : 1));
    fc.assert(
      fc.property(shuffled, ({ house, members, origins }) => {
        expect(sorted(regroup(members, origins))).toEqual(sorted(regroup(house.members, house.origins)));
      }),
    );
  });

  test('uses each story once at most: it stays, is closed into another, or has no member left', () => {
    fc.assert(
      fc.property(anyHouse, ({ members, origins }) => {
        const groups = regroup(members, origins);
        const used = groups.flatMap(({ storyId, closes }) => [...(storyId === null ? [] : [storyId]), ...closes]);
        expect(new Set(used).size).toBe(used.length);
        expect(new Set(used)).toEqual(new Set(members.map(({ storyId }) => storyId)));
      }),
    );
  });

  test('is settled: what it has grouped it groups the same way again', () => {
    fc.assert(
      fc.property(anyHouse, ({ members, origins }) => {
        const once = regroup(members, origins).map((group, index) => ({ ...group, storyId: group.storyId ?? `new ${index}` }));
        const storyOf = (id: string) => once.find(({ findingIds }) => findingIds.includes(id))?.storyId ?? '';
        const moved = members.map((member) => ({ ...member, storyId: storyOf(member.id) }));
        const stories = once.map(({ storyId, subject }) => ({ id: storyId, subject, openedAt: minute(0) }));
        expect(regroup(moved, stories).map(({ storyId, closes }) => ({ storyId, closes }))).toEqual(
          once.map(({ storyId }) => ({ storyId, closes: [] })),
        );
      }),
    );
  });

  test('of two stories that meet, the older stays', () => {
    const subject = { siteId: 's', kind: 'machine', id: 'm' } as const;
    const members = [
      { id: 'f1', storyId: 'young', openedAt: minute(5), subject },
      { id: 'f2', storyId: 'old', openedAt: minute(2), subject },
    ];
    const origins = [
      { id: 'young', openedAt: minute(5), subject },
      { id: 'old', openedAt: minute(2), subject: { siteId: 's', kind: 'asset', id: 'a' } },
    ];
    expect(regroup(members, origins)).toMatchObject([{ storyId: 'old', closes: ['young'] }]);
  });
});
