import type { Clock } from '../../../../shared/time.ts';
import { dueOrders, nextOrderAt } from '../../store/orders.ts';
import { type CarryOut, createCarryOut } from './carry-out.ts';
import type { OrderParts } from './parts.ts';

/** What time alone makes happen to orders: what a crash or an absent host left open, renewals, ends. */
export interface DueOrders {
  next(): Promise<Temporal.Instant | null>;
  run(now: Temporal.Instant): Promise<void>;
}

const AT_ONCE = 200;

/** Where others are at work for longer, the next look comes back to the host: the other hosts must not wait. */
const PATIENCE = { patienceMs: 5_000 } as const;

/** `transact` must be the leader's. */
export function createDueOrders(parts: OrderParts & { readonly clock: Clock }): DueOrders {
  const carryOut = createCarryOut(parts, PATIENCE);
  return {
    next: () => nextOrderAt(parts.db),
    async run(now) {
      const byHost = new Map<string, string[]>();
      for (const { id, hostId } of await dueOrders(parts.db, now, AT_ONCE)) byHost.set(hostId, [...(byHost.get(hostId) ?? []), id]);
      // Hosts beside each other, so that one which does not answer holds up only its own.
      await Promise.all([...byHost.values()].map((ids) => oneByOne(ids, carryOut)));
    },
  };
}

async function oneByOne(ids: readonly string[], carryOut: CarryOut): Promise<void> {
  for (const id of ids) if ((await carryOut(id)) === 'bans.host_busy') return;
}
