import type { Kernel, WiredModule } from '../../../kernel/module.ts';
import { createDueAllow } from '../actions/allow/due.ts';
import { createBlocklistWork, createDueBlocklists } from '../actions/blocklists/due.ts';
import type { ListParts } from '../actions/blocklists/parts.ts';
import { createDueOrders } from '../actions/orders/due.ts';
import { createSpread } from '../actions/spread/offers.ts';
import { createAllowTimer, keepAllowJob } from './allow.ts';
import { blocklistJobs, createBlocklistTimer } from './blocklists.ts';
import { createOrderTimer } from './orders.ts';
import { spreadJob } from './spread.ts';

/** What time makes happen to orders, the allow list, blocklists and spread. */
export function listsWork(parts: ListParts & Pick<Kernel, 'leading'>): Required<Pick<WiredModule, 'jobs' | 'leads' | 'hear'>> {
  const leading = { ...parts, transact: parts.leading.transact };
  const timers = [
    createOrderTimer(createDueOrders(leading), parts),
    createAllowTimer(createDueAllow(leading), parts),
    createBlocklistTimer(createDueBlocklists(leading), parts),
  ];
  return {
    jobs: [...blocklistJobs(createBlocklistWork(parts)), keepAllowJob(createDueAllow(parts)), spreadJob(createSpread(parts))],
    leads: timers,
    hear(event) {
      for (const timer of timers) timer.hear(event);
    },
  };
}
