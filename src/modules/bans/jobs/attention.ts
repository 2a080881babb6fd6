import { SayingError } from '../../../kernel/contract/saying.ts';
import type { PublishedEvent, Subscriber } from '../../../kernel/events/subscriptions.ts';
import type { Check } from '../../../kernel/health/check.ts';
import { gather } from '../../../kernel/jobs/gather.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import type { HostAttention } from '../actions/hosts/attention.ts';
import { BANS_EVENTS } from '../contract/events.ts';
import { told } from '../contract/told.ts';

export interface HostFactsTimer extends Timer {
  /** Told of every event; what this module says may have moved the next instant at which facts change. */
  hear(event: Pick<PublishedEvent, 'name' | 'payload'>): void;
}

const HEARD: ReadonlySet<string> = new Set([BANS_EVENTS.hostChanged, BANS_EVENTS.changed, BANS_EVENTS.factsDue]);

/** Settles hosts at the instants at which their facts change by time alone. */
export function createHostFactsTimer(
  attention: Pick<HostAttention, 'next' | 'settleDue'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): HostFactsTimer {
  const timer = createTimer({ name: 'bans.facts', clock, log, next: attention.next, run: attention.settleDue });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name, payload }) {
      // What the timer itself has done wakes nobody: it looks again after each run.
      if (HEARD.has(name) && payload['because'] !== 'time') look();
    },
  };
}

/** Once a night all of them, for what a new version knows better. */
export const settleHostsJob = (attention: Pick<HostAttention, 'settleAll'>): Job => ({
  queue: 'bans.settle-all',
  cron: '45 3 * * *',
  run: () => attention.settleAll(),
});

/** What happens elsewhere and changes what is wrong with hosts. */
export const hostSubscribers = (attention: HostAttention): readonly Subscriber[] => [
  {
    event: 'users.changed',
    name: 'bans-hosts',
    run: ({ payload }) => attention.responsiblesChanged({ userId: String(payload['userId']) }),
  },
  {
    event: 'teams.changed',
    name: 'bans-hosts',
    run: ({ payload }) => attention.responsiblesChanged({ teamId: String(payload['teamId']) }),
  },
  { event: 'settings.changed', name: 'bans-hosts', run: ({ payload }) => attention.settingChanged(String(payload['key'])) },
  { event: BANS_EVENTS.allowChanged, name: 'bans-hosts', run: ({ siteId }) => attention.allowChanged(siteId) },
];

/** Whether hosts are looked at, and what changes by time is noticed: if not, Today and the archive are behind. */
export const hostsCheck = (attention: Pick<HostAttention, 'late' | 'unwatched'>): Check => ({
  name: 'bans hosts',
  isCritical: false,
  async probe() {
    const [late, unwatched] = [await attention.late(), await attention.unwatched()];
    if (unwatched > 0) throw new SayingError(told('bans.hosts_unwatched', { hosts: unwatched }));
    if (late > 0) throw new SayingError(told('bans.hosts_late', { hosts: late }));
    return null;
  },
});
