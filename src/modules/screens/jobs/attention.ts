import { SayingError } from '../../../kernel/contract/saying.ts';
import type { PublishedEvent, Subscriber } from '../../../kernel/events/subscriptions.ts';
import type { Check } from '../../../kernel/health/check.ts';
import { gather } from '../../../kernel/jobs/gather.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job, Kernel } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import type { Attention } from '../actions/attention.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import { told } from '../contract/told.ts';

export interface FactsTimer extends Timer {
  /** Told of every event; what this module says may have moved the next instant at which facts change. */
  hear(event: Pick<PublishedEvent, 'name' | 'payload'>): void;
}

const HEARD: ReadonlySet<string> = new Set([SCREENS_EVENTS.screenChanged, SCREENS_EVENTS.factsDue]);

/** Settles screens at the instants at which their facts change by time alone. Who begins to lead begins to listen. */
export function createFactsTimer(
  attention: Pick<Attention, 'next' | 'settleDue' | 'beginToListen'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): FactsTimer {
  const timer = createTimer({ name: 'screens.facts', clock, log, next: attention.next, run: attention.settleDue });
  const look = gather(timer.poke);
  return {
    ...timer,
    async start() {
      await attention.beginToListen();
      return timer.start();
    },
    hear({ name, payload }) {
      // What the timer itself has done wakes nobody: it looks again after each run.
      if (HEARD.has(name) && payload['because'] !== 'time') look();
    },
  };
}

/** While the broker was away nothing could be heard: silence counts from its return on. */
export function listenAnewWhenConnected(
  attention: Pick<Attention, 'beginToListen'>,
  { mqtt, leading, log }: Pick<Kernel, 'mqtt' | 'leading' | 'log'>,
): void {
  mqtt.onConnected(() => {
    if (!leading.isLeading()) return;
    attention.beginToListen().catch((error: unknown) => log.warn({ err: error }, 'silence counts though the broker was away'));
  });
}

/** Once a night all of them, for what a new version knows better. */
export const settleAllJob = (attention: Pick<Attention, 'settleAll'>): Job => ({
  queue: 'screens.settle-all',
  cron: '50 3 * * *',
  run: () => attention.settleAll(),
});

/** Each minute those whose state is another one by now. */
export const statesJob = (attention: Pick<Attention, 'noticeStates'>): Job => ({
  queue: 'screens.states',
  cron: '* * * * *',
  run: () => attention.noticeStates(),
});

export const subscribers = (attention: Pick<Attention, 'settingChanged'>): readonly Subscriber[] => [
  { event: 'settings.changed', name: 'screens', run: ({ payload }) => attention.settingChanged(String(payload['key'])) },
];

/** Whether what changes by time is noticed in time: if not, Today is behind. */
export const attentionCheck = (attention: Pick<Attention, 'late'>): Check => ({
  name: 'screens',
  isCritical: false,
  async probe() {
    const late = await attention.late();
    if (late > 0) throw new SayingError(told('screens.late', { late }));
    return null;
  },
});
