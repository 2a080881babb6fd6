import { NOBODY_ANSWERS } from '../../../kernel/assets/events.ts';
import type { PublishedEvent, Subscriber } from '../../../kernel/events/subscriptions.ts';
import { gather } from '../../../kernel/jobs/gather.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import type { Attention } from '../actions/attention.ts';
import type { ServerChange } from '../contract/events.ts';

export interface FactsTimer extends Timer {
  /** Told of every event; what this module says may have moved the next instant at which facts change. */
  hear(event: Pick<PublishedEvent, 'name' | 'payload'>): void;
}

/** What the timer itself has done wakes nobody: it looks again after each run. */
const BY_TIME: ServerChange = 'time';

/** Settles servers at the instants at which their facts change by time alone. */
export function createFactsTimer(
  attention: Pick<Attention, 'next' | 'settleDue'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): FactsTimer {
  const timer = createTimer({ name: 'servers.facts', clock, log, next: attention.next, run: attention.settleDue });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name, payload }) {
      if (name.startsWith('servers.') && payload['because'] !== BY_TIME) look();
    },
  };
}

/** Once a night all of them, for what a new version knows better. */
export const settleAllJob = (attention: Pick<Attention, 'settleAll'>): Job => ({
  queue: 'servers.settle-all',
  cron: '40 3 * * *',
  run: () => attention.settleAll(),
});

/** What happens elsewhere and changes what is wrong with servers. */
export const createSubscribers = (
  attention: Pick<Attention, 'responsiblesChanged' | 'settle' | 'settingChanged'>,
): readonly Subscriber[] => [
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
  {
    event: NOBODY_ANSWERS,
    name: 'servers',
    run: async ({ module, assetId }) => {
      if (module === 'servers' && assetId !== null) await attention.settle(assetId);
    },
  },
  { event: 'settings.changed', name: 'servers', run: ({ payload }) => attention.settingChanged(String(payload['key'])) },
];
