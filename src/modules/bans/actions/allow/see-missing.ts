import { Fail2banError } from '../../devices/fail2ban/index.ts';
import { placementsOn } from '../../store/allow-placements.ts';
import type { HostAccess, Reach } from '../hosts/reach.ts';
import type { OrderParts } from '../orders/parts.ts';
import { type KeepAllow, spelled } from './keep.ts';

/**
 * Puts back what a reload or a restart of fail2ban has taken out of running ignore lists; for every look, because fail2ban tells nobody that it was
 * reloaded. Costs one command for each jail in which something of ours stands, and writes nothing where all of it does.
 */
export const createKeepWhereMissing =
  ({ db }: Pick<OrderParts, 'db'>, reach: Reach, keep: KeepAllow): KeepAllow =>
  async (hostId) => {
    const placed = (await placementsOn(db, hostId)).filter(({ state }) => state === 'placed');
    if (placed.length === 0) return;
    const byJail = Map.groupBy(placed, ({ jail }) => jail);
    const seen = await reach.reach(hostId, 'observe', async (host) => {
      for (const [jail, spots] of byJail) {
        const there = await ignoredBy(host, jail);
        if (there !== null && spots.some(({ network }) => !there.has(network))) return true;
      }
      return false;
    });
    if (seen.ok && seen.value) await keep(hostId);
  };

/** Null: the jail does not run. */
async function ignoredBy({ fail2ban }: HostAccess, jail: string): Promise<ReadonlySet<string> | null> {
  try {
    return new Set((await fail2ban.ignored(jail)).map(spelled));
  } catch (cause) {
    if (cause instanceof Fail2banError && cause.kind === 'unknown_jail') return null;
    throw cause;
  }
}
