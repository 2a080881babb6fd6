import type { Mark } from '../../../../web/kit/index.ts';
import type { Slot } from '../../contract/plan-shapes.ts';

const MARKS: Readonly<Record<Slot['state'], Mark>> = {
  planned: 'muted',
  postponed: 'muted',
  started: 'muted',
  succeeded: 'ok',
  failed: 'critical',
  missed: 'warning',
  cancelled: 'off',
  unknown: 'unknown',
};

/** A slot that waits but comes too late warns already. */
export const slotMark = ({ state, isLate }: Pick<Slot, 'state' | 'isLate'>): Mark =>
  (state === 'planned' || state === 'postponed') && isLate ? 'warning' : MARKS[state];
