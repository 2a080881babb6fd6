import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBefore } from '../../../shared/time.ts';
import { type InUseHours, type Period, windowStatusAt } from '../../../shared/window.ts';
import { decide, type Mode, modeOf, type Touchable } from './decide.ts';

const at = (text: string) => Temporal.Instant.from(text);
const period = (from: string, until: string): Period => ({ from: at(from), until: at(until) });

const office: InUseHours = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
const server = (changes: Partial<Touchable> = {}): Touchable => ({
  hours: office,
  mode: 'confirm',
  cutoffMinutes: 0,
  maintenance: [],
  freezes: [],
  ...changes,
});

const inUse = at('2026-11-21T13:12Z');
const free = at('2026-11-21T22:00Z');

describe('the answer', () => {
  test.each([
    ['inform', 'allow'],
    ['confirm', 'confirm'],
    ['enforce', 'deny'],
  ] as const)('in use, %s: %s, with the reason', (mode, answer) => {
    const decision = decide(server({ mode }), 'update', inUse);
    expect(decision.answer).toBe(answer);
    expect(decision.reasons).toEqual([{ code: 'in_use', params: { until: '2026-11-21T21:00:00Z' } }]);
    expect(decision.nextAllowedAt).toEqual(answer === 'allow' ? inUse : at('2026-11-21T21:00Z'));
  });

  test.each([
    ['inform', 'allow'],
    ['confirm', 'confirm'],
    ['enforce', 'confirm'],
  ] as const)('hours unknown, %s: %s, never safe', (mode, answer) => {
    const decision = decide(server({ mode, hours: null }), 'reboot', inUse);
    expect(decision).toMatchObject({ answer, reasons: [{ code: 'window_unknown' }] });
    expect(decision.nextAllowedAt).toEqual(answer === 'allow' ? inUse : null);
  });

  test('outside the hours it is allowed without a word', () => {
    expect(decide(server({ mode: 'enforce' }), 'reboot', free)).toEqual({ answer: 'allow', reasons: [], nextAllowedAt: free });
  });

  test('reading is always allowed', () => {
    const closed = server({ mode: 'enforce', hours: { alwaysInUse: true }, freezes: [period('2026-11-01T00:00Z', '2026-12-01T00:00Z')] });
    expect(decide(closed, 'read', inUse)).toEqual({ answer: 'allow', reasons: [], nextAllowedAt: inUse });
  });

  test('always in use: never allowed by itself', () => {
    expect(decide(server({ hours: { alwaysInUse: true } }), 'update', free)).toEqual({
      answer: 'confirm',
      reasons: [{ code: 'always_in_use', params: {} }],
      nextAllowedAt: null,
    });
  });
});

describe('the cut-off', () => {
  const closing = server({ mode: 'enforce', cutoffMinutes: 60 });

  test.each([
    ['an hour and a second before', '2026-11-22T05:59:59Z', 'allow'],
    ['exactly an hour before', '2026-11-22T06:00:00Z', 'allow'],
    ['a second less', '2026-11-22T06:00:01Z', 'deny'],
  ] as const)('%s the server is in use again: %s', (_when, now, answer) => {
    expect(decide(closing, 'update', at(now)).answer).toBe(answer);
  });

  test('says when it closes, and points to the next evening', () => {
    expect(decide(closing, 'update', at('2026-11-22T06:30Z'))).toEqual({
      answer: 'deny',
      reasons: [{ code: 'window_closing', params: { riskyAt: '2026-11-22T07:00:00Z', cutoffMinutes: 60 } }],
      nextAllowedAt: at('2026-11-22T21:00Z'),
    });
  });

  test('safe times that are all too short: none is in sight', () => {
    const hours = { start: '22:00', end: '21:30', timeZone: 'UTC' };
    expect(decide(server({ hours, cutoffMinutes: 31 }), 'update', inUse).nextAllowedAt).toBeNull();
    expect(decide(server({ hours, cutoffMinutes: 30 }), 'update', inUse).nextAllowedAt).toEqual(at('2026-11-21T21:30Z'));
  });
});

