import type { Group, Screen } from '../../contract/screen-shapes.ts';
import type { ScreenState } from '../../domain/screen-state.ts';
import { needOf, STATES_BY_NEED } from './marks.ts';

/** Heard within the grace and meant to show something. */
export const ONLINE_STATES: readonly ScreenState[] = ['critical', 'warning', 'healthy'];

export interface StateCount {
  readonly state: ScreenState;
  readonly count: number;
}

/** How many screens are in each state, worst first; states that no screen is in are left out. */
export const countStates = (screens: readonly Pick<Screen, 'state'>[]): readonly StateCount[] =>
  STATES_BY_NEED.map((state) => ({ state, count: screens.filter((screen) => screen.state === state).length })).filter(
    ({ count }) => count > 0,
  );

/** A group with its screens; `group` null: those in none. */
export interface Grouped {
  readonly group: Group | null;
  readonly screens: readonly Screen[];
}

/** Groups in their order with their screens, those in no group last. A group that was made a moment ago may be told by its screens only. */
export function grouped(groups: readonly Group[], screens: readonly Screen[]): readonly Grouped[] {
  const known = new Set(groups.map(({ id }) => id));
  const inGroups = groups.map((group) => ({ group, screens: screens.filter((screen) => screen.group?.id === group.id) }));
  const rest = screens.filter(({ group }) => group === null || !known.has(group.id));
  return rest.length === 0 ? inGroups : [...inGroups, { group: null, screens: rest }];
}

/** At most this many, those that need somebody first, still in their order. */
export function mostNeeding(screens: readonly Screen[], most: number): readonly Screen[] {
  if (screens.length <= most) return screens;
  const kept = new Set(
    [...screens]
      .sort((one, other) => needOf(one) - needOf(other))
      .slice(0, most)
      .map(({ id }) => id),
  );
  return screens.filter(({ id }) => kept.has(id));
}
