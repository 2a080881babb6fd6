import { subjectOf } from './ban.ts';
import type { Provenance } from './host.ts';
import { isRecidive } from './jail.ts';

// How the archive follows a host: what is read anew, where a ban comes from, and which bans have ended.

/** fail2ban writes rows by a thread of its own, with the time of the last failure: what is written now may be some minutes old. */
export const OVERLAP = Temporal.Duration.from({ minutes: 10 });

/** From when on bans are to be read; null: from the beginning. */
export const readFrom = (readUntil: Temporal.Instant | null): Temporal.Instant | null => readUntil?.subtract(OVERLAP) ?? null;

export interface BanOrigin {
  readonly jail: string;
  readonly at: Temporal.Instant;
  readonly failures: number;
  readonly lines: readonly string[];
}

/** Older than the first contact: nobody here saw it. Without a failure and a line somebody banned it by hand: fail2ban marks it by nothing else. */
export function provenanceOf({ jail, at, failures, lines }: BanOrigin, firstContactAt: Temporal.Instant): Provenance {
  if (Temporal.Instant.compare(at, firstContactAt) < 0) return 'import';
  if (isRecidive(jail)) return 'recidive';
  return failures === 0 && lines.length === 0 ? 'manual' : 'filter';
}

/** One address in one jail. */
export interface Banned {
  readonly jail: string;
  /** As fail2ban spells it. */
  readonly address: string;
}

/** The same ban in whatever spelling. */
export function bannedKey({ jail, address }: Banned): string {
  const { address: canonical, other } = subjectOf(address);
  return `${jail}\0${canonical ?? `other ${other}`}`;
}

export interface Compared<Known> {
  /** fail2ban bans them, and the archive does not know. */
  readonly unknown: readonly Banned[];
  /** The archive holds them for active, and fail2ban, whose jail runs, does not ban them. */
  readonly missing: readonly Known[];
}

/** fail2ban's list of what it bans, beside what the archive holds for active. Of jails that do not run nothing is said. */
export function compareBans<Known extends Banned>(
  banned: ReadonlyMap<string, readonly string[]>,
  active: readonly Known[],
): Compared<Known> {
  const known = new Set(active.map(bannedKey));
  const there = new Set<string>();
  const unknown: Banned[] = [];
  for (const [jail, addresses] of banned) {
    for (const address of addresses) {
      const key = bannedKey({ jail, address });
      there.add(key);
      if (!known.has(key)) unknown.push({ jail, address });
    }
  }
  return { unknown, missing: active.filter((ban) => banned.has(ban.jail) && !there.has(bannedKey(ban))) };
}

/** Counters of a jail, as a look has seen them. */
export interface JailCounts {
  readonly currentlyBanned: number;
  readonly totalBanned: number;
  readonly totalFailed: number;
}

/** fail2ban counts from its start: a number that has become smaller says that it was started anew. */
export const hasRestarted = (before: ReadonlyMap<string, JailCounts>, after: ReadonlyMap<string, JailCounts>): boolean =>
  [...after].some(([jail, { totalBanned, totalFailed }]) => {
    const was = before.get(jail);
    return was !== undefined && (totalBanned < was.totalBanned || totalFailed < was.totalFailed);
  });

/** Whether any jail's bans have changed since. */
export const hasSameBans = (before: ReadonlyMap<string, JailCounts>, after: ReadonlyMap<string, JailCounts>): boolean =>
  before.size === after.size &&
  [...after].every(([jail, { currentlyBanned, totalBanned }]) => {
    const was = before.get(jail);
    return was !== undefined && was.currentlyBanned === currentlyBanned && was.totalBanned === totalBanned;
  });
