import type { Kernel, WiredModule } from '../../../kernel/module.ts';
import { createHostAttention } from '../actions/hosts/attention.ts';
import type { LookParts } from '../actions/hosts/look-parts.ts';
import type { HostParts } from '../actions/hosts/parts.ts';
import { createWatch } from '../actions/hosts/watch.ts';
import { createHostFactsTimer, hostSubscribers, hostsCheck, settleHostsJob } from './attention.ts';
import { hearForWatch, watchResource } from './watch.ts';

type HostsWork = Required<Pick<WiredModule, 'jobs' | 'leads' | 'checks' | 'subscribers' | 'hear'>>;

/** All that happens to hosts by time: the watch over them, and what is wrong with them. The leader's alone. */
export function hostsWork(parts: HostParts & Pick<LookParts, 'keepAllow'> & Pick<Kernel, 'leading'>): HostsWork {
  const attention = createHostAttention(parts);
  const timer = createHostFactsTimer(attention, parts);
  const watch = createWatch({ ...parts, transact: parts.leading.transact });
  const hearWatch = hearForWatch(watch);
  return {
    jobs: [settleHostsJob(attention)],
    leads: [timer, watchResource(watch)],
    checks: [hostsCheck(attention)],
    subscribers: hostSubscribers(attention),
    hear(event) {
      timer.hear(event);
      hearWatch(event);
    },
  };
}
