import type { Subscriber } from '../../../kernel/events/subscriptions.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import type { Attention } from '../actions/attention.ts';

/** Settles servers at the instants at which their facts change by time alone. */
export const createFactsTimer = (
  attention: Pick<Attention, 'next' | 'settleDue'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Timer => createTimer({ name: 'servers.facts', clock, log, next: attention.next, run: attention.settleDue });

/** Once a night all of them, for what a new version knows better. */
export const settleAllJob = (attention: Pick<Attention, 'settleAll'>): Job => ({
  queue: 'servers.settle-all',
  cron: '40 3 * * *',
  run: () => attention.settleAll(),
});

/** What happens elsewhere and changes what is wrong with servers. */
export const createSubscribers = (attention: Pick<Attention, 'responsiblesChanged' | 'settingChanged'>): readonly Subscriber[] => [
  {
    event: 'users.changed',
    name: 'servers',
    run: ({ payload }) => attention.responsiblesChanged({ userId: String(payload['userId']) }),
  },
  {
    event: 'teams.changed',
    name: 'servers',
    run: ({ payload }) => attention.responsiblesChanged({ teamId: String(payload['teamId']) }),
  },
  { event: 'settings.changed', name: 'servers', run: ({ payload }) => attention.settingChanged(String(payload['key'])) },
];
