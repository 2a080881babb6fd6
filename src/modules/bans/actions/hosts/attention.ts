import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { type DueFacts, settleDue, settleEach } from '../../../../kernel/findings/settle-due.ts';
import type { Leading } from '../../../../kernel/leases/leading.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import { countLate, countUnwatched, dueForFacts, markHosts, nextFactsChange, saveFactsChange } from '../../store/host-facts.ts';
import { everyHostId } from '../../store/hosts.ts';
import { type HostParts, publishHost, subjectOf } from './parts.ts';
import { LOOK_SECONDS } from './settings.ts';
import { settleHost } from './settle.ts';
import { lockHost } from './subject.ts';

const CONSOLE = systemActor('bans');
const LATE = Temporal.Duration.from({ minutes: 15 });

type AttentionParts = Pick<HostParts, 'db' | 'transact' | 'clock' | 'log' | 'assets' | 'findings' | 'settings'> & {
  readonly leading: Pick<Leading, 'transact'>;
};

export type HostAttention = ReturnType<typeof createHostAttention>;

/** Hosts whose facts change by time alone, or because of something elsewhere. Each is settled in a transaction of its own. */
export function createHostAttention(parts: AttentionParts) {
  const mark = async (which: Parameters<typeof markHosts>[1]): Promise<void> => {
    await parts.transact(CONSOLE, async (work) => {
      await markHosts(work.tx, which, work.now);
      publishDue(work);
    });
  };
  return {
    next: (): Promise<Temporal.Instant | null> => nextFactsChange(parts.db),
    settleDue: (now: Temporal.Instant): Promise<void> => settleDue(dueHosts(parts), now),
    /** All hosts, whatever they wait for: new rules of a new version take effect by this. */
    async settleAll(): Promise<void> {
      await settleEach(await everyHostId(parts.db), (id) => settleQuietly(parts, id), parts.log);
    },
    /** Somebody was switched off or on, or joined or left a team. */
    responsiblesChanged: (who: { readonly userId: string } | { readonly teamId: string }): Promise<void> => mark(who),
    /** The allow list has changed: other bans may hit somebody now. */
    allowChanged: (siteId: string | null): Promise<void> => mark(siteId === null ? 'all' : { siteId }),
    settingChanged: (key: string): Promise<void> => (key === LOOK_SECONDS.key ? mark('all') : Promise.resolve()),
    /** How many hosts should have been looked at a quarter of an hour ago. */
    late: (): Promise<number> => countLate(parts.db, parts.clock.now().subtract(LATE)),
    /** How many hosts that answered last nobody has looked at for a quarter of an hour, and for three looks. */
    unwatched: (): Promise<number> => unwatched(parts),
  };
}

async function unwatched({ db, clock, settings }: AttentionParts): Promise<number> {
  const seconds = await settings.read(db, LOOK_SECONDS.key, LOOK_SECONDS.declaration);
  return countUnwatched(
    db,
    clock
      .now()
      .subtract(LATE)
      .subtract({ seconds: 3 * seconds }),
  );
}

/** The leader's timer hears of it, in whichever process that runs. */
const publishDue = ({ publish }: Work): void =>
  publish({ name: BANS_EVENTS.factsDue, module: 'bans', siteId: null, assetId: null, payload: {} });

const dueHosts = (parts: AttentionParts): DueFacts => ({
  due: (now, limit) => dueForFacts(parts.db, now, limit),
  settle: (id) => settleOne(parts, id),
  log: parts.log,
});

function settleOne(parts: AttentionParts, id: AssetId): Promise<void> {
  return parts.leading.transact(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, id);
    // Archived since: it waits for nothing any more.
    if (host === null) return saveFactsChange(work.tx, id, null);
    await settleHost(work, parts, id);
    publishHost(work, subjectOf(host), 'time');
  });
}

/** Tells no page: what a person sees of the host has not changed, and what is found is told by findings. */
function settleQuietly(parts: AttentionParts, id: AssetId): Promise<void> {
  return parts.transact(CONSOLE, async (work) => {
    const host = await lockHost(work, parts, id);
    if (host !== null) await settleHost(work, parts, id);
  });
}
