import { BlockList, isIP } from 'node:net';
import type { SimulatedDatabase } from './database.ts';

export interface SimulatedJail {
  readonly name: string;
  /** -1: for ever. */
  readonly banTimeSeconds?: number;
  readonly findTimeSeconds?: number;
  readonly maxRetry?: number;
  readonly logPaths?: readonly string[];
  readonly failRegex?: readonly string[];
  readonly ignored?: readonly string[];
  /** Names of actions and their settings, such as `actionban`. Nothing of it is run. */
  readonly actions?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
}

interface Ban {
  readonly at: number;
  /** Null: as long as the jail's time says. */
  readonly seconds: number | null;
}

interface Failures {
  readonly times: number[];
  readonly lines: string[];
}

/** A running jail of the simulated server. All times are seconds since 1970. */
export interface RunningJail {
  readonly name: string;
  readonly settings: JailState;
  counts(): { readonly failed: number; readonly totalFailed: number; readonly banned: number; readonly totalBanned: number };
  /** True where it was not banned before. */
  ban(address: string, now: number, found?: { readonly matches: readonly string[]; readonly failures: number }): boolean;
  /** How many were banned; a network that is not banned itself stands for all in it. */
  unban(address: string): number;
  /** A line that the filter would have matched. True where it was one too many. */
  fail(address: string, now: number, lines: readonly string[]): boolean;
  isBanned(address: string): boolean;
  banned(): string[];
  timed(): { readonly address: string; readonly at: number; readonly seconds: number; readonly until: number }[];
  /** Lets end what has ended. */
  sweep(now: number): void;
}

export interface JailState {
  banTime: number;
  findTime: number;
  maxRetry: number;
  maxLines: number;
  maxMatches: number;
  useDns: string;
  isIdle: boolean;
  readonly logPaths: string[];
  readonly failRegex: string[];
  readonly ignoreRegex: string[];
  readonly ignored: string[];
  readonly actions: Map<string, Map<string, string | number>>;
}

const stateOf = (jail: SimulatedJail): JailState => ({
  banTime: jail.banTimeSeconds ?? 600,
  findTime: jail.findTimeSeconds ?? 600,
  maxRetry: jail.maxRetry ?? 5,
  maxLines: 1,
  maxMatches: jail.maxRetry ?? 5,
  useDns: 'warn',
  isIdle: false,
  logPaths: [...(jail.logPaths ?? [])],
  failRegex: [...(jail.failRegex ?? [])],
  ignoreRegex: [],
  ignored: [...(jail.ignored ?? [])],
  actions: new Map(Object.entries(jail.actions ?? {}).map(([name, settings]) => [name, new Map(Object.entries(settings))])),
});

/** fail2ban's end of time, for bans without an end. */
const NEVER = 253_402_214_400;

/** Starts a jail, with the bans that the database still holds for it. */
export function startJail(jail: SimulatedJail, database: SimulatedDatabase | null, now: number): RunningJail {
  const { name } = jail;
  const settings = stateOf(jail);
  const bans = new Map<string, Ban>();
  const failing = new Map<string, Failures>();
  let totalFailed = 0;
  let totalBanned = 0;

  const secondsOf = (ban: Ban): number => ban.seconds ?? settings.banTime;
  const endOf = (ban: Ban): number => (secondsOf(ban) < 0 ? NEVER : ban.at + secondsOf(ban));

  database?.addJail(name);
  for (const stored of database?.currentBans(name, now) ?? []) {
    bans.set(stored.address, { at: stored.at, seconds: stored.seconds });
    totalBanned += 1;
  }

  function ban(address: string, at: number, found: { readonly matches: readonly string[]; readonly failures: number } = NOTHING_FOUND) {
    if (bans.has(address)) return false;
    bans.set(address, { at, seconds: null });
    totalBanned += 1;
    const count = (database?.bansBefore(name, address) ?? 0) + 1;
    database?.addBan({ jail: name, address, at, seconds: settings.banTime, count, ...found });
    return true;
  }

  function unban(addressOrNetwork: string): number {
    const inIt = bans.has(addressOrNetwork) ? [] : [...bans.keys()].filter(membersOf(addressOrNetwork));
    for (const address of [addressOrNetwork, ...inIt]) database?.removeBans(name, address);
    return [addressOrNetwork, ...inIt].filter((address) => bans.delete(address)).length;
  }

  function fail(address: string, at: number, lines: readonly string[]): boolean {
    if (settings.isIdle || settings.ignored.includes(address)) return false;
    totalFailed += 1;
    const known = failing.get(address) ?? { times: [], lines: [] };
    const times = [...known.times.filter((time) => time > at - settings.findTime), ...Array.from({ length: lines.length || 1 }, () => at)];
    const matches = [...known.lines, ...lines].slice(-settings.maxMatches);
    failing.set(address, { times, lines: matches });
    if (times.length < settings.maxRetry) return false;
    failing.delete(address);
    return ban(address, at, { matches, failures: times.length });
  }

  function sweep(at: number): void {
    for (const [address, one] of bans) if (endOf(one) <= at) bans.delete(address);
    for (const [address, { times }] of failing) if ((times.at(-1) ?? 0) <= at - settings.findTime) failing.delete(address);
  }

  return {
    name,
    settings,
    counts: () => ({ failed: failing.size, totalFailed, banned: bans.size, totalBanned }),
    ...{ ban, unban, fail, sweep },
    isBanned: (address) => bans.has(address),
    banned: () => [...bans.keys()],
    timed: () =>
      [...bans]
        .map(([address, one]) => ({ address, at: one.at, seconds: secondsOf(one), until: endOf(one) }))
        .sort((one, other) => one.until - other.until),
  };
}

function membersOf(network: string): (address: string) => boolean {
  const [start = '', prefix = ''] = network.split('/');
  if (prefix === '' || isIP(start) === 0) return () => false;
  const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const list = new BlockList();
  list.addSubnet(start, Number(prefix), family(start));
  return (address) => isIP(address) !== 0 && list.check(address, family(address));
}

const NOTHING_FOUND = { matches: [], failures: 0 };
