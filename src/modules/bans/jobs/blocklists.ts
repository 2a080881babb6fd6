import { z } from 'zod';
import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import { gather } from '../../../kernel/jobs/gather.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import { type DueBlocklists, PLACE_QUEUE, READ_QUEUE } from '../actions/blocklists/due.ts';
import { BANS_EVENTS } from '../contract/events.ts';

export interface BlocklistTimer extends Timer {
  hear(event: Pick<PublishedEvent, 'name'>): void;
}

/** Finds what is due of blocklists; runs where the leader is. */
export function createBlocklistTimer(due: DueBlocklists, { clock, log }: { readonly clock: Clock; readonly log: Log }): BlocklistTimer {
  const timer = createTimer({ name: 'bans.blocklists', clock, log, next: due.next, run: due.run });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name }) {
      if (name === BANS_EVENTS.blocklistChanged) look();
    },
  };
}

const Data = z.looseObject({ blocklistId: z.uuid() });

interface BlocklistWork {
  read(id: string): Promise<void>;
  place(id: string): Promise<void>;
  tellStale(): Promise<void>;
}

/** Reads sources, brings hosts in line, and tells what is stale, in whichever process works. */
export const blocklistJobs = (work: BlocklistWork): readonly Job[] => [
  { queue: READ_QUEUE, run: (data) => work.read(Data.parse(data).blocklistId) },
  { queue: PLACE_QUEUE, run: (data) => work.place(Data.parse(data).blocklistId) },
  { queue: 'bans.stale-blocklists', cron: '*/5 * * * *', run: () => work.tellStale() },
];
