import { systemActor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { type DueFacts, settleDue, settleEach } from '../../../kernel/findings/settle-due.ts';
import type { Leading } from '../../../kernel/leases/leading.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { SERVERS_EVENTS } from '../contract/events.ts';
import {
  countLate,
  dueForFacts,
  markSecurityPending,
  markServersOf,
  nextFactsChange,
  saveFactsChange,
  serverIdsAfter,
} from '../store/attention.ts';
import { type Parts, publishChange } from './parts.ts';
import { SECURITY_PENDING_DAYS } from './settings.ts';
import { settle } from './settle.ts';
import { lockServer, subjectOf } from './subject.ts';

const CONSOLE = systemActor('servers');
const BATCH = 100;
const LATE = Temporal.Duration.from({ minutes: 15 });

type AttentionParts = Parts & { readonly log: Log; readonly leading: Pick<Leading, 'transact'> };

export type Attention = ReturnType<typeof createAttention>;

/** Servers whose facts change by time alone, or because of something elsewhere. Each is settled in a transaction of its own. */
export function createAttention(parts: AttentionParts) {
  return {
    next: (): Promise<Temporal.Instant | null> => nextFactsChange(parts.db),
    settleDue: (now: Temporal.Instant): Promise<void> => settleDue(dueServers(parts), now),
    settleAll: (): Promise<void> => settleAll(parts),
    /** Somebody was switched off or on, or joined or left a team. */
    async responsiblesChanged(who: { readonly userId: string } | { readonly teamId: string }): Promise<void> {
      await parts.transact(CONSOLE, async (work) => {
        await markServersOf(work.tx, who, work.now);
        publishDue(work);
      });
    },
    /** A server that nobody answers for any more. */
    settle: (id: string): Promise<void> => settleQuietly(parts, id),
    async settingChanged(key: string): Promise<void> {
      if (key !== SECURITY_PENDING_DAYS.key) return;
      await parts.transact(CONSOLE, async (work) => {
        await markSecurityPending(work.tx, work.now);
        publishDue(work);
      });
    },
    /** How many servers should have been looked at a quarter of an hour ago. */
    late: (): Promise<number> => countLate(parts.db, parts.clock.now().subtract(LATE)),
  };
}

/** The leader's timer hears of it, in whichever process that runs. */
const publishDue = ({ publish }: Work): void =>
  publish({ name: SERVERS_EVENTS.factsDue, module: 'servers', siteId: null, assetId: null, payload: {} });

const dueServers = (parts: AttentionParts): DueFacts => ({
  due: (now, limit) => dueForFacts(parts.db, now, limit),
  settle: (id) => settleOne(parts, id),
  log: parts.log,
});

/** All servers, whatever they wait for: new rules and tables of a new version take effect by this. */
async function settleAll(parts: AttentionParts): Promise<void> {
  let after: AssetId | null = null;
  for (;;) {
    const ids: AssetId[] = await serverIdsAfter(parts.db, after, BATCH);
    await settleEach(ids, (id) => settleQuietly(parts, id), parts.log);
    after = ids.at(-1) ?? null;
    if (after === null) return;
  }
}

function settleOne(parts: AttentionParts, id: AssetId): Promise<void> {
  return parts.leading.transact(CONSOLE, async (work) => {
    const server = await lockServer(work, parts, id);
    // Archived since: it waits for nothing any more.
    if (server === null) return saveFactsChange(work.tx, id, null);
    await settle(work, parts, id);
    publishChange(work, subjectOf(server), 'time');
  });
}

/** Tells no page: what a person sees of the server has not changed, and what is found is told by findings. */
function settleQuietly(parts: AttentionParts, id: string): Promise<void> {
  return parts.transact(CONSOLE, async (work) => {
    const server = await lockServer(work, parts, id);
    if (server !== null) await settle(work, parts, server.id);
  });
}
