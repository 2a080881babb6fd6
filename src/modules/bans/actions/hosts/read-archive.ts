import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Refused, type Result } from '../../../../shared/result.ts';
import { earliest } from '../../../../shared/time.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { BanCursor, ReadBan } from '../../devices/hosts/access.ts';
import type { SeenBan } from '../../domain/ban.ts';
import { provenanceOf, readFrom } from '../../domain/reading.ts';
import { saveReading } from '../../store/host-state.ts';
import type { HostRow } from '../../store/hosts.ts';
import { recordBans } from '../../store/record-bans.ts';
import type { LookParts } from './look-parts.ts';
import { subjectOf } from './parts.ts';
import { settleHost } from './settle.ts';
import { lockHost } from './subject.ts';

const CONSOLE = systemActor('bans');
const PAGE = 1_000;

/**
 * Reads what is new in a host's database into the archive, page by page until there is no more; each page is asked for on its own, so
 * that nobody waits for all of them, and saved before the next. Broken off, it goes on from there. Answers how many bans were new.
 */
export async function readArchive(parts: LookParts, hostId: string, isStopped: () => boolean): Promise<Result<number, ReachCode>> {
  let added = 0;
  let after: BanCursor | null = null;
  let since: Temporal.Instant | null | undefined;
  do {
    const page = await parts.reach.reach(hostId, 'observe', async (host, row) => {
      // The same for all pages of one reading: the cursor alone moves on.
      since = since === undefined ? readFrom(row.readUntil) : since;
      return { read: await host.readBans({ since, after, limit: PAGE }), row };
    });
    if (!page.ok) return noteFault(parts, hostId, page);
    const { read, row } = page.value;
    added += await savePage(parts, row, read.bans);
    after = read.next;
  } while (after !== null && !isStopped());
  return ok(added);
}

/** The database cannot be read, and everything else can: that is noted. What stands in the way of everything is the contact's. */
async function noteFault(parts: LookParts, hostId: string, refused: Refused<ReachCode>): Promise<Result<number, ReachCode>> {
  if (refused.code !== 'bans.host_refused') return refused;
  await parts.transact(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, hostId);
    const fault = String(refused.params['reason'] ?? '');
    if (host === null || host.readFault === fault) return;
    await saveReading(work.tx, hostId, { until: null, at: work.now, fault });
    await settleHost(work, parts, host.id);
  });
  return ok(0);
}

/** Writes bans of a host's database; answers how many were new. */
export function savePage(parts: LookParts, row: HostRow, bans: readonly ReadBan[]): Promise<number> {
  return parts.transact(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, row.id);
    if (host === null) return 0;
    const { added } = await recordRead(work, parts, host, bans);
    const newest = bans.at(-1)?.at ?? null;
    // A host whose clock runs ahead must not make us skip what comes when it is put right.
    await saveReading(work.tx, host.id, { until: newest === null ? null : earliest(newest, work.now), at: work.now, fault: '' });
    if (added > 0) publishBans(work, host, { banned: added, ended: 0 });
    if (added > 0 || host.readFault !== '') await settleHost(work, parts, host.id);
    return added;
  });
}

export function recordRead(work: Work, { placeOf }: LookParts, host: HostRow, bans: readonly ReadBan[]): ReturnType<typeof recordBans> {
  const first = host.firstContactAt ?? work.now;
  const seen = bans.map((ban): SeenBan => ({ ...ban, provenance: provenanceOf(ban, latestSecond(first)) }));
  return recordBans(work.tx, { id: host.id, siteId: host.site.id }, seen, placeOf);
}

/** fail2ban's times are whole seconds: a ban of the very second of the first contact was seen. */
const latestSecond = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: 'second', roundingMode: 'trunc' });

export function publishBans(work: Work, host: HostRow, counts: { readonly banned: number; readonly ended: number }): void {
  const { id, siteId } = subjectOf(host);
  work.publish({ name: BANS_EVENTS.changed, module: 'bans', siteId, assetId: id, payload: counts });
}
