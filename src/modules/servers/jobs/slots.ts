import { SayingError } from '../../../kernel/contract/saying.ts';
import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import type { Check } from '../../../kernel/health/check.ts';
import { gather } from '../../../kernel/jobs/gather.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import { FOLLOW_QUEUE, HAND_OFF_QUEUE } from '../actions/slots/hand-off.ts';
import type { SlotWatch } from '../actions/slots/watch.ts';
import { SERVERS_EVENTS } from '../contract/events.ts';
import { told } from '../contract/told.ts';

export interface SlotTimer extends Timer {
  /** Told of every event: a slot that was planned or moved may come first. */
  hear(event: Pick<PublishedEvent, 'name'>): void;
}

/** Tells of slots, starts them and gives them up, at the very instants. */
export function createSlotTimer(
  watch: Pick<SlotWatch, 'next' | 'run'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): SlotTimer {
  const timer = createTimer({ name: 'servers.slots', clock, log, next: watch.next, run: watch.run });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name }) {
      if (name === SERVERS_EVENTS.slotChanged) look();
    },
  };
}

type Run = (data: Readonly<Record<string, unknown>>) => Promise<void>;

/** Calls what updates machines, and asks how far it is: outside of any transaction, in whichever process works. */
export const slotJobs = ({ handOff, follow }: { readonly handOff: Run; readonly follow: Run }): readonly Job[] => [
  { queue: HAND_OFF_QUEUE, run: handOff },
  { queue: FOLLOW_QUEUE, run: follow },
];

/** Whether slots are started in time: if not, updates do not begin. */
export const slotsCheck = (watch: Pick<SlotWatch, 'late'>): Check => ({
  name: 'servers slots',
  isCritical: false,
  async probe() {
    const late = await watch.late();
    if (late > 0) throw new SayingError(told('servers.slots_late', { late }));
    return null;
  },
});
