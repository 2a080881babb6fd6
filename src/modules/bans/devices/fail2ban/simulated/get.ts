import type { JailState, RunningJail } from './jail.ts';
import { address, type Reply, tuple } from './pickle-reply.ts';
import { banList, entry, invalid, jailIn, PythonError, type Running, type Words } from './words.ts';

export const SERVER_SETTINGS: Readonly<Record<string, (running: Running) => Reply>> = {
  loglevel: () => 'INFO',
  logtarget: () => '/var/log/fail2ban.log',
  syslogsocket: () => 'auto',
  thread: () => new Map([['stacksize', 0]]),
  dbfile: ({ database }) => database?.file ?? null,
  dbmaxmatches: ({ database }) => (database === null ? null : 10),
  dbpurgeage: ({ database, purgeAgeSeconds }) => (database === null ? null : purgeAgeSeconds),
};

const JAIL_SETTINGS: Readonly<Record<string, (state: JailState) => Reply>> = {
  bantime: (state) => state.banTime,
  findtime: (state) => state.findTime,
  maxretry: (state) => state.maxRetry,
  maxlines: (state) => state.maxLines,
  maxmatches: (state) => state.maxMatches,
  usedns: (state) => state.useDns,
  ignoreself: () => true,
  ignoreip: (state) => state.ignored,
  ignorecommand: () => false,
  ignorecache: () => null,
  logpath: (state) => state.logPaths,
  logencoding: () => 'UTF-8',
  logtimezone: () => null,
  journalmatch: () => [],
  datepattern: () => tuple(null, 'Default Detectors'),
  prefregex: () => '',
  failregex: (state) => state.failRegex,
  ignoreregex: (state) => state.ignoreRegex,
  actions: (state) => [...state.actions.keys()],
};

export function get(running: Running, words: Words): Reply {
  const ofServer = entry(SERVER_SETTINGS, words.word(1));
  if (ofServer !== undefined) return ofServer(running);
  const setting = words.word(2);
  const jail = jailIn(running, words.word(1));
  const ofJail = entry(JAIL_SETTINGS, setting);
  if (ofJail !== undefined) return ofJail(jail.settings);
  if (setting === 'banip')
    return words.rest[3] === '--with-time' ? jail.timed().map(timedLine) : jail.timed().map((ban) => address(ban.address));
  if (setting === 'banned') return bannedIn(jail, words.after(3));
  if (setting.startsWith('bantime.')) return null;
  if (setting === 'actionproperties') return [...actionIn(jail, words.word(3)).keys()].sort();
  if (setting === 'action') return actionSetting(jail, words);
  throw invalid();
}

function bannedIn(jail: RunningJail, addresses: readonly string[]): Reply {
  const states = addresses.map((one) => (jail.isBanned(one) ? 1 : 0));
  return addresses.length === 0 ? banList(jail) : addresses.length === 1 ? (states[0] ?? 0) : states;
}

const local = (seconds: number): string =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toZonedDateTimeISO(Temporal.Now.timeZoneId())
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');

const timedLine = (ban: ReturnType<RunningJail['timed']>[number]): Reply => {
  const until = ban.seconds < 0 ? '9999-12-31 23:59:59' : local(ban.until);
  return `${ban.address} \t${local(ban.at)} + ${ban.seconds} = ${until}`;
};

function actionIn(jail: RunningJail, name: string): Map<string, string | number> {
  const action = jail.settings.actions.get(name);
  if (action === undefined) throw new PythonError('builtins', 'KeyError', `Invalid Action name: ${name}`);
  return action;
}

function actionSetting(jail: RunningJail, words: Words): Reply {
  const value = actionIn(jail, words.word(3)).get(words.word(4));
  if (value === undefined)
    throw new PythonError('builtins', 'AttributeError', `'CommandAction' object has no attribute '${words.word(4)}'`);
  return value;
}
