import { parseNetwork } from './address.ts';
import type { Provenance } from './host.ts';

/** How a ban can have ended. `purged`: fail2ban has forgotten it, or its jail is gone. */
export const ENDED_HOW = ['expired', 'unbanned', 'purged'] as const;
export type EndedHow = (typeof ENDED_HOW)[number];

export const BAN_STATES = ['active', 'ended'] as const;
export type BanState = (typeof BAN_STATES)[number];

/** Seconds; `permanent`: until it is unbanned (-1 of fail2ban); `unknown`: fail2ban has lost it (-2, after an upgrade of its database). */
export type BanDuration = number | 'permanent' | 'unknown';

/** A ban as a host tells of it, or as an order has made it. One ban is one (host, jail, address, at), however often it is seen. */
export interface SeenBan {
  readonly jail: string;
  /** An address or network, in any spelling; or what a jail bans that is neither (the name of a host, of a user). */
  readonly address: string;
  /** Of the host's clock, in UTC. */
  readonly at: Temporal.Instant;
  readonly durationSeconds: BanDuration;
  /** How often this address has been banned in this jail, this ban included; 1 where nobody counts. */
  readonly banCount: number;
  /** Failures that led to it; 0 for a ban by hand. */
  readonly failures: number;
  /** The matched lines of the log. */
  readonly lines: readonly string[];
  readonly provenance: Provenance;
  readonly byUserId?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly orderId?: string | null | undefined;
}

/** What is told of a ban's end. */
export interface BanTimes {
  /** Null: permanent, or nobody knows. */
  readonly endsAt: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
  readonly endedHow: EndedHow | null;
}

/** A ban in the archive. */
export interface Ban extends BanTimes {
  readonly id: string;
  readonly host: { readonly id: string; readonly name: string };
  readonly site: { readonly id: string; readonly name: string };
  readonly jail: string;
  /** An address, a network, or what else the jail has banned. */
  readonly address: string;
  /** Whether it is an address or a network. */
  readonly isAddress: boolean;
  readonly at: Temporal.Instant;
  readonly durationSeconds: BanDuration;
  readonly banCount: number;
  readonly failures: number;
  readonly provenance: Provenance;
  /** Who ordered it. */
  readonly by: { readonly id: string; readonly username: string } | null;
  readonly note: string;
  readonly orderId: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly organisation: string | null;
}

/** An end that somebody told of counts; otherwise a ban ends by itself when its time is over, and nobody writes that down. */
export function endOf({ endsAt, endedAt, endedHow }: BanTimes, now: Temporal.Instant): { at: Temporal.Instant; how: EndedHow } | null {
  if (endedAt !== null) return { at: endedAt, how: endedHow ?? 'expired' };
  if (endsAt === null || Temporal.Instant.compare(endsAt, now) > 0) return null;
  return { at: endsAt, how: 'expired' };
}

/** When a ban ends by itself; null: never, nobody knows, or beyond what a calendar of ours holds. */
export function endsAtOf(at: Temporal.Instant, duration: BanDuration): Temporal.Instant | null {
  if (typeof duration === 'string') return null;
  const seconds = at.epochMilliseconds / 1_000 + duration;
  return seconds > LATEST_SECOND ? null : at.add({ seconds: duration });
}

/** The end of the year 9999, beyond which instants are written otherwise. */
const LATEST_SECOND = 253_402_300_799;

/** What is banned: an address or network in its one spelling, or something else as it is. */
export function subjectOf(text: string): { readonly address: string | null; readonly other: string | null } {
  const network = parseNetwork(text.trim());
  return network.ok ? { address: network.value.text, other: null } : { address: null, other: storable(text, LONGEST_OTHER) };
}

const LONGEST_OTHER = 500;
const MOST_LINES = 50;
const LONGEST_LINE = 2_000;

/** The matched lines as they are kept: attackers write them, so that there is an end to their number and their length. */
export const keptLines = (lines: readonly string[]): string[] => lines.slice(0, MOST_LINES).map((line) => storable(line, LONGEST_LINE));

/** PostgreSQL stores no NUL and no half of a surrogate pair, which stands where Python has met bytes that were no UTF-8. */
export const storable = (text: string, longest: number): string => text.replaceAll('\0', '\ufffd').slice(0, longest).toWellFormed();
