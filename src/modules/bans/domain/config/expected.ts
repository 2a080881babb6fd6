import { COMPARED_COMMANDS, type RunningJail } from './running.ts';
import type { Effective, JailStream } from './stream.ts';
import { secondsOf } from './times.ts';

/** What of a running server is not as its stream says. */
export interface Deviation {
  readonly jail: string;
  readonly what:
    | 'missing'
    | 'unexpected'
    | 'failregex'
    | 'ignoreregex'
    | 'prefregex'
    | 'actions'
    | 'logs'
    | 'bantime'
    | 'findtime'
    | 'maxretry';
}

/** Compares the jails of a running server with what a stream should have made of it. Nothing: it is as expected. */
export function deviationsOf(expected: Effective, running: readonly RunningJail[]): Deviation[] {
  const names = new Set(running.map(({ name }) => name));
  const started = [...expected.jails.values()].filter(({ isStarted }) => isStarted);
  const missing = started.flatMap(({ name }) => (name === null || names.has(name) ? [] : [{ jail: name, what: 'missing' as const }]));
  const others = running.flatMap((jail): Deviation[] => {
    const wanted = started.find(({ name }) => name === jail.name);
    return wanted === undefined
      ? [{ jail: jail.name, what: 'unexpected' }]
      : differs(wanted, jail).map((what) => ({ jail: jail.name, what }));
  });
  return [...missing, ...others];
}

function differs(wanted: JailStream, is: RunningJail): Deviation['what'][] {
  const regexes = (written: readonly string[], read: readonly string[]): boolean =>
    written.length === read.length && written.every((one, at) => expandsTo(one, read[at] ?? ''));
  const same: readonly (readonly [Deviation['what'], boolean])[] = [
    ['prefregex', regexes(listed(wanted.prefregex), listed(is.prefregex))],
    ['failregex', regexes(wanted.failregex, is.failregex)],
    ['ignoreregex', regexes(wanted.ignoreregex, is.ignoreregex)],
    ['actions', hasActions(wanted, is)],
    ['logs', hasSame(wanted.logs, is.logs)],
    ['bantime', isTime(wanted.settings.get('bantime'), is.banSeconds)],
    ['findtime', isTime(wanted.settings.get('findtime'), is.findSeconds)],
    ['maxretry', isTime(wanted.settings.get('maxretry'), is.maxRetry)],
  ];
  return same.filter(([, isSame]) => !isSame).map(([what]) => what);
}

const listed = (text: string | null): string[] => (text === null || text === '' ? [] : [text]);

const hasSame = (left: readonly string[], right: readonly string[]): boolean =>
  [...new Set(left)].sort().join('\n') === [...new Set(right)].sort().join('\n');

const isTime = (written: string | undefined, is: number): boolean => written === undefined || secondsOf(written) === is;

function hasActions(wanted: JailStream, is: RunningJail): boolean {
  if (!hasSame([...wanted.actions.keys()], Object.keys(is.actions))) return false;
  return [...wanted.actions].every(([name, properties]) => {
    const commands = is.actions[name] ?? {};
    return properties.has('file') || COMPARED_COMMANDS.every((command) => (properties.get(command) ?? '') === (commands[command] ?? ''));
  });
}

/** Tags that fail2ban writes out (server/failregex.py, FTAG_CRE), and flags that it makes local ones of (R_GLOB2LOCFLAGS). */
const TAG = /<\/?[\w-]+\/?>/g;
const FLAGS = /(?<!\\)\((?:\?:)?(\(\?[a-z]+)\)/g;

/**
 * Whether the second regex can be what fail2ban makes of the first one: the same but for its tags, which each of its versions writes
 * out in another way. Linear: each piece between tags is looked for once.
 */
export function expandsTo(written: string, expanded: string): boolean {
  const pieces = written.replaceAll(FLAGS, '$1:').split(TAG);
  const [first = '', ...others] = pieces;
  if (others.length === 0) return first === expanded;
  const last = others.pop() ?? '';
  if (!expanded.startsWith(first) || !expanded.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = expanded.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= expanded.length - last.length;
}
