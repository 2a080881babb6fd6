import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterTelling, heard, type Stand, type Told, UNTOLD } from './occasion.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');
const minute = (minutes: number) => start.add({ minutes });
const speaking = (loudness: 'warning' | 'critical', more: Partial<Extract<Stand, { is: 'speaking' }>> = {}): Stand => ({
  ...{ is: 'speaking', loudness, round: 0, isEscalated: false },
  ...more,
});
const SILENT: Stand = { is: 'silent' };
const OVER: Stand = { is: 'over' };

const told = (stand: Stand): Told => {
  const after = afterTelling(stand, start);
  if (after === null) throw new Error('the end was told');
  return after;
};

const anyStand: fc.Arbitrary<Stand> = fc.oneof(
  fc.record({
    is: fc.constant('speaking' as const),
    loudness: fc.constantFrom('warning' as const, 'critical' as const),
    round: fc.nat(2),
    isEscalated: fc.boolean(),
  }),
  fc.constant(SILENT),
);

describe('what is to be told', () => {
  test.each([
    ['a new warning', UNTOLD, speaking('warning'), 'opened'],
    ['a critical that a later step brings', UNTOLD, speaking('critical', { isEscalated: true }), 'escalated'],
    ['a told warning that is critical now', told(speaking('warning')), speaking('critical'), 'raised'],
    ['what is as it was told', told(speaking('critical')), speaking('critical'), null],
    ['a critical that is a warning now', told(speaking('critical')), speaking('warning'), null],
    ['the next round', told(speaking('critical')), speaking('critical', { round: 1 }), 'escalated'],
    ['what is silent', told(speaking('critical')), SILENT, null],
    ['the end of what was told', told(speaking('critical')), OVER, 'cleared'],
  ] as const)('%s', (_what, known, stand, occasion) => {
    expect(heard(known, stand, minute(20))?.pending?.occasion ?? null).toBe(occasion);
  });

  test('the end of what was never told is nothing to remember', () => {
    expect(heard(heard(UNTOLD, speaking('critical'), start) ?? UNTOLD, OVER, minute(1))).toBeNull();
  });

  test('what was silent and speaks again is back', () => {
    const silent = heard(told(speaking('critical')), SILENT, minute(1)) ?? UNTOLD;
    expect(heard(silent, speaking('critical'), minute(2))?.pending).toEqual({ occasion: 'returned', since: minute(2) });
  });

  test('a rise that passed before it was told is none', () => {
    const risen = heard(told(speaking('warning')), speaking('critical'), minute(1)) ?? UNTOLD;
    expect(risen.pending?.occasion).toBe('raised');
    expect(heard(risen, speaking('warning'), minute(2))?.pending).toBeNull();
  });

  test('what fell and rose again has risen', () => {
    const fallen = heard(told(speaking('critical')), speaking('warning'), minute(1)) ?? UNTOLD;
    expect(heard(fallen, speaking('critical'), minute(2))?.pending?.occasion).toBe('raised');
  });
});

test('the same look twice changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyStand, { minLength: 1, maxLength: 8 }), (stands) => {
      let known: Told = UNTOLD;
      for (const [index, stand] of stands.entries()) {
        known = heard(known, stand, minute(index)) ?? UNTOLD;
        expect(heard(known, stand, minute(index + 100))).toEqual(known);
      }
    }),
  );
});

test('what was told as it stands leaves nothing to be told, and its end is told exactly once', () => {
  const anySpeaking = anyStand.filter(({ is }) => is === 'speaking');
  fc.assert(
    fc.property(anySpeaking, (stand) => {
      const after = told(stand);
      expect(heard(after, stand, minute(60))).toEqual(after);
      expect(heard(after, OVER, minute(70))?.pending?.occasion).toBe('cleared');
      expect(afterTelling(OVER, minute(80))).toBeNull();
    }),
  );
});

test('while it is silent nothing is pending, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(anyStand, { maxLength: 8 }), (stands) => {
      let known: Told = UNTOLD;
      for (const [index, stand] of stands.entries()) known = heard(known, stand, minute(index)) ?? UNTOLD;
      expect(heard(known, SILENT, minute(50))?.pending).toBeNull();
    }),
  );
});
