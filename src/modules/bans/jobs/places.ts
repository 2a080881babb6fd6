import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import { PLACES_QUEUE, type PlacesRoom } from '../actions/archive/places-room.ts';

const EVERY = Temporal.Duration.from({ minutes: 1 });

/** Looks at the files of places once a minute, in every process: a file that was fetched anew is told by its time, and by nobody else. */
export function createPlacesTimer(room: Pick<PlacesRoom, 'look'>, { clock, log }: { readonly clock: Clock; readonly log: Log }): Timer {
  let next: Temporal.Instant | null = null;
  return createTimer({
    ...{ name: 'bans.places', clock, log },
    next: async () => next ?? clock.now(),
    async run(now) {
      await room.look();
      next = now.add(EVERY);
    },
  });
}

/** Bans get their place anew when files change, and by night, should that have been missed; what no file knows is asked for in the web. */
export const placesJobs = ({
  rewrite,
  resolve,
}: {
  readonly rewrite: () => Promise<void>;
  readonly resolve: () => Promise<void>;
}): readonly Job[] => [
  { queue: PLACES_QUEUE, cron: '37 3 * * *', run: rewrite },
  { queue: 'bans.resolve-places', cron: '*/5 * * * *', run: resolve },
];
