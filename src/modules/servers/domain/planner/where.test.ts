import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAfter, isBefore } from '../../../../shared/time.ts';
import type { Period } from '../../../../shared/window.ts';
import type { Touchable } from '../decide.ts';
import { dueAt, suggestedUpdateAt } from '../update-status.ts';
import { type PlanServer, planSlots, type TakenTime } from './plan.ts';
import { at, ZONES } from './testing.ts';

describe('where it lies', () => {
  const now = at('2026-11-21T08:00Z');
  const allDay: Period = { from: at('2026-01-01T00:00Z'), until: at('2027-12-31T00:00Z') };
  const always: Touchable = { hours: { timeZone: 'Europe/Berlin' }, mode: 'confirm', cutoffMinutes: 0, maintenance: [allDay], freezes: [] };
  const office: Touchable = { ...always, maintenance: [], hours: { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' } };
  const server = (changes: Partial<PlanServer>): PlanServer => ({
    id: 'web01',
    touchable: office,
    rhythm: { intervalDays: 30, preferredWeekday: null },
    lastUpdatedAt: at('2026-10-25T00:00Z'),
    slotMinutes: 60,
    group: null,
    slot: null,
    ...changes,
  });
  const only = (changes: Partial<PlanServer>, taken: TakenTime[] = []) => {
    const proposal = planSlots([server(changes)], taken, now).get('web01');
    if (proposal === undefined) throw new Error('no proposal');
    return proposal;
  };
  const frozen = (from: string, until: string): Touchable => ({ ...office, freezes: [{ from: at(from), until: at(until) }] });

  test('the suggested date, wherever that is safe and still to come', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 24 * 60 }),
        (timeZone, intervalDays, preferredWeekday, hoursAgo) => {
          const rhythm = { intervalDays, preferredWeekday };
          const lastUpdatedAt = now.subtract({ hours: hoursAgo });
          const suggested = suggestedUpdateAt(lastUpdatedAt, rhythm, timeZone);
          const due = dueAt(lastUpdatedAt, rhythm);
          if (suggested === null || due === null || !isAfter(suggested, now.add({ minutes: 5 })) || !isBefore(suggested, due)) return;
          const { startsAt } = only({ touchable: { ...always, hours: { timeZone } }, rhythm, lastUpdatedAt });
          expect(startsAt?.toString()).toBe(suggested.toString());
        },
      ),
    );
  });

  test('a server that is due: the next safe hour', () => {
    expect(only({})).toMatchObject({
      startsAt: at('2026-11-21T21:00Z'),
      endsAt: at('2026-11-21T22:00Z'),
      change: 'new',
      isLate: false,
      isRisky: false,
    });
  });

  test('the preferred weekday comes first, in the server’s zone', () => {
    // Sunday begins at 23:00Z on Saturday there; in use until 22:00 on Saturday.
    expect(only({ rhythm: { intervalDays: 30, preferredWeekday: 7 } })).toMatchObject({
      startsAt: at('2026-11-21T23:00Z'),
      isPreferredWeekday: true,
    });
  });

  test('a freeze over the preferred weekday moves it to another day that is in time', () => {
    const touchable = frozen('2026-11-21T20:00Z', '2026-11-23T10:00Z');
    expect(only({ touchable, rhythm: { intervalDays: 30, preferredWeekday: 7 } })).toMatchObject({
      startsAt: at('2026-11-23T21:00Z'),
      isPreferredWeekday: false,
    });
  });

  test('a freeze over the whole of its time makes it late, in safe time', () => {
    expect(only({ touchable: frozen('2026-11-01T00:00Z', '2026-12-01T00:00Z') })).toMatchObject({
      startsAt: at('2026-12-01T00:00Z'),
      isLate: true,
      isRisky: false,
      reasons: [{ code: 'no_time_before_due', params: { dueAt: '2026-11-24T00:00:00Z' } }],
    });
  });

  test('an overdue server gets the next safe hour', () => {
    expect(only({ lastUpdatedAt: null })).toMatchObject({
      startsAt: at('2026-11-21T21:00Z'),
      isLate: true,
      reasons: [{ code: 'overdue', params: { dueAt: null } }],
    });
  });

  test('always in use: a time that is not safe, which it says; under enforce none', () => {
    const touchable: Touchable = { ...office, hours: { alwaysInUse: true } };
    expect(only({ touchable })).toMatchObject({ isRisky: true, isLate: false, reasons: [{ code: 'always_in_use' }] });
    expect(only({ touchable: { ...touchable, mode: 'enforce' } })).toEqual({
      ...{ startsAt: null, endsAt: null, change: 'none', isPreferredWeekday: false, isLate: false, isRisky: false },
      reasons: [
        { code: 'always_in_use', params: {} },
        { code: 'no_safe_time', params: {} },
      ],
    });
  });

  test('hours that nobody knows are never safe, and a person may confirm them in every mode', () => {
    for (const mode of ['inform', 'confirm', 'enforce'] as const) {
      expect(only({ touchable: { ...office, mode, hours: null } })).toMatchObject({ isRisky: true, reasons: [{ code: 'window_unknown' }] });
    }
  });

  test('a group: the one that is due earlier goes first, the other one after it', () => {
    const plan = planSlots(
      [server({ id: 'b', group: 'web' }), server({ id: 'a', group: 'web', lastUpdatedAt: at('2026-10-26T00:00Z') })],
      [],
      now,
    );
    expect(plan.get('b')).toMatchObject({ startsAt: at('2026-11-21T21:00Z') });
    expect(plan.get('a')).toMatchObject({ startsAt: at('2026-11-21T22:00Z') });
  });

  test('a server with much time makes way for one with little', () => {
    // Both want Saturday night; only there b has a time at all.
    const tight = {
      id: 'b',
      group: 'web',
      touchable: frozen('2026-11-21T22:00Z', '2026-12-01T00:00Z'),
      lastUpdatedAt: at('2026-10-28T00:00Z'),
    };
    const plan = planSlots([server({ id: 'a', group: 'web' }), server(tight)], [], now);
    expect(plan.get('b')).toMatchObject({ startsAt: at('2026-11-21T21:00Z'), isLate: false });
    expect(plan.get('a')).toMatchObject({ startsAt: at('2026-11-21T22:00Z'), isLate: false });
  });

  test('a slot that a person placed stays where it may start, also at the end of the safe time', () => {
    const slot = { startsAt: at('2026-11-23T06:30Z'), endsAt: at('2026-11-23T07:30Z'), isByHand: true, isRiskConfirmed: false };
    expect(only({ slot })).toMatchObject({ startsAt: slot.startsAt, change: 'kept' });
    expect(only({ slot: { ...slot, isByHand: false } })).toMatchObject({ change: 'moved' });
    expect(only({ slot, touchable: frozen('2026-11-23T00:00Z', '2026-11-24T00:00Z') })).toMatchObject({ change: 'moved' });
  });
});
