import type { Screen } from '../../contract/screen-shapes.ts';

interface Placed {
  /** Null: in none. */
  readonly groupId: string | null;
  readonly ids: string[];
}

/** Which screens are in which group, for the way back. */
export function byGroup(screens: readonly Pick<Screen, 'id' | 'group'>[]): readonly Placed[] {
  const groups = Map.groupBy(screens, ({ group }) => group?.id ?? null);
  return [...groups].map(([groupId, those]) => ({ groupId, ids: those.map(({ id }) => id) }));
}
