import type { PyValue } from '../pickle/values.ts';
import { get } from './get.ts';
import type { RunningJail } from './jail.ts';
import { type Reply, tuple } from './pickle-reply.ts';
import { set } from './set.ts';
import { banList, entry, invalid, jailIn, PythonError, type Running, unbanned, type Words, wordsOf } from './words.ts';

/** The reply to one command: `(0, answer)` or `(1, exception)`, as fail2ban's transmitter makes it. */
export function proceed(running: Running, command: PyValue): Reply {
  for (const jail of running.jails.values()) jail.sweep(running.now());
  try {
    const words = wordsOf(command);
    const answer = entry(COMMANDS, words.word(0));
    if (answer === undefined) throw invalid();
    return tuple(0, answer(running, words));
  } catch (cause) {
    if (cause instanceof PythonError) return tuple(1, cause.reply);
    throw cause;
  }
}

type Answer = (running: Running, words: Words) => Reply;

const COMMANDS: Readonly<Record<string, Answer>> = {
  ping: () => 'pong',
  version: ({ version }) => version,
  'server-status': () => 'Server ready',
  echo: (_running, words) => words.after(1),
  flushlogs: () => 'rolled over',
  status: (running, words) => (words.rest.length > 1 ? jailStatus(running, words) : status(running)),
  stats: (running) => stats(running),
  banned: (running, words) => bannedAnywhere(running, words.after(1)),
  unban: (running, words) => unbanAnywhere(running, words.after(1)),
  start: (running, words) => {
    jailIn(running, words.word(1)).settings.isIdle = false;
    return null;
  },
  stop: (running, words) => stop(running, words),
  get: (running, words) => get(running, words),
  set: (running, words) => set(running, words),
};

const status = ({ jails }: Running): Reply => [
  tuple('Number of jail', jails.size),
  tuple('Jail list', [...jails.keys()].sort().join(', ')),
];

function jailStatus(running: Running, words: Words): Reply {
  const jail = jailIn(running, words.word(1));
  const { failed, totalFailed, banned, totalBanned } = jail.counts();
  const list = words.rest[2] === 'short' ? [] : [tuple('Banned IP list', banList(jail))];
  return [
    tuple('Filter', [tuple('Currently failed', failed), tuple('Total failed', totalFailed), tuple('File list', jail.settings.logPaths)]),
    tuple('Actions', [tuple('Currently banned', banned), tuple('Total banned', totalBanned), ...list]),
  ];
}

/** Since 1.1.0. */
function stats({ version, jails }: Running): Reply {
  if (version.startsWith('1.0.')) throw invalid();
  const counters = (jail: RunningJail): [string, Reply] => {
    const { failed, totalFailed, banned, totalBanned } = jail.counts();
    return [jail.name, ['polling', tuple(failed, totalFailed), tuple(banned, totalBanned)]];
  };
  return new Map([...jails.values()].map(counters));
}

function bannedAnywhere({ jails }: Running, addresses: readonly string[]): Reply {
  const all = [...jails.values()];
  if (addresses.length === 0) return all.map((jail) => new Map([[jail.name, banList(jail)]]));
  return addresses.map((one) => all.filter((jail) => jail.isBanned(one)).map(({ name }) => name));
}

function unbanAnywhere({ jails }: Running, addresses: readonly string[]): Reply {
  if (addresses.length === 0) throw invalid();
  const all = [...jails.values()];
  const which = (jail: RunningJail): readonly string[] => (addresses[0] === '--all' ? jail.banned() : addresses);
  return all.reduce((count, jail) => count + unbanned(jail, which(jail)), 0);
}

function stop(running: Running, words: Words): Reply {
  if (words.rest.length === 1) {
    running.quit();
    return null;
  }
  const jail = jailIn(running, words.word(1));
  running.jails.delete(jail.name);
  running.database?.disableJail(jail.name);
  return null;
}
