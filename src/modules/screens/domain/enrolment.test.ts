import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideEnrolment, type KnownPlayer, type ShownCode } from './enrolment.ts';

const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const anyInstant = fc.integer({ min: -48 * 60, max: 48 * 60 }).map((minutes) => NOW.add({ minutes }));
const anyPast = fc.integer({ min: 0, max: 72 * 60 }).map((minutes) => NOW.subtract({ minutes }));
const PLAYERS = ['one', 'other'] as const;
const SCREENS = ['s1', 's2'] as const;

const anyCode: fc.Arbitrary<ShownCode> = fc.record({
  expiresAt: anyInstant,
  screenId: fc.option(fc.constantFrom(...SCREENS)),
  used: fc.option(
    fc.record({
      at: anyPast,
      by: fc.constantFrom(...PLAYERS),
      held: fc.option(fc.record({ isAccepted: fc.option(fc.boolean()), decidedAt: fc.option(anyPast), endsAt: anyInstant })),
    }),
  ),
});
const anyKnown: fc.Arbitrary<KnownPlayer | null> = fc.option(
  fc.record({ screenId: fc.constantFrom(...SCREENS), isOfSameSite: fc.boolean(), isSameComputer: fc.boolean() }),
);

test('a screen that is known is never given away without a person: by a code for it to the same computer, or after a decision', () => {
  fc.assert(
    fc.property(anyCode, fc.constantFrom(...PLAYERS), anyKnown, (code, uuid, known) => {
      fc.pre(known !== null && code.used === null);
      const decision = decideEnrolment(code, uuid, known, NOW);
      expect(decision).not.toBe('new-screen');
      if (decision === 'as-bound') expect([code.screenId, known?.isSameComputer]).toEqual([known?.screenId, true]);
    }),
  );
});

test('what is over, or was used by another one, is refused', () => {
  fc.assert(
    fc.property(anyCode, fc.constantFrom(...PLAYERS), anyKnown, (code, uuid, known) => {
      const isOver = code.used === null && Temporal.Instant.compare(code.expiresAt, NOW) <= 0;
      const isAnothers = code.used !== null && code.used.by !== uuid;
      fc.pre(isOver || isAnothers);
      expect(decideEnrolment(code, uuid, known, NOW)).toBe('refuse');
    }),
  );
});

test('nobody comes in by a takeover that was refused or not decided', () => {
  fc.assert(
    fc.property(anyCode, anyKnown, (code, known) => {
      fc.pre(code.used?.held != null && code.used.held.isAccepted !== true);
      const { by, held } = code.used ?? {};
      const isWaiting = by === 'one' && held?.isAccepted === null && Temporal.Instant.compare(held.endsAt, NOW) > 0;
      expect(decideEnrolment(code, 'one', known, NOW)).toBe(isWaiting ? 'wait' : 'refuse');
    }),
  );
});
