import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

/** Only what differs between two states of a row, for its audit entry; null: nothing does. */
export function differences(before: Fields, after: Fields): { readonly before: Fields; readonly after: Fields } | null {
  const changed = Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key]));
  if (changed.length === 0) return null;
  const pick = (fields: Fields) => Object.fromEntries(changed.map((key) => [key, fields[key]]));
  return { before: pick(before), after: pick(after) };
}
