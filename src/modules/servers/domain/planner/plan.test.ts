import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAfter, isBefore } from '../../../../shared/time.ts';
import { windowStatusAt } from '../../../../shared/window.ts';
import { decide } from '../decide.ts';
import { dueAt } from '../update-status.ts';
import { type PlanServer, type Proposal, planSlots } from './plan.ts';
import { anyEstate, placed } from './testing.ts';

const withSlot = (server: PlanServer, plan: ReadonlyMap<string, Proposal>): PlanServer => {
  const found = plan.get(server.id);
  if (found === undefined || found.startsAt === null || found.endsAt === null) return server;
  return { ...server, slot: { startsAt: found.startsAt, endsAt: found.endsAt, isByHand: false, isRiskConfirmed: found.isRisky } };
};

const wire = (plan: ReadonlyMap<string, Proposal>) =>
  new Map([...plan].map(([id, each]) => [id, { ...each, startsAt: each.startsAt?.toString(), endsAt: each.endsAt?.toString() }]));

describe('for any estate', () => {
  test('every server gets one proposal, and those without a slot a reason', () => {
    fc.assert(
      fc.property(anyEstate, ({ servers, taken, now }) => {
        const plan = planSlots(servers, taken, now);
        expect([...plan.keys()].sort()).toEqual(servers.map(({ id }) => id).sort());
        for (const { startsAt, reasons } of plan.values()) if (startsAt === null) expect(reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  test('never two servers of one redundancy group at once, nor beside a slot that is taken', () => {
    fc.assert(
      fc.property(anyEstate, ({ servers, taken, now }) => {
        const slots = placed(planSlots(servers, taken, now));
        for (const a of slots) {
          const group = servers.find(({ id }) => id === a.id)?.group ?? null;
          if (group === null) continue;
          const others = slots.filter((b) => b.id !== a.id && servers.find(({ id }) => id === b.id)?.group === group);
          const spokenFor = [
            ...others.map(({ startsAt, endsAt }) => ({ from: startsAt, until: endsAt })),
            ...taken.filter((t) => t.group === group),
          ];
          expect(spokenFor.filter(({ from, until }) => isBefore(from, a.endsAt) && isAfter(until, a.startsAt))).toEqual([]);
        }
      }),
    );
  });

  test('never inside a window or a freeze in enforce, from the first minute to the last; nowhere unsafe without saying so', () => {
    fc.assert(
      fc.property(anyEstate, ({ servers, taken, now }) => {
        const plan = placed(planSlots(servers, taken, now));
        for (const { id, startsAt, endsAt, isRisky, reasons } of plan) {
          const server = servers.find((each) => each.id === id);
          if (server === undefined) throw new Error('a slot of nobody');
          const isKnown = windowStatusAt(server.touchable.hours, now) !== 'unknown';
          if (isRisky) expect(reasons.length).toBeGreaterThan(0);
          if (isRisky && server.touchable.mode === 'enforce') expect(isKnown).toBe(false);
          if (!isRisky) expect(decide({ ...server.touchable, mode: 'enforce' }, 'update', startsAt).answer).toBe('allow');
          for (let minute = startsAt; !isRisky && isBefore(minute, endsAt); minute = minute.add({ minutes: 5 })) {
            expect(decide({ ...server.touchable, mode: 'enforce', cutoffMinutes: 0 }, 'update', minute).answer).toBe('allow');
          }
          expect(server.touchable.freezes.filter(({ from, until }) => isBefore(from, endsAt) && isAfter(until, startsAt))).toEqual([]);
        }
      }),
    );
  });

  test('after now, and after the due instant only if it says that it is late', () => {
    fc.assert(
      fc.property(anyEstate, ({ servers, taken, now }) => {
        for (const { id, startsAt, isLate, reasons } of placed(planSlots(servers, taken, now))) {
          const server = servers.find((each) => each.id === id);
          const due = dueAt(server?.lastUpdatedAt ?? null, server?.rhythm ?? null);
          expect(isAfter(startsAt, now)).toBe(true);
          if (server?.rhythm !== null) expect(isLate).toBe(due === null || !isBefore(startsAt, due));
          if (isLate) expect(reasons.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('the order of the servers does not matter', () => {
    fc.assert(
      fc.property(
        anyEstate.chain((estate) =>
          fc.record({ estate: fc.constant(estate), order: fc.shuffledSubarray(estate.servers, { minLength: estate.servers.length }) }),
        ),
        ({ estate: { servers, taken, now }, order }) => {
          expect(wire(planSlots(order, taken.toReversed(), now))).toEqual(wire(planSlots(servers, taken, now)));
        },
      ),
    );
  });

  test('planning again, now or a little later, leaves every slot where it is', () => {
    fc.assert(
      fc.property(anyEstate, fc.integer({ min: 0, max: 180 }), ({ servers, taken, now }, minutes) => {
        const plan = planSlots(servers, taken, now);
        const again = planSlots(
          servers.map((server) => withSlot(server, plan)),
          taken,
          now.add({ minutes }),
        );
        for (const [id, { startsAt, endsAt }] of plan) {
          if (startsAt === null) continue;
          expect(again.get(id)).toMatchObject({ startsAt, endsAt, change: 'kept' });
        }
      }),
      { numRuns: 300 },
    );
  });
});
