import { type ChunkOptions, inChunks } from './chunks.ts';
import type { OpenSocket } from './connection.ts';
import { type Control, type ControlOptions, createControl } from './control.ts';
import { Fail2banError } from './errors.ts';
import type { Command } from './frame.ts';
import { addressOrNetwork, banned, jailName, positive, seconds } from './outgoing.ts';
import type { PyValue } from './pickle/values.ts';
import {
  type ActionSettings,
  actionSettings,
  type DatabaseSettings,
  databaseSettings,
  getOf,
  type JailSettings,
  jailSettings,
} from './settings.ts';
import { identity, ignoreList, integer, listOf, mapOf, text } from './shapes.ts';
import { type JailStatus, jailNames, jailStats, jailStatus, type TimedBan, timedBan } from './status.ts';

/**
 * One running fail2ban. Commands are sent one at a time, in the order in which they were called for; each has a time limit. Everything
 * throws `Fail2banError`. What is changed here is gone at the server's next reload: the files are somebody else's.
 */
export interface Fail2ban {
  ping(): Promise<void>;
  /** `1.0.2`. */
  version(): Promise<string>;
  jailNames(): Promise<string[]>;
  jailStatus(jail: string): Promise<JailStatus>;
  /** All jails' counters: by one command where the server knows it (1.1.0 and later), else jail by jail, and others in between. */
  allStatus(): Promise<ReadonlyMap<string, JailStatus>>;
  bannedByJail(): Promise<ReadonlyMap<string, readonly string[]>>;
  bannedIn(jail: string): Promise<readonly string[]>;
  /** In the order in which they end. */
  bannedWithTimes(jail: string): Promise<readonly TimedBan[]>;
  /** For each address the jails that ban it, in the order of the addresses. The server looks through all its bans for each. */
  whereBanned(addresses: readonly string[], options?: ChunkOptions): Promise<string[][]>;
  /** How many are banned that were not. Addresses or networks; all are checked before the first is sent. */
  ban(jail: string, addresses: readonly string[], options?: ChunkOptions): Promise<number>;
  /** How many were banned. fail2ban forgets that they ever were. A network that is banned ends that ban alone; one that is not, every ban in it. */
  unban(jail: string, addresses: readonly string[], options?: ChunkOptions): Promise<number>;
  unbanEverywhere(addresses: readonly string[], options?: ChunkOptions): Promise<number>;
  settings(jail: string): Promise<JailSettings>;
  setTime(jail: string, setting: 'bantime' | 'findtime', toSeconds: number): Promise<void>;
  setMaxRetry(jail: string, retries: number): Promise<void>;
  ignored(jail: string): Promise<readonly string[]>;
  /** Nothing happens where it is there already. */
  ignore(jail: string, address: string): Promise<void>;
  /** Nothing happens where it is not there. */
  unignore(jail: string, entry: string): Promise<void>;
  logPaths(jail: string): Promise<readonly string[]>;
  failRegex(jail: string): Promise<readonly string[]>;
  ignoreRegex(jail: string): Promise<readonly string[]>;
  actions(jail: string): Promise<readonly string[]>;
  actionSettings(jail: string, action: string): Promise<ActionSettings>;
  /** Wakes an idle jail. A jail that was stopped is gone: only a reload brings it back. */
  start(jail: string): Promise<void>;
  /** Ends the jail, takes its bans back, and removes it from the server. */
  stop(jail: string): Promise<void>;
  setIdle(jail: string, state: 'on' | 'off'): Promise<void>;
  database(): Promise<DatabaseSettings>;
  flushLogs(): Promise<void>;
  /** Anything else; the answer as it came. Not checked beyond the marks that end commands: fail2ban evaluates times as Python, and runs actions as root. */
  send(command: Command): Promise<PyValue>;
  close(): Promise<void>;
}

export type Fail2banOptions = ControlOptions;

/** Opens nothing before the first command. */
export function createFail2ban(open: OpenSocket, options: Fail2banOptions = {}): Fail2ban {
  const control = createControl(open, options);
  const allStatus = createAllStatus(control);
  const get = <T>(jail: string, setting: string, shape: Parameters<typeof getOf<T>>[3]): Promise<T> => getOf(control, jail, setting, shape);
  return {
    ping: async () => void text(await control.ask(['ping'], { isRead: true }), 'ping'),
    version: async () => text(await control.ask(['version'], { isRead: true }), 'version'),
    jailNames: () => namesOf(control),
    jailStatus: (jail) => statusOf(control, jail),
    allStatus,
    bannedByJail: () => bannedByJail(control),
    bannedIn: (jail) => get(jail, 'banip', listOf(identity)),
    bannedWithTimes: async (jail) =>
      listOf(timedBan)(await control.ask(['get', jailName(jail), 'banip', '--with-time'], { isRead: true }), 'ban'),
    ...bans(control),
    settings: (jail) => jailSettings(control, jail),
    ...changes(control),
    ignored: (jail) => get(jail, 'ignoreip', ignoreList),
    logPaths: (jail) => get(jail, 'logpath', listOf(text)),
    failRegex: (jail) => get(jail, 'failregex', listOf(text)),
    ignoreRegex: (jail) => get(jail, 'ignoreregex', listOf(text)),
    actions: (jail) => get(jail, 'actions', listOf(text)),
    actionSettings: (jail, action) => actionSettings(control, jail, action),
    database: () => databaseSettings(control),
    send: (command) => control.ask(command, { runsActions: true }),
    close: () => control.close(),
  };
}

