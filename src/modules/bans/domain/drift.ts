/**
 * `value`: both have it, with other values. `only-running`: the next reload takes it away.
 * `only-configured`: the next reload brings it.
 */
export const DRIFT_KINDS = ['value', 'only-running', 'only-configured'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export interface Drift {
  readonly jail: string;
  readonly kind: DriftKind;
  readonly setting: string;
  readonly running: string | null;
  readonly configured: string | null;
}

/** A jail as far as both the running fail2ban and its files tell of it. Times in seconds. */
export interface JailState {
  readonly values: Readonly<Record<string, string>>;
  /** What a jail has many of, by setting: expressions, log paths, ignored addresses, actions. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** What the next reload would change: the running jails beside those of the files. Values that one of the two does not tell are left out. */
export function driftOf(running: ReadonlyMap<string, JailState>, configured: ReadonlyMap<string, JailState>): Drift[] {
  const names = [...new Set([...running.keys(), ...configured.keys()])].toSorted();
  return names.flatMap((jail) => {
    const [one, other] = [running.get(jail), configured.get(jail)];
    if (one === undefined) return [{ jail, kind: 'only-configured', setting: 'jail', running: null, configured: jail }];
    if (other === undefined) return [{ jail, kind: 'only-running', setting: 'jail', running: jail, configured: null }];
    return [...valueDrift(jail, one, other), ...listDrift(jail, one, other)];
  });
}

function valueDrift(jail: string, running: JailState, configured: JailState): Drift[] {
  return Object.entries(configured.values).flatMap(([setting, wanted]) => {
    const value = running.values[setting];
    return value === undefined || value === wanted ? [] : [{ jail, kind: 'value', setting, running: value, configured: wanted }];
  });
}

function listDrift(jail: string, running: JailState, configured: JailState): Drift[] {
  return Object.entries(configured.lists).flatMap(([setting, wanted]) => {
    const there = running.lists[setting];
    if (there === undefined) return [];
    return [
      ...there
        .filter((each) => !wanted.includes(each))
        .map((each): Drift => ({ jail, kind: 'only-running', setting, running: each, configured: null })),
      ...wanted
        .filter((each) => !there.includes(each))
        .map((each): Drift => ({ jail, kind: 'only-configured', setting, running: null, configured: each })),
    ];
  });
}