describe('maintenance and freeze dates', () => {
  const maintenance = [period('2026-11-21T13:00Z', '2026-11-21T15:00Z')];

  test('maintenance allows what the hours do not, and says so', () => {
    expect(decide(server({ mode: 'enforce', maintenance }), 'update', inUse)).toEqual({
      answer: 'allow',
      reasons: [{ code: 'in_maintenance', params: { until: '2026-11-21T15:00:00Z' } }],
      nextAllowedAt: inUse,
    });
  });

  test('the end of a maintenance closes too', () => {
    const soon = server({ mode: 'enforce', maintenance, cutoffMinutes: 30 });
    expect(decide(soon, 'update', at('2026-11-21T14:31Z')).reasons).toEqual([
      { code: 'window_closing', params: { riskyAt: '2026-11-21T15:00:00Z', cutoffMinutes: 30 } },
    ]);
  });

  test('a freeze beats maintenance and safe hours', () => {
    const frozen = server({ mode: 'enforce', maintenance, freezes: [period('2026-11-20T00:00Z', '2026-11-23T10:00Z')] });
    for (const now of [inUse, free]) {
      expect(decide(frozen, 'update', now)).toEqual({
        answer: 'deny',
        reasons: [{ code: 'frozen', params: { until: '2026-11-23T10:00:00Z' } }],
        nextAllowedAt: at('2026-11-23T21:00Z'),
      });
    }
  });

  test('a planned maintenance can be the next allowed instant', () => {
    expect(decide(server({ maintenance }), 'update', at('2026-11-21T12:00Z')).nextAllowedAt).toEqual(at('2026-11-21T13:00Z'));
    expect(decide(server({ maintenance, hours: null }), 'update', at('2026-11-21T12:00Z')).nextAllowedAt).toEqual(at('2026-11-21T13:00Z'));
  });

  test('the end of a period is not part of it', () => {
    expect(decide(server({ maintenance }), 'update', at('2026-11-21T15:00Z')).answer).toBe('confirm');
  });
});

test('the server’s own mode beats its schedule’s; without either it is confirm', () => {
  expect(modeOf('enforce', 'inform')).toBe('enforce');
  expect(modeOf(null, 'inform')).toBe('inform');
  expect(modeOf(null, null)).toBe('confirm');
});

describe('for any server', () => {
  const anyNow = fc
    .integer({ min: Date.UTC(2025, 0), max: Date.UTC(2031, 0) })
    .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));
  const anyPeriod = fc
    .tuple(anyNow, fc.integer({ min: 1, max: 10_000 }))
    .map(([from, minutes]) => ({ from, until: from.add({ minutes }) }));
  const anyClock = fc
    .integer({ min: 0, max: 1_439 })
    .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
  const anyServer = fc.record({
    hours: fc.option(
      fc.record({
        start: anyClock,
        end: anyClock,
        timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'),
        weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        alwaysInUse: fc.boolean(),
      }),
      { nil: null },
    ),
    mode: fc.constantFrom<Mode>('inform', 'confirm', 'enforce'),
    cutoffMinutes: fc.integer({ min: 0, max: 240 }),
    maintenance: fc.array(anyPeriod, { maxLength: 3 }),
    freezes: fc.array(anyPeriod, { maxLength: 3 }),
  });

  test('at nextAllowedAt it is allowed, a millisecond before it is not', () => {
    fc.assert(
      fc.property(anyServer, anyNow, (any, now) => {
        const { answer, nextAllowedAt } = decide(any, 'update', now);
        if (answer === 'allow') expect(nextAllowedAt).toEqual(now);
        if (answer === 'allow' || nextAllowedAt === null) return;
        expect(isBefore(now, nextAllowedAt)).toBe(true);
        expect(decide(any, 'update', nextAllowedAt).answer).toBe('allow');
        expect(decide(any, 'update', nextAllowedAt.subtract({ milliseconds: 1 })).answer).not.toBe('allow');
      }),
      { numRuns: 300 },
    );
  });

  test('under enforce nothing starts while the window says risky, unless maintenance is declared', () => {
    fc.assert(
      fc.property(anyServer, anyNow, (any, now) => {
        const strict = { ...any, mode: 'enforce' as const, maintenance: [] };
        if (windowStatusAt(any.hours, now) === 'risky') expect(decide(strict, 'reboot', now).answer).toBe('deny');
        if (windowStatusAt(any.hours, now) === 'unknown') expect(decide(strict, 'reboot', now).answer).not.toBe('allow');
      }),
    );
  });
});
