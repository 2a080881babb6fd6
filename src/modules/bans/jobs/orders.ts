import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../shared/time.ts';
import type { DueOrders } from '../actions/orders/due.ts';
import { BANS_EVENTS } from '../contract/events.ts';

export interface OrderTimer extends Timer {
  hear(event: PublishedEvent): void;
}

/** Lifts bans at their end, renews those that a jail would let go, and carries out what was left open; runs where the leader is. */
export function createOrderTimer(due: DueOrders, { clock, log }: { readonly clock: Clock; readonly log: Log }): OrderTimer {
  const timer = createTimer({ name: 'bans.orders', clock, log, next: due.next, run: due.run });
  return {
    ...timer,
    hear(event) {
      if (event.name === BANS_EVENTS.orderChanged) timer.poke();
    },
  };
}
