import type { Mark } from '../../../../web/kit/index.ts';
import type { ScreenState } from '../../domain/screen-state.ts';

const MARKS: Readonly<Record<ScreenState, Mark>> = {
  offline: 'critical',
  critical: 'critical',
  warning: 'warning',
  healthy: 'ok',
  off: 'off',
  new: 'unknown',
};

export const stateMark = (state: ScreenState): Mark => MARKS[state];

/** Worst first; what was never heard of stands above what is well. */
export const STATES_BY_NEED: readonly ScreenState[] = ['offline', 'critical', 'warning', 'new', 'healthy', 'off'];
