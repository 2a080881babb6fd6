import { z } from 'zod';
import { HostError } from './host-error.ts';
import type { AskPython } from './python.ts';

/** Where the next page begins: behind this ban. `second` is fail2ban's time of the ban, which may have a fraction in old databases. */
export interface BanCursor {
  readonly second: number;
  readonly jail: string;
  readonly address: string;
}

export interface BanPage {
  /** Bans from this instant on; null: from the beginning. */
  readonly since: Temporal.Instant | null;
  readonly after: BanCursor | null;
  /** At most 1,000. */
  readonly limit: number;
}

export interface NamedBan {
  readonly jail: string;
  readonly address: string;
}

/** A ban as fail2ban's database holds it. */
export interface ReadBan {
  readonly jail: string;
  /** As fail2ban wrote it: not always an address. */
  readonly address: string;
  readonly at: Temporal.Instant;
  readonly durationSeconds: number | 'permanent' | 'unknown';
  readonly banCount: number;
  readonly failures: number;
  readonly lines: readonly string[];
}

export interface BansRead {
  readonly bans: readonly ReadBan[];
  /** Null: there is no more. */
  readonly next: BanCursor | null;
}

const Row = z.object({
  jail: z.string(),
  address: z.string(),
  at: z.number(),
  seconds: z.int(),
  count: z.int(),
  failures: z.int(),
  lines: z.array(z.string()),
});
const Rows = z.object({ bans: z.array(Row), more: z.boolean() });

/** Short: fail2ban must not wait for us, and a host must not keep the others from their turn. */
const LIMITS = { seconds: 20 };
export const MOST_BANS = 1_000;

export async function readBans(askPython: AskPython, file: string | null, { since, after, limit }: BanPage): Promise<BansRead> {
  const from = since === null ? null : Math.floor(since.epochMilliseconds / 1_000);
  const ask = { ask: 'bans', file: known(file), since: from, after, limit: Math.min(limit, MOST_BANS) };
  const { bans, more } = await askPython(ask, Rows, LIMITS);
  const last = bans.at(-1);
  const next = more && last !== undefined ? { second: last.at, jail: last.jail, address: last.address } : null;
  return { bans: bans.map(toBan), next };
}

/** Asked in parts, each of them one short run. */
export async function readNamedBans(askPython: AskPython, file: string | null, named: readonly NamedBan[]): Promise<BansRead> {
  const found: ReadBan[] = [];
  for (let at = 0; at < named.length; at += MOST_BANS) {
    const bans = named.slice(at, at + MOST_BANS).map(({ jail, address }) => [jail, address]);
    const read = await askPython({ ask: 'named', file: known(file), bans }, Rows, LIMITS);
    found.push(...read.bans.map(toBan));
  }
  return { bans: found, next: null };
}

function known(file: string | null): string {
  if (file === null) throw new HostError('no_such_file', 'fail2ban keeps no database there');
  return file;
}

const toBan = ({ jail, address, at, seconds, count, failures, lines }: z.infer<typeof Row>): ReadBan => ({
  ...{ jail: storable(jail), address: storable(address) },
  // fail2ban counts whole seconds; 0.9 kept fractions. Cut alike whenever the ban is read, so that it is the same ban.
  at: Temporal.Instant.fromEpochMilliseconds(Math.floor(at * 1_000)),
  durationSeconds: durationOf(seconds),
  banCount: Math.max(1, count),
  failures: Math.max(0, failures),
  lines: lines.map(storable),
});

/** -1 is for ever; -2 is what fail2ban writes for bans of databases that knew no durations (database.py, updateDb). */
function durationOf(seconds: number): ReadBan['durationSeconds'] {
  if (seconds >= 0) return seconds;
  return seconds === -1 ? 'permanent' : 'unknown';
}

/** NUL and halves of surrogate pairs cannot be in a PostgreSQL text; attackers write what they like into logs. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\u{fffd}');
