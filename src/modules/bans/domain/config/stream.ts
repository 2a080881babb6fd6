import { type PythonValue, parsePython } from './python-literal.ts';

/** One command of the effective stream, as `fail2ban-client -d` prints it: `['set', 'sshd', 'maxretry', 5]`. */
export type Command = readonly PythonValue[];

/** More would be no configuration any more. */
const MOST_COMMANDS = 100_000;

export interface ReadStream {
  readonly commands: readonly Command[];
  /** The first line that is no command; null: all were. */
  readonly odd: string | null;
}

/** Reads what `fail2ban-client -d` prints: one list per line. */
export function parseStream(text: string): ReadStream {
  const commands: Command[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = parsePython(line);
    if (!read.ok || !isCommand(read.value) || commands.length >= MOST_COMMANDS) return { commands, odd: line.slice(0, 500) };
    commands.push(read.value);
  }
  return { commands, odd: null };
}

const isCommand = (value: PythonValue): value is Command => Array.isArray(value) && typeof value[0] === 'string';

/** The same commands as if the copy of a folder were the folder itself: fail2ban writes its path into some of them. */
export const inFolder = (commands: readonly Command[], copy: string, folder: string): Command[] =>
  commands.map((command) => command.map((part) => renamed(part, copy, folder)));

const renamed = (value: PythonValue, from: string, to: string): PythonValue => {
  if (typeof value === 'string') return value.replaceAll(from, to);
  return Array.isArray(value) ? value.map((part: PythonValue) => renamed(part, from, to)) : value;
};

/** All that a stream says of one jail, or of the server (`name` null). */
export interface JailStream {
  readonly name: string | null;
  readonly backend: string | null;
  readonly settings: ReadonlyMap<string, string>;
  readonly prefregex: string | null;
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  readonly logs: readonly string[];
  readonly ignored: readonly string[];
  readonly journal: readonly string[];
  /** Properties of each action, by its name. */
  readonly actions: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly isStarted: boolean;
}

interface Building {
  readonly name: string | null;
  backend: string | null;
  readonly settings: Map<string, string>;
  prefregex: string | null;
  readonly failregex: string[];
  readonly ignoreregex: string[];
  readonly logs: string[];
  readonly ignored: string[];
  readonly journal: string[];
  readonly actions: Map<string, Map<string, string>>;
  isStarted: boolean;
}

const newJail = (name: string | null): Building => ({
  ...{ name, backend: null, prefregex: null, isStarted: false },
  ...{ failregex: [], ignoreregex: [], logs: [], ignored: [], journal: [] },
  ...{ settings: new Map(), actions: new Map() },
});

export interface Effective {
  readonly server: JailStream;
  readonly jails: ReadonlyMap<string, JailStream>;
  /** What fail2ban says instead of a jail that it leaves out. */
  readonly errors: readonly string[];
}

/** What a stream means, jail by jail. */
export function effectOf(commands: readonly Command[]): Effective {
  const server = newJail(null);
  const jails = new Map<string, Building>();
  const errors: string[] = [];
  for (const command of commands) {
    const [verb, subject] = command.map(wordOf);
    if (verb === 'config-error') errors.push(subject ?? '');
    else if (verb === 'add' && subject !== undefined) {
      jails.set(subject, newJail(subject));
      const made = jails.get(subject);
      if (made !== undefined) made.backend = wordOf(command[2] ?? null);
    } else if (verb === 'start') startJail(jails.get(subject ?? ''));
    else apply(command, jails.get(subject ?? '') ?? server);
  }
  return { server, jails, errors };
}

function startJail(jail: Building | undefined): void {
  if (jail !== undefined) jail.isStarted = true;
}

/** A part of a command as a word: numbers and the like as fail2ban would write them. */
export const wordOf = (value: PythonValue): string =>
  typeof value === 'string' ? value : value === null ? '' : Array.isArray(value) ? JSON.stringify(value) : pythonWord(value);

const pythonWord = (value: PythonValue): string => (value === true ? 'true' : value === false ? 'false' : String(value));

const LISTS: Readonly<Record<string, 'failregex' | 'ignoreregex' | 'logs' | 'ignored' | 'journal'>> = {
  addfailregex: 'failregex',
  addignoreregex: 'ignoreregex',
  addlogpath: 'logs',
  addignoreip: 'ignored',
  addjournalmatch: 'journal',
};

function apply(command: Command, jail: Building): void {
  const own = command.slice(jail.name === null ? 1 : 2);
  const option = wordOf(own[0] ?? null);
  const list = LISTS[option];
  if (option === 'addaction') addAction(jail, own);
  else if (option === 'action') setAction(jail, own, command[0] === 'multi-set');
  else if (option === 'prefregex') jail.prefregex = wordOf(own[1] ?? null);
  else if (list === undefined) jail.settings.set(option, own.slice(1).map(wordOf).join(' '));
  else if (list === 'logs') jail.logs.push(wordOf(own[1] ?? null));
  else if (list === 'journal') jail.journal.push(own.slice(1).map(wordOf).join(' '));
  else jail[list].push(...own.slice(1).flatMap((part) => (Array.isArray(part) ? part.map(wordOf) : [wordOf(part)])));
}

/** A Python action brings its file and its arguments along. */
function addAction({ actions }: Building, own: Command): void {
  const [, name = '', ...more] = own.map(wordOf);
  const [file, given] = more;
  actions.set(
    name,
    new Map(
      file === undefined
        ? []
        : [
            ['file', file],
            ['arguments', given ?? ''],
          ],
    ),
  );
}

function setAction({ actions }: Building, own: Command, isMany: boolean): void {
  const properties = actions.get(wordOf(own[1] ?? null));
  const pairs = isMany ? own[2] : [own.slice(2)];
  if (properties === undefined || !Array.isArray(pairs)) return;
  for (const pair of pairs) {
    if (Array.isArray(pair)) properties.set(wordOf(pair[0] ?? null), wordOf(pair[1] ?? null));
  }
}
