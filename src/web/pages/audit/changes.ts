type Row = Readonly<Record<string, unknown>> | null;

/** One field that an act changed; undefined where it was not there before or is not any more. */
export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs between two states, nested fields by their path; fields that stayed are left out. */
export function changesBetween(before: Row, after: Row, prefix = ''): readonly Change[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].toSorted();
  return names.flatMap((name): readonly Change[] => {
    const old = before?.[name];
    const now = after?.[name];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (isRecord(old) && isRecord(now)) return changesBetween(old, now, path);
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ path, before: old, after: now }];
  });
}
