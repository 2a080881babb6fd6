import { latest } from '../../../shared/time.ts';
import type { Safety } from '../../module.ts';

/** Worst first: no, ask, not known, yes. */
const WORST = ['deny', 'confirm', 'unknown', 'allow'] as const;

export const UNKNOWN: Safety = { answer: 'unknown', safeAt: null };

/** One answer for all that stands on a machine: the worst, safe at the latest instant; without any answer unknown. */
export function worstSafety(answers: readonly Safety[]): Safety {
  const [first, ...rest] = answers;
  if (first === undefined) return UNKNOWN;
  return rest.reduce<Safety>(
    (worst, next) => ({
      answer: WORST.find((answer) => answer === worst.answer || answer === next.answer) ?? 'unknown',
      safeAt: worst.safeAt === null || next.safeAt === null ? null : latest(worst.safeAt, next.safeAt),
    }),
    first,
  );
}
