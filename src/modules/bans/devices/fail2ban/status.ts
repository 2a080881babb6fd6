import { notUnderstood } from './errors.ts';
import type { PyValue } from './pickle/values.ts';
import { integer, listOf, type Shape, text, titled } from './shapes.ts';

/** What fail2ban counts for one jail. */
export interface JailStatus {
  /** Addresses with failures, but not yet enough of them. */
  readonly currentlyFailed: number;
  /** Since the server was started. */
  readonly totalFailed: number;
  readonly currentlyBanned: number;
  /** Since the server was started, those included that it restored. */
  readonly totalBanned: number;
  /** Files that are read; null where the answer does not say (`stats`), or the jail reads the journal. */
  readonly logPaths: readonly string[] | null;
  readonly journalMatches: readonly string[] | null;
  /** `polling`, `systemd`, …; null where the answer does not say. */
  readonly backend: string | null;
}

/** A ban as the server lists it. Its times are wall-clock times of the host, in the host's zone. */
export interface TimedBan {
  readonly address: string;
  readonly at: Temporal.PlainDateTime;
  /** -1: for ever. */
  readonly seconds: number;
  /** Null: for ever. */
  readonly until: Temporal.PlainDateTime | null;
}

const part = (of: Map<string, PyValue>, title: string): PyValue => {
  const value = of.get(title);
  if (value === undefined) throw notUnderstood(`fail2ban's status has no "${title}"`);
  return value;
};

const optionalList = (value: PyValue | undefined, what: string): string[] | null =>
  value === undefined ? null : listOf(text)(value, what);

/** `status J short`, and the longer forms, whose further parts do not matter. */
export const jailStatus: Shape<JailStatus> = (value, what) => {
  const both = titled(value, what);
  const filter = titled(part(both, 'Filter'), what);
  const actions = titled(part(both, 'Actions'), what);
  return {
    currentlyFailed: integer(part(filter, 'Currently failed'), what),
    totalFailed: integer(part(filter, 'Total failed'), what),
    currentlyBanned: integer(part(actions, 'Currently banned'), what),
    totalBanned: integer(part(actions, 'Total banned'), what),
    logPaths: optionalList(filter.get('File list'), what),
    journalMatches: optionalList(filter.get('Journal matches'), what),
    backend: null,
  };
};

/** One jail's entry of `stats`: `['polling', (failed, total), (banned, total)]`. */
export const jailStats: Shape<JailStatus> = (value, what) => {
  const [backend = null, failed = null, banned = null] = Array.isArray(value) ? value : [];
  const [currentlyFailed = Number.NaN, totalFailed = Number.NaN] = listOf(integer)(failed, what);
  const [currentlyBanned = Number.NaN, totalBanned = Number.NaN] = listOf(integer)(banned, what);
  if ([totalFailed, totalBanned].some(Number.isNaN)) throw notUnderstood(`fail2ban's ${what} has too few numbers`);
  return {
    ...{ currentlyFailed, totalFailed, currentlyBanned, totalBanned },
    ...{ logPaths: null, journalMatches: null, backend: text(backend, what) },
  };
};

/** `status`: the names stand in one text. Null where a name holds the separator, and the text cannot be taken apart. */
export const jailNames: Shape<string[] | null> = (value, what) => {
  const parts = titled(value, what);
  const listed = text(part(parts, 'Jail list'), what);
  const names = listed === '' ? [] : listed.split(', ');
  return names.length === integer(part(parts, 'Number of jail'), what) ? names : null;
};

const WITH_TIME = /^(.*?) \t(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \+ (-?\d+) = (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/s;

/** A line of `get J banip --with-time` (banmanager.py). */
export const timedBan: Shape<TimedBan> = (value, what) => {
  const [, address = '', at = '', length = '', until = ''] = WITH_TIME.exec(text(value, what)) ?? [];
  if (address === '') throw notUnderstood(`fail2ban's ${what} has a form of its own`);
  const seconds = Number(length);
  return {
    address,
    at: Temporal.PlainDateTime.from(at),
    seconds,
    until: seconds < 0 ? null : Temporal.PlainDateTime.from(until),
  };
};
