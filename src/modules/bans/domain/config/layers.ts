import { type Document, findOption, parseDocument } from './document.ts';
import type { Problem } from './problem.ts';

/** Files of a configuration folder by their paths below it. */
export type Files = ReadonlyMap<string, string>;

export interface Layer {
  readonly path: string;
  readonly document: Document;
}

/** Deeper than anybody includes on purpose. */
const MOST_FILES = 500;

/**
 * The files of one configuration in the order in which fail2ban reads them, later ones winning: `jail.conf`, `jail.d/*.conf`,
 * `jail.local`, `jail.d/*.local`, each by name, and around each what it includes (client/configreader.py `read`,
 * client/configparserinc.py `_getIncludes`). `name` is `jail`, `fail2ban`, `filter.d/sshd`, `action.d/iptables`.
 */
export function layersOf(files: Files, name: string): Layer[] {
  const inFolder = [...files.keys()]
    .filter((path) => path.startsWith(`${name}.d/`) && !path.slice(name.length + 3).includes('/'))
    .sort(byCodePoint);
  const among = (ending: string): string[] => inFolder.filter((path) => path.endsWith(ending) && !path.split('/').at(-1)?.startsWith('.'));
  const order = [`${name}.conf`, ...among('.conf'), `${name}.local`, ...among('.local')].filter((path) => files.has(path));
  const parsed = new Map<string, Document>();
  const documentOf = (path: string): Document => {
    const known = parsed.get(path) ?? parseDocument(files.get(path) ?? '');
    parsed.set(path, known);
    return known;
  };
  return included(files, order, documentOf).map((path) => ({ path, document: documentOf(path) }));
}

/** Python sorts by code points; JavaScript by UTF-16 units. */
const byCodePoint = (left: string, right: string): number => {
  const [a, b] = [[...left], [...right]];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const step = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (step !== 0) return step;
  }
  return a.length - b.length;
};

interface Task {
  readonly path: string;
  /** Files that have led here, which are not included again. */
  readonly seen: readonly string[];
  /** Its own includes are in the list already. */
  readonly isOpened: boolean;
}

/** Depth first, without recursion: what `before` names, the file itself, what `after` names; a `.local` follows each file by itself. */
function included(files: Files, order: readonly string[], documentOf: (path: string) => Document): string[] {
  const found: string[] = [];
  const tasks: Task[] = withLocals(files, order).map((path) => ({ path, seen: [], isOpened: false }));
  tasks.reverse();
  while (found.length < MOST_FILES) {
    const task = tasks.pop();
    if (task === undefined) break;
    if (task.isOpened) found.push(task.path);
    else if (files.has(task.path)) tasks.push(...opened(files, task, documentOf(task.path)).reverse());
  }
  return found;
}

function opened(files: Files, { path, seen }: Task, document: Document): Task[] {
  const named = (option: 'before' | 'after'): Task[] =>
    (findOption(document, 'INCLUDES', option)?.value ?? '')
      .split('\n')
      .filter((name) => name !== '')
      .map((name) => below(path, name))
      .filter((name) => !seen.includes(name))
      .flatMap((name) => withLocals(files, [name]))
      .map((name) => ({ path: name, seen: [...seen, path], isOpened: false }));
  return [...named('before'), { path, seen, isOpened: true }, ...named('after')];
}

/** A file's `.local` is read after it, also where nothing names it. */
const withLocals = (files: Files, paths: readonly string[]): string[] =>
  paths.flatMap((path) => {
    const local = `${path.replace(/\.[^./]*$/, '')}.local`;
    return !paths.includes(local) && files.has(local) ? [path, local] : [path];
  });

/** Relative to the folder of the file that names it. */
function below(from: string, name: string): string {
  const parts = [...from.split('/').slice(0, -1), ...name.split('/')];
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '.' && part !== '') kept.push(part);
  }
  return kept.join('/');
}

/** One place that sets an option. */
export interface Setting {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly section: string;
  readonly value: string;
}

export interface LayeredOption {
  readonly option: string;
  readonly setBy: Setting;
  /** Places that lose, the strongest first. */
  readonly hidden: readonly Setting[];
}

/** Sections over all layers, without those that configure reading itself, in the order of their first appearance. */
export const sectionsOf = (layers: readonly Layer[]): string[] => [
  ...new Set(
    layers.flatMap(({ document }) => document.sections.map(({ name }) => name)).filter((name) => name !== 'INCLUDES' && name !== 'DEFAULT'),
  ),
];

/**
 * All options that count for a section, and which place gives each its value. A section's own value, of whichever file, beats every
 * [DEFAULT]; among equals the later file wins.
 */
export function optionsOf(layers: readonly Layer[], section: string): LayeredOption[] {
  const own = settingsOf(layers, section);
  const general = section === 'DEFAULT' ? new Map<string, Setting[]>() : settingsOf(layers, 'DEFAULT');
  const names = [...new Set([...own.keys(), ...general.keys()])].sort();
  return names.flatMap((option): LayeredOption[] => {
    const [setBy, ...hidden] = [...(own.get(option) ?? []), ...(general.get(option) ?? [])];
    return setBy === undefined ? [] : [{ option, setBy, hidden }];
  });
}

/** By option, the strongest first. `[Init?family=inet6]` sets the option `x?family=inet6` of `Init`. */
export function settingsOf(layers: readonly Layer[], section: string): Map<string, Setting[]> {
  const found = new Map<string, Setting[]>();
  for (const { path, document } of layers) {
    for (const option of document.options) {
      const [, name = option.section, condition = ''] = /^(\w+)(\?.+)$/.exec(option.section) ?? [];
      if (name !== section) continue;
      const key = option.name + condition;
      const setting = { path, line: option.at[0] + 1, section: option.section, value: option.value };
      found.set(key, [setting, ...(found.get(key) ?? [])]);
    }
  }
  return found;
}

/** What keeps files from being read at all, with their paths. */
export const faultsOf = (layers: readonly Layer[]): Problem[] =>
  layers.flatMap(({ path, document }) => document.faults.map((found) => ({ ...found, path })));
