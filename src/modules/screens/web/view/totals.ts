import type { ScreenState } from '../../domain/screen-state.ts';
import { STATES_BY_NEED } from './marks.ts';

/** Heard within the grace and meant to show something. */
export const ONLINE_STATES: readonly ScreenState[] = ['critical', 'warning', 'healthy'];

export interface StateCount {
  readonly state: ScreenState;
  readonly count: number;
}

type Counts = Readonly<Record<ScreenState, number>>;

/** How many screens are in each state, worst first; states that no screen is in are left out. */
export const countsByNeed = (counts: Counts): readonly StateCount[] =>
  STATES_BY_NEED.map((state) => ({ state, count: counts[state] })).filter(({ count }) => count > 0);

/** How many screens there are, whatever their state. */
export const total = (counts: Counts): number => STATES_BY_NEED.reduce((sum, state) => sum + counts[state], 0);
