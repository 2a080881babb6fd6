import { z } from 'zod';
import { SCREEN_SORTS } from '../../contract/screen-routes.ts';
import { SCREEN_STATES, type ScreenState } from '../../domain/screen-state.ts';

/** Stands for "in no group" where a group's id would. */
export const NO_GROUP = 'none';

const isState = (text: string): text is ScreenState => SCREEN_STATES.some((state) => state === text);

/** States as the address holds them; what is none, of an old bookmark, is left out. */
export const statesOf = (text: string | undefined): readonly ScreenState[] => (text ?? '').split(',').filter(isState);

export const FILTER_SHAPE = {
  q: z.string(),
  state: z.string().refine((text) => statesOf(text).length > 0),
  group: z.union([z.uuid(), z.literal(NO_GROUP)]),
  sort: z.enum(SCREEN_SORTS),
};

export interface ScreenFilters {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly group?: string | undefined;
}

export const NOTHING = { q: null, state: null, group: null };

export const isFiltered = ({ q, state, group }: ScreenFilters): boolean => [q, state, group].some((value) => value !== undefined);

/** The filters as the list of screens takes them. */
export const listInput = ({ q, state, group }: ScreenFilters) => ({
  ...(q === undefined ? {} : { q }),
  ...(state === undefined ? {} : { state: statesOf(state).join(',') }),
  ...(group === undefined ? {} : group === NO_GROUP ? { unassigned: 'true' as const } : { groupId: group }),
});
