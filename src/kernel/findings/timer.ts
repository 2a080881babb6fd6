import type { PublishedEvent } from '../events/subscriptions.ts';
import { gather } from '../jobs/gather.ts';
import { createTimer, type Timer } from '../jobs/timer.ts';
import type { Log } from '../log/log.ts';
import { createFindingsWake, type WakeParts } from './wake.ts';

export interface FindingsTimer extends Timer {
  /** Told of every event; those that can change what is planned make it look again. */
  hear(event: Pick<PublishedEvent, 'name'>): void;
}

const CONCERNING = new Set(['findings.changed', 'assets.changed']);

/** Wakes the findings at the exact instants at which time alone changes them. */
export function createFindingsTimer(parts: WakeParts & { readonly log: Log }): FindingsTimer {
  const { nextWakeAt, wake } = createFindingsWake(parts);
  const timer = createTimer({ name: 'findings', clock: parts.clock, log: parts.log, next: nextWakeAt, run: wake });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name }) {
      if (CONCERNING.has(name)) look();
    },
  };
}
