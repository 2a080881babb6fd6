import type { Errand, ErrandState } from '../../../kernel/contract/routes/errands.ts';
import type { Mark } from '../StatusMark.tsx';

/** How the end of an errand is marked; null while it is not over. */
const MARKS: Readonly<Record<ErrandState, Mark | null>> = {
  waiting: null,
  running: null,
  succeeded: 'ok',
  failed: 'critical',
  canceled: 'off',
  interrupted: 'warning',
};

export const markOfErrand = (state: ErrandState): Mark | null => MARKS[state];

/** Percent done; null while nobody knows of how many. What was counted too low stays full. */
export function percentOf({ done, total }: Pick<Errand, 'done' | 'total'>): number | null {
  if (total === null) return null;
  return total === 0 ? 100 : Math.min(100, (done / total) * 100);
}

/** Key of the text that says how far it is; null: there is nothing to say yet. */
export function countKeyOf({ state, done, total }: Pick<Errand, 'state' | 'done' | 'total'>): 'waits' | 'ofTotal' | 'soFar' | null {
  if (state === 'waiting') return 'waits';
  if (total !== null) return 'ofTotal';
  return done > 0 ? 'soFar' : null;
}
