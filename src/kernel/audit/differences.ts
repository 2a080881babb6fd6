type Fields = Readonly<Record<string, unknown>>;

/** The fields of `after` that differ, before and after, for an audit row; null: nothing differs. Values are compared as they are written down. */
export function differences(before: Fields, after: Fields): { readonly before: Fields; readonly after: Fields } | null {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (changed.length === 0) return null;
  const pick = (fields: Fields) => Object.fromEntries(changed.map((key) => [key, fields[key] ?? null]));
  return { before: pick(before), after: pick(after) };
}
