import type { Effective, JailStream } from './stream.ts';

export type ChangeKind = 'setting' | 'failregex' | 'ignoreregex' | 'action' | 'log' | 'ignore';

/** One thing of a jail, or of the server (`jail` null), that is another one afterwards. */
export interface StreamChange {
  readonly jail: string | null;
  readonly kind: ChangeKind;
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface StreamDifference {
  readonly addedJails: readonly string[];
  readonly removedJails: readonly string[];
  readonly changes: readonly StreamChange[];
  readonly isCut: boolean;
}

const MOST_CHANGES = 500;

/** What would be another one: jails that come and go, and what changes of those that stay. */
export function differenceOf(before: Effective, after: Effective): StreamDifference {
  const stay = [...before.jails.values()].flatMap((jail) => {
    const now = jail.name === null ? undefined : after.jails.get(jail.name);
    return now === undefined ? [] : [[jail, now] as const];
  });
  const changes = [[before.server, after.server] as const, ...stay].flatMap(([was, is]) => changesOf(was, is));
  return {
    addedJails: [...after.jails.keys()].filter((name) => !before.jails.has(name)),
    removedJails: [...before.jails.keys()].filter((name) => !after.jails.has(name)),
    changes: changes.slice(0, MOST_CHANGES),
    isCut: changes.length > MOST_CHANGES,
  };
}

export const isNothing = ({ addedJails, removedJails, changes }: StreamDifference): boolean =>
  addedJails.length + removedJails.length + changes.length === 0;

function changesOf(was: JailStream, is: JailStream): StreamChange[] {
  const jail = was.name;
  const listed = (kind: ChangeKind, name: string, before: readonly string[], after: readonly string[]): StreamChange[] =>
    before.length === after.length && before.every((one, at) => one === after[at]) ? [] : [{ jail, kind, name, before, after }];
  const one = (value: string | null): string[] => (value === null ? [] : [value]);
  return [
    ...listed('setting', 'backend', one(was.backend), one(is.backend)),
    ...listed('setting', 'prefregex', one(was.prefregex), one(is.prefregex)),
    ...mapped(jail, 'setting', was.settings, is.settings),
    ...listed('failregex', 'failregex', was.failregex, is.failregex),
    ...listed('ignoreregex', 'ignoreregex', was.ignoreregex, is.ignoreregex),
    ...listed('log', 'logpath', was.logs, is.logs),
    ...listed('setting', 'journalmatch', was.journal, is.journal),
    ...listed('ignore', 'ignoreip', was.ignored, is.ignored),
    ...actionChanges(jail, was.actions, is.actions),
  ];
}

function mapped(
  jail: string | null,
  kind: ChangeKind,
  was: ReadonlyMap<string, string>,
  is: ReadonlyMap<string, string>,
  prefix = '',
): StreamChange[] {
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const one = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  return names
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => ({ jail, kind, name: prefix + name, before: one(was.get(name)), after: one(is.get(name)) }));
}

function actionChanges(jail: string | null, was: JailStream['actions'], is: JailStream['actions']): StreamChange[] {
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names.flatMap((name): StreamChange[] => {
    const [before, after] = [was.get(name), is.get(name)];
    if (before !== undefined && after !== undefined) return mapped(jail, 'action', before, after, `${name}/`);
    const kept = (one: typeof before): string[] => (one === undefined ? [] : [name]);
    return [{ jail, kind: 'action', name, before: kept(before), after: kept(after) }];
  });
}
