import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, type Touchable } from '../decide.ts';
import { checkDrop, type Drop } from './drop.ts';
import { anyEstate, at } from './testing.ts';

const now = at('2026-11-21T08:00Z');
const office: Touchable = {
  hours: { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' },
  mode: 'confirm',
  cutoffMinutes: 0,
  maintenance: [],
  freezes: [],
};
const drop = (from: string, until: string, more: Partial<Drop> = {}): Drop => ({
  ...{ from: at(from), until: at(until), confirmRisky: false, confirmLate: false },
  ...more,
});
const place = (changes: Partial<Touchable> = {}) => ({ touchable: { ...office, ...changes }, dueAt: at('2026-11-24T00:00Z'), taken: [] });

test('by night, before it is due: it may lie there', () => {
  expect(checkDrop(place(), drop('2026-11-21T21:00Z', '2026-11-21T22:00Z'), now)).toEqual({
    ok: true,
    value: { isRisky: false, isConfirmed: false },
  });
});

test('its start counts, not its end', () => {
  expect(checkDrop(place({ mode: 'enforce' }), drop('2026-11-22T06:59Z', '2026-11-22T08:59Z'), now)).toMatchObject({ ok: true });
});

test.each([
  ['inform', true, { ok: true, value: { isRisky: true, isConfirmed: false } }],
  ['confirm', false, { ok: false, code: 'service_window_risky' }],
  ['confirm', true, { ok: true, value: { isRisky: true, isConfirmed: true } }],
  ['enforce', true, { ok: false, code: 'servers.slot_in_use' }],
] as const)('by day under %s, confirmed %s', (mode, confirmRisky, answer) => {
  expect(checkDrop(place({ mode }), drop('2026-11-22T12:00Z', '2026-11-22T13:00Z', { confirmRisky }), now)).toMatchObject(answer);
});

test('a freeze under enforce is called a freeze', () => {
  const freezes = [{ from: at('2026-11-21T00:00Z'), until: at('2026-11-23T00:00Z') }];
  const answer = checkDrop(
    place({ mode: 'enforce', freezes }),
    drop('2026-11-21T21:00Z', '2026-11-21T22:00Z', { confirmRisky: true }),
    now,
  );
  expect(answer).toMatchObject({ ok: false, code: 'servers.slot_frozen', params: { until: '2026-11-23T00:00:00Z' } });
});

test('of a server that is overdue nothing is late', () => {
  expect(checkDrop({ ...place(), dueAt: at('2026-11-20T00:00Z') }, drop('2026-11-21T21:00Z', '2026-11-21T22:00Z'), now)).toMatchObject({
    ok: true,
  });
});

test('nothing that is let through is denied, in the past, or beside another one of the group', () => {
  fc.assert(
    fc.property(
      anyEstate,
      fc.integer({ min: -100, max: 2_000 }),
      fc.integer({ min: 1, max: 1_440 }),
      fc.boolean(),
      ({ servers, taken, now }, start, minutes, confirmRisky) => {
        const [server] = servers;
        if (server === undefined) return;
        const from = now.add({ minutes: start * 5 });
        const wanted = { from, until: from.add({ minutes }), confirmRisky, confirmLate: true };
        const rivals = taken.map((time) => ({ ...time, serverName: 'other' }));
        const answer = checkDrop({ touchable: server.touchable, dueAt: null, taken: rivals }, wanted, now);
        if (!answer.ok) return;
        expect(start).toBeGreaterThan(0);
        expect(decide(server.touchable, 'update', from).answer).not.toBe('deny');
        if (!confirmRisky) expect(decide(server.touchable, 'update', from).answer).toBe('allow');
        expect(rivals.filter((rival) => overlap(rival, wanted))).toEqual([]);
      },
    ),
  );
});

const overlap = (a: { from: Temporal.Instant; until: Temporal.Instant }, b: typeof a): boolean =>
  Temporal.Instant.compare(a.from, b.until) < 0 && Temporal.Instant.compare(b.from, a.until) < 0;
