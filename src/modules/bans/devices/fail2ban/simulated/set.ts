import { existsSync } from 'node:fs';
import { get, SERVER_SETTINGS } from './get.ts';
import type { RunningJail } from './jail.ts';
import type { Reply } from './pickle-reply.ts';
import { entry, invalid, jailIn, PythonError, type Running, unbanned, type Words } from './words.ts';

function number(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new PythonError('builtins', 'ValueError', `invalid literal for int() with base 10: '${text}'`);
  return Number(text);
}

type Change = (jail: RunningJail, words: Words, running: Running) => Reply;

const CHANGES: Readonly<Record<string, Change>> = {
  banip: (jail, words, { now }) => words.after(3).filter((one) => jail.ban(one, now())).length,
  unbanip: (jail, words) => unbanIn(jail, words.after(3)),
  attempt: (jail, words, { now }) => {
    jail.fail(words.word(3), now(), words.after(4));
    return 1;
  },
  idle: ({ settings }, words) => {
    if (!['on', 'off'].includes(words.word(3)))
      throw new PythonError('builtins', 'Exception', "Invalid idle option, must be 'on' or 'off'");
    settings.isIdle = words.word(3) === 'on';
    return settings.isIdle;
  },
  bantime: ({ settings }, words) => {
    settings.banTime = number(words.word(3));
    return settings.banTime;
  },
  findtime: ({ settings }, words) => {
    settings.findTime = number(words.word(3));
    return settings.findTime;
  },
  maxretry: ({ settings }, words) => {
    settings.maxRetry = number(words.word(3));
    return settings.maxRetry;
  },
  addignoreip: ({ settings }, words) => {
    settings.ignored.push(...words.after(3));
    return settings.ignored;
  },
  delignoreip: ({ settings }, words) => {
    const index = settings.ignored.indexOf(words.word(3));
    if (index === -1) throw new PythonError('builtins', 'ValueError', 'list.remove(x): x not in list');
    settings.ignored.splice(index, 1);
    return settings.ignored;
  },
  addlogpath: ({ settings }, words) => {
    if (!existsSync(words.word(3))) throw new PythonError('builtins', 'FileNotFoundError', 2, 'No such file or directory', words.word(3));
    settings.logPaths.push(words.word(3));
    return settings.logPaths;
  },
  addfailregex: ({ settings }, words) => addRegex(settings.failRegex, words.word(3)),
  addignoreregex: ({ settings }, words) => addRegex(settings.ignoreRegex, words.word(3)),
};

export function set(running: Running, words: Words): Reply {
  // fail2ban looks for settings of the server first, as `get` does; none of them can be changed here.
  if (entry(SERVER_SETTINGS, words.word(1)) !== undefined) return get(running, words);
  const change = entry(CHANGES, words.word(2));
  if (change === undefined) throw invalid();
  return change(jailIn(running, words.word(1)), words, running);
}

function unbanIn(jail: RunningJail, [first = '', ...more]: readonly string[]): Reply {
  const isStrict = first === '--report-absent';
  const addresses = isStrict ? more : [first, ...more];
  const missed = addresses.filter((one) => !jail.isBanned(one));
  const count = unbanned(jail, addresses);
  if (isStrict && missed.length > 0)
    throw new PythonError('builtins', 'ValueError', `not banned: [${missed.map((one) => `'${one}'`).join(', ')}]`);
  return count;
}

/** What fail2ban's `<HOST>` and its like become; enough to tell a regex that names a host from one that does not. */
const HOST = /<(?:HOST|ADDR|SUBNET|F-ID)>|\(\?P<(?:host|ip4|ip6|fid|cidr|dns)>/;

function addRegex(list: string[], regex: string): Reply {
  try {
    // JavaScript compiles most of what Python does, once its groups are named in its way.
    new RegExp(regex.replaceAll('(?P<', '(?<').replace(/<[A-Z-]+>/g, '(?:.*)'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new PythonError('fail2ban.server.failregex', 'RegexException', `Unable to compile regular expression '${regex}':\n${why}`);
  }
  if (!HOST.test(regex)) throw new PythonError('fail2ban.server.failregex', 'RegexException', `No failure-id group in '${regex}'`);
  list.push(regex);
  return list;
}
