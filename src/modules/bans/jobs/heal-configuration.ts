import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import { createHeal, createNextAbandoned } from '../actions/configuration/heal.ts';
import type { ConfigurationParts } from '../actions/configuration/parts.ts';
import { BANS_EVENTS } from '../contract/events.ts';

export interface HealTimer extends Timer {
  hear(event: Pick<PublishedEvent, 'name'>): void;
}

/** Undoes what a console that has died left half done on a host, as soon as nobody is believed to be at it any more. Runs where the leader is. */
export function createHealTimer(parts: ConfigurationParts, log: Log): HealTimer {
  const heal = createHeal(parts);
  const timer = createTimer({
    name: 'bans.configuration',
    clock: parts.clock,
    log,
    next: createNextAbandoned(parts),
    run: async () => void (await heal()),
  });
  return {
    ...timer,
    hear({ name }) {
      if (name === BANS_EVENTS.configurationChanged) timer.poke();
    },
  };
}