async function bannedByJail(control: Control): Promise<ReadonlyMap<string, readonly string[]>> {
  const maps = listOf(mapOf(listOf(identity)))(await control.ask(['banned'], { isRead: true }), 'banned');
  return new Map(maps.flatMap((map) => [...map]));
}

async function namesOf(control: Control): Promise<string[]> {
  const names = jailNames(await control.ask(['status'], { isRead: true }), 'status');
  return names ?? [...(await bannedByJail(control)).keys()];
}

// "short" leaves the addresses out. Servers that do not know the word answer with them, and we leave them out.
const statusOf = async (control: Control, jail: string): Promise<JailStatus> =>
  jailStatus(await control.ask(['status', jailName(jail), 'short'], { isRead: true }), 'status');

/** Remembers that a server has no `stats`, until another connection is made: behind that one may be a newer server. */
function createAllStatus(control: Control): Fail2ban['allStatus'] {
  let withoutStats = -1;

  async function stats(): Promise<ReadonlyMap<string, JailStatus> | null> {
    if (withoutStats === control.connections()) return null;
    try {
      return mapOf(jailStats)(await control.ask(['stats'], { isRead: true }), 'stats');
    } catch (cause) {
      if (!(cause instanceof Fail2banError && cause.kind === 'refused')) throw cause;
      withoutStats = control.connections();
      return null;
    }
  }

  async function oneByOne(): Promise<ReadonlyMap<string, JailStatus>> {
    const all = new Map<string, JailStatus>();
    for (const name of await namesOf(control)) {
      const status = await statusOf(control, name).catch((cause: unknown) => {
        // It was stopped since we asked for the names.
        if (cause instanceof Fail2banError && cause.kind === 'unknown_jail') return null;
        throw cause;
      });
      if (status !== null) all.set(name, status);
    }
    return all;
  }

  return async () => (await stats()) ?? (await oneByOne());
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function bans(control: Control): Pick<Fail2ban, 'ban' | 'unban' | 'unbanEverywhere' | 'whereBanned'> {
  const counted = async (head: Command, addresses: readonly string[], options?: ChunkOptions): Promise<number> => {
    const work = async (chunk: readonly string[]): Promise<number> =>
      integer(await control.ask([...head, ...chunk], { runsActions: true }), 'count');
    return sum(await inChunks(addresses, work, options));
  };
  return {
    ban: async (jail, addresses, options) => counted(['set', jailName(jail), 'banip'], addresses.map(addressOrNetwork), options),
    unban: async (jail, addresses, options) => counted(['set', jailName(jail), 'unbanip'], addresses.map(banned), options),
    unbanEverywhere: async (addresses, options) => counted(['unban'], addresses.map(banned), options),
    whereBanned: async (addresses, options) => {
      const work = async (chunk: readonly string[]): Promise<string[][]> =>
        listOf(listOf(text))(await control.ask(['banned', ...chunk], { isRead: true }), 'banned');
      return (await inChunks(addresses.map(banned), work, options)).flat();
    },
  };
}

function changes(
  control: Control,
): Pick<Fail2ban, 'setTime' | 'setMaxRetry' | 'ignore' | 'unignore' | 'start' | 'stop' | 'setIdle' | 'flushLogs'> {
  const set = async (jail: string, ...rest: Command): Promise<void> => void (await control.ask(['set', jailName(jail), ...rest]));
  const has = async (jail: string, entry: string): Promise<boolean> => (await getOf(control, jail, 'ignoreip', ignoreList)).includes(entry);
  return {
    setTime: async (jail, setting, toSeconds) => set(jail, setting, seconds(toSeconds)),
    setMaxRetry: async (jail, retries) => set(jail, 'maxretry', positive(retries)),
    ignore: async (jail, address) => {
      const entry = addressOrNetwork(address);
      if (!(await has(jail, entry))) await set(jail, 'addignoreip', entry);
    },
    unignore: async (jail, written) => {
      const entry = banned(written);
      if (await has(jail, entry)) await set(jail, 'delignoreip', entry);
    },
    start: async (jail) => void (await control.ask(['start', jailName(jail)], { runsActions: true })),
    stop: async (jail) => void (await control.ask(['stop', jailName(jail)], { runsActions: true })),
    setIdle: (jail, state) => set(jail, 'idle', state),
    flushLogs: async () => void text(await control.ask(['flushlogs']), 'flushlogs'),
  };
}
