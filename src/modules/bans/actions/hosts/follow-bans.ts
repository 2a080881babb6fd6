import { systemActor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { isAfter, latest } from '../../../../shared/time.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { ReadBan } from '../../devices/hosts/access.ts';
import { type EndedHow, endsAtOf } from '../../domain/ban.ts';
import type { JailStatusSeen } from '../../domain/jail.ts';
import { type Banned, bannedKey, compareBans, hasRestarted, hasSameBans, type JailCounts } from '../../domain/reading.ts';
import { activeBans } from '../../store/active-bans.ts';
import { endBans, type SeenEnd } from '../../store/record-bans.ts';
import type { LookMemory, LookParts } from './look-parts.ts';
import type { HostAccess } from './reach.ts';
import { publishBans, recordRead } from './read-archive.ts';
import { settleHost } from './settle.ts';
import { lockHost } from './subject.ts';

const CONSOLE = systemActor('bans');
/** Compared even where no counter has moved: an unban and a ban between two looks could hide each other. */
const LONGEST_PAUSE = Temporal.Duration.from({ minutes: 5 });
/** More are looked up at the next looks: a host must not be kept busy by one. */
const MOST_LOOKED_UP = 5_000;

/** A ban that the archive holds for active. */
interface Active extends Banned {
  readonly at: Temporal.Instant;
}

interface Followed {
  /** Bans that the archive does not know, from the database, or as the socket alone tells of them. */
  readonly found: readonly ReadBan[];
  readonly ended: readonly SeenEnd[];
  readonly isWhole: boolean;
}

/**
 * Compares what fail2ban bans at this moment with what the archive holds for active: what it bans and nobody has read is looked up and
 * archived, what it bans no more although its time is not over has ended by somebody's hand. Rows of fail2ban's that were purged, or a
 * jail that does not run, end nothing: fail2ban bans again after a restart what its database still holds.
 */
export async function followBans(
  parts: LookParts,
  hostId: string,
  jails: readonly JailStatusSeen[],
  memory: LookMemory,
): Promise<Result<null, ReachCode>> {
  const counts: ReadonlyMap<string, JailCounts> = new Map(jails.map((jail) => [jail.name, jail]));
  const now = parts.clock.now();
  const isRecent = memory.comparedAt !== null && isAfter(memory.comparedAt.add(LONGEST_PAUSE), now);
  if (isRecent && memory.compared !== null && hasSameBans(memory.compared, counts)) return ok(null);
  const how: EndedHow = memory.compared !== null && hasRestarted(memory.compared, counts) ? 'purged' : 'unbanned';
  // Before the host is asked: what is active by now and banned no more when it answers has ended in between.
  const active = (await activeBans(parts.db, [hostId], now)).map(({ jail, subject, at }): Active => ({ jail, address: subject, at }));
  const followed = await parts.reach.reach(hostId, 'observe', (host, row) => follow(host, row.databaseFile !== null, active, { now, how }));
  if (!followed.ok) return followed;
  await save(parts, hostId, followed.value);
  if (followed.value.isWhole) Object.assign(memory, { compared: counts, comparedAt: now });
  return ok(null);
}

interface Moment {
  readonly now: Temporal.Instant;
  readonly how: EndedHow;
}

async function follow(host: HostAccess, hasDatabase: boolean, active: readonly Active[], { now, how }: Moment): Promise<Followed> {
  const { unknown, missing } = compareBans(await host.fail2ban.bannedByJail(), active);
  if (!hasDatabase) {
    return { found: unknown.map((ban) => asSeen(ban, now)), ended: missing.map((ban) => endOf(ban, now, how)), isWhole: true };
  }
  const asked = [...unknown, ...missing].slice(0, MOST_LOOKED_UP);
  const { bans } = asked.length === 0 ? { bans: [] } : await host.readNamedBans(asked);
  const rows = new Map(bans.map((ban) => [bannedKey(ban), ban]));
  const isAsked = new Set(asked);
  return {
    found: unknown.map((ban) => rows.get(bannedKey(ban))).filter((row) => row !== undefined),
    ended: missing.filter((ban) => isAsked.has(ban)).flatMap((ban) => endedOf(ban, rows.get(bannedKey(ban)), now, how)),
    // A ban whose row is not written yet is looked up again.
    isWhole: asked.length === unknown.length + missing.length && unknown.every((ban) => rows.has(bannedKey(ban))),
  };
}

/**
 * An unban by hand takes the row away (database.py, delBan), the end of its time does not. A row whose time runs belongs to a ban that
 * fail2ban is about to restore; one whose time is over ended by itself, whatever the archive knew of its end.
 */
function endedOf(ban: Active, row: ReadBan | undefined, now: Temporal.Instant, how: EndedHow): SeenEnd[] {
  if (row === undefined) return [endOf(ban, now, how)];
  const endsAt = endsAtOf(row.at, row.durationSeconds);
  if (row.durationSeconds === 'unknown') return [endOf(ban, now, 'expired')];
  return endsAt === null || isAfter(endsAt, now) ? [] : [endOf(ban, latest(endsAt, ban.at), 'expired')];
}

/** By our clock; a host's that runs ahead would otherwise have ended its bans before they began. */
const endOf = ({ jail, address, at }: Active, now: Temporal.Instant, how: EndedHow): SeenEnd => ({
  jail,
  address,
  at: latest(now, at),
  how,
});

/** Of a host without a database: since when, and for how long, nobody knows. */
const asSeen = ({ jail, address }: Banned, now: Temporal.Instant): ReadBan => ({
  ...{ jail, address, at: now.round({ smallestUnit: 'second', roundingMode: 'trunc' }) },
  ...{ durationSeconds: 'unknown', banCount: 1, failures: 0, lines: [] },
});

async function save(parts: LookParts, hostId: string, { found, ended }: Followed): Promise<void> {
  if (found.length + ended.length === 0) return;
  await parts.transact(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, hostId);
    if (host === null) return;
    const { added } = await recordRead(work, parts, host, found);
    const counts = { banned: added, ended: await endBans(work.tx, hostId, ended) };
    if (counts.banned + counts.ended === 0) return;
    publishBans(work, host, counts);
    await settleHost(work, parts, host.id);
  });
}
