import type { Clock } from '../../../../shared/time.ts';
import { dueOrders, nextOrderAt } from '../../store/orders.ts';
import { createCarryOut } from './carry-out.ts';
import type { OrderParts } from './parts.ts';

/** What time alone makes happen to orders: what a crash or an absent host left open, renewals, ends. */
export interface DueOrders {
  next(): Promise<Temporal.Instant | null>;
  run(now: Temporal.Instant): Promise<void>;
}

const AT_ONCE = 200;

/** `transact` must be the leader's. */
export function createDueOrders(parts: OrderParts & { readonly clock: Clock }): DueOrders {
  const carryOut = createCarryOut(parts);
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

async function oneByOne(ids: readonly string[], carryOut: (id: string) => Promise<void>): Promise<void> {
  for (const id of ids) await carryOut(id);
}
