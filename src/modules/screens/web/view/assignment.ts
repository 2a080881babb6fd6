import type { Screen } from '../../contract/screen-shapes.ts';

interface Placed {
  /** Null: in none. */
  readonly groupId: string | null;
  readonly ids: readonly string[];
}

/** Which screens are in which group, for the way back. */
export function placesOf(screens: readonly Pick<Screen, 'id' | 'group'>[]): readonly Placed[] {
  const groups = Map.groupBy(screens, ({ group }) => group?.id ?? null);
  return [...groups].map(([groupId, those]) => ({ groupId, ids: those.map(({ id }) => id) }));
}

/** The console takes so many at once. */
const AT_ONCE = 500;

export const assignments = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_none, part) => ids.slice(part * AT_ONCE, (part + 1) * AT_ONCE));
