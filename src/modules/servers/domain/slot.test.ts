import { describe, expect, test } from 'vitest';
import { faultOfApproval } from './approval.ts';
import { answerDueAt, isTooLate, noticeDueAt, openWakesAt, slotFact, startedWakesAt } from './slot.ts';

const at = (text: string) => Temporal.Instant.from(text);
const start = at('2026-11-21T21:00Z');

test.each([
  ['weeks before', '2026-11-01T00:00Z', '2026-11-20T21:00:00Z'],
  ['hours before: at once', '2026-11-21T08:00Z', '2026-11-21T08:00:00Z'],
])('people hear of it a day before; planned %s', (_when, now, told) => {
  expect(noticeDueAt(start, at(now)).toString()).toBe(told);
});

test('the console wakes for the notice, then for the start', () => {
  expect(openWakesAt({ startsAt: start, noticeDueAt: at('2026-11-20T21:00Z') })).toEqual(at('2026-11-20T21:00Z'));
  expect(openWakesAt({ startsAt: start, noticeDueAt: null })).toEqual(start);
});

test.each([
  ['half an hour after its start to the millisecond', '2026-11-21T21:30:00Z', false],
  ['a millisecond later', '2026-11-21T21:30:00.001Z', true],
])('%s: too late %s', (_when, now, isLate) => {
  expect(isTooLate(start, at(now as string))).toBe(isLate);
});

test('a status address is asked each minute, up to the instant at which the answer is due', () => {
  const endsAt = at('2026-11-21T22:00Z');
  expect(answerDueAt(endsAt)).toEqual(at('2026-11-22T00:00Z'));
  expect(startedWakesAt({ endsAt, statusUrl: null }, start)).toEqual(at('2026-11-22T00:00Z'));
  expect(startedWakesAt({ endsAt, statusUrl: 'x' }, start)).toEqual(at('2026-11-21T21:01Z'));
  expect(startedWakesAt({ endsAt, statusUrl: 'x' }, at('2026-11-21T23:59:30Z'))).toEqual(at('2026-11-22T00:00Z'));
});

describe('what is wrong', () => {
  test.each([
    ['no slot', null, null, null],
    ['one that went well', 'succeeded', null, null],
    ['one that is still to come', 'planned', null, null],
    ['one that was missed', 'missed', null, 'slot-missed'],
    ['one that failed', 'failed', '2026-11-01T00:00Z', 'slot-failed'],
    ['one that nothing was heard of', 'unknown', null, 'slot-failed'],
    ['one that was missed, and an update since', 'missed', '2026-11-22T00:00Z', null],
  ] as const)('%s', (_what, state, updatedAt, rule) => {
    const newest = state === null ? null : { startsAt: start, state, because: 'too_late' };
    expect(slotFact(newest, updatedAt === null ? null : at(updatedAt))?.rule ?? null).toBe(rule);
  });
});

test.each([
  ['another one, in time', 'vera', 'pending', '2026-11-21T10:00Z', null],
  ['who asked', 'olga', 'pending', '2026-11-21T10:00Z', 'servers.approval_own'],
  ['after it was decided', 'vera', 'declined', '2026-11-21T10:00Z', 'servers.approval_decided'],
  ['after it expired', 'vera', 'pending', '2026-11-22T08:00Z', 'servers.approval_expired'],
] as const)('a second person: %s', (_what, who, state, now, fault) => {
  const approval = { state, expiresAt: at('2026-11-22T08:00Z'), askedById: 'olga' };
  expect(faultOfApproval(approval, who, at(now))).toBe(fault);
});
