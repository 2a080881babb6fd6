import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Job } from '../../../kernel/module.ts';
import type { Clock } from '../../../shared/time.ts';
import { PLACES_QUEUE, type PlacesRoom } from '../actions/archive/places-room.ts';
import { ASN_FILE, COUNTRY_FILE } from '../actions/archive/settings.ts';

const EVERY = Temporal.Duration.from({ minutes: 1 });

const SETTINGS: readonly string[] = [COUNTRY_FILE.key, ASN_FILE.key];

/**
 * Looks at the files of places once a minute, in every process: a file that was fetched anew is told by its time, and by nobody else. Where
 * another file is set, it looks at once.
 */
export function createPlacesTimer(
  room: Pick<PlacesRoom, 'look'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): PlacesTimer {
  let next: Temporal.Instant | null = null;
  const timer = createTimer({
    ...{ name: 'bans.places', clock, log },
    next: async () => next ?? clock.now(),
    async run(now) {
      next = now.add(EVERY);
      await room.look();
    },
  });
  return {
    ...timer,
    hear({ name, payload }) {
      if (name !== 'settings.changed' || !SETTINGS.includes(String(payload['key']))) return;
      next = null;
      timer.poke();
    },
  };
}

export interface PlacesTimer extends Timer {
  hear(event: PublishedEvent): void;
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
