import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Safety } from '../../module.ts';
import { worstSafety } from './safety.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');

const anySafety = fc.record({
  answer: fc.constantFrom('allow', 'confirm', 'deny', 'unknown'),
  safeAt: fc.option(
    fc.nat(100).map((minutes) => start.add({ minutes })),
    { nil: null },
  ),
}) satisfies fc.Arbitrary<Safety>;

test.each([
  [['allow', 'unknown'], 'unknown'],
  [['unknown', 'confirm'], 'confirm'],
  [['confirm', 'deny', 'allow'], 'deny'],
  [['allow', 'allow'], 'allow'],
  [[], 'unknown'],
] as const)('of %j the worst is %s', (answers, worst) => {
  expect(worstSafety(answers.map((answer) => ({ answer, safeAt: null }))).answer).toBe(worst);
});

test('it is safe when the last one is, and unknown when one of them is', () => {
  fc.assert(
    fc.property(fc.array(anySafety, { minLength: 1, maxLength: 6 }), (answers) => {
      const { safeAt } = worstSafety(answers);
      const instants = answers.map((answer) => answer.safeAt);
      if (instants.includes(null)) expect(safeAt).toBeNull();
      else expect(safeAt?.epochMilliseconds).toBe(Math.max(...instants.flatMap((at) => at?.epochMilliseconds ?? [])));
    }),
  );
});

test('the order of the answers does not matter', () => {
  fc.assert(
    fc.property(fc.array(anySafety, { maxLength: 6 }), (answers) => {
      expect(worstSafety(answers.toReversed())).toEqual(worstSafety(answers));
    }),
  );
});
