import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import { expireAllow, nextAllowEnd } from '../../store/allow.ts';
import { hostsToKeep } from '../../store/allow-placements.ts';
import type { OrderParts } from '../orders/parts.ts';
import { createKeepAllow } from './keep.ts';

const CONSOLE = systemActor('bans');

export interface DueAllow {
  next(): Promise<Temporal.Instant | null>;
  run(now: Temporal.Instant): Promise<void>;
  /** Every host on which some entry holds: puts back what a reload took away, and tries again where a host was away. */
  keepAll(): Promise<void>;
}

/** Ends of allow entries. `transact` must be the leader's for `run`. */
export function createDueAllow(parts: OrderParts): DueAllow {
  const keep = createKeepAllow(parts);
  const keepAll = async (): Promise<void> => {
    if ((await parts.held.since()) !== null) return;
    await Promise.all((await hostsToKeep(parts.db, parts.clock.now())).map(keep));
  };
  return {
    next: () => nextAllowEnd(parts.db),
    async run() {
      const ended = await parts.transact(CONSOLE, async (work) => {
        const expired = await expireAllow(work.tx, work.now);
        for (const { id, network, siteId } of expired) {
          await work.audit({ action: 'bans.allow_expired', subject: { kind: 'allow-entry', id, name: network }, siteId });
          work.publish({
            name: BANS_EVENTS.allowChanged,
            module: 'bans',
            siteId: siteId as SiteId | null,
            assetId: null,
            payload: { entryId: id },
          });
        }
        return expired.length;
      });
      if (ended > 0) await keepAll();
    },
    keepAll,
  };
}
