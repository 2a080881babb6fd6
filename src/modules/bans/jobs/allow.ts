import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import type { DueAllow } from '../actions/allow/due.ts';
import { BANS_EVENTS } from '../contract/events.ts';

export interface AllowTimer extends Timer {
  hear(event: Pick<PublishedEvent, 'name'>): void;
}

/** Ends allow entries at their end; runs where the leader is. */
export function createAllowTimer(
  due: Pick<DueAllow, 'next' | 'run'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): AllowTimer {
  const timer = createTimer({ name: 'bans.allow', clock, log, next: due.next, run: due.run });
  return {
    ...timer,
    hear({ name }) {
      if (name === BANS_EVENTS.allowChanged) timer.poke();
    },
  };
}

/** Puts back into running ignore lists what a reload of fail2ban has taken away. */
export const keepAllowJob = ({ keepAll }: Pick<DueAllow, 'keepAll'>): Job => ({
  queue: 'bans.keep-allow',
  cron: '*/5 * * * *',
  run: () => keepAll(),
});
