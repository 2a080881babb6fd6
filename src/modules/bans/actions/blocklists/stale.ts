import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import { toWire } from '../../../../shared/time.ts';
import { staleBlocklists } from '../../store/blocklist-schedule.ts';

const CONSOLE = systemActor('bans');

const keyOf = (id: string) => ({ module: 'bans', rule: 'blocklist-stale', key: id });

/** States which blocklists nobody could read for twice their schedule. Repeating it is harmless; a good import clears it. */
export function createTellStale({ transact, findings }: Pick<Kernel, 'transact' | 'findings'>): () => Promise<void> {
  return () =>
    transact(CONSOLE, async (work) => {
      for (const { id, name, siteId, staleSince, lastGoodAt } of await staleBlocklists(work.tx, work.now)) {
        const params = { name, since: toWire(staleSince), lastGoodAt: toWire(lastGoodAt) };
        await findings.report(work, { ...keyOf(id), siteId: siteId as SiteId, assetId: null, severity: 'warning', params });
      }
    });
}

/** Of a blocklist that was read, or is there no more. */
export const clearStale = (work: Work, { findings }: Pick<Kernel, 'findings'>, id: string): Promise<void> =>
  findings.clear(work, keyOf(id));
