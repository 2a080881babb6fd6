import type { PublishedEvent } from '../../../kernel/events/subscriptions.ts';
import { gather } from '../../../kernel/jobs/gather.ts';
import { createTimer, type Timer } from '../../../kernel/jobs/timer.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../shared/time.ts';
import type { Recover } from '../actions/commands/recovery.ts';
import type { WatchCommands } from '../actions/commands/watch.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';

interface TimerParts {
  readonly clock: Clock;
  readonly log: Log;
}

export interface CommandsTimer extends Timer {
  /** Told of every event: what has moved may be due at another instant. */
  hear(event: Pick<PublishedEvent, 'name' | 'payload'>): void;
}

/** Looks at commands at the instants at which time changes them. */
export function createCommandsTimer(watch: WatchCommands, { clock, log }: TimerParts): CommandsTimer {
  const timer = createTimer({ name: 'screens.commands', clock, log, next: watch.next, run: watch.settleDue });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name, payload }) {
      // What the timer itself has done wakes nobody: it looks again after each run.
      if (name === SCREENS_EVENTS.commandChanged && payload['because'] !== 'time') look();
    },
  };
}

/** So often a house is looked at as a whole. */
const EVERY = Temporal.Duration.from({ seconds: 15 });

/** Tells outages, and reboots what has crashed: at this pace, however much is told of. Who begins to lead begins to listen. */
export function createRecoveryTimer(recover: Pick<Recover, 'look'>, { clock, log }: TimerParts): CommandsTimer {
  let listeningSince = clock.now();
  let lastLook: Temporal.Instant | null = null;
  const timer = createTimer({
    ...{ name: 'screens.recovery', clock, log, sweep: EVERY },
    next: async () => lastLook?.add(EVERY) ?? clock.now(),
    async run(now) {
      await recover.look(now, listeningSince);
      lastLook = now;
    },
  });
  const look = gather(timer.poke);
  return {
    ...timer,
    hear({ name }) {
      if (name === SCREENS_EVENTS.factsDue || name === SCREENS_EVENTS.screenChanged) look();
    },
    async start() {
      listeningSince = clock.now();
      lastLook = null;
      return timer.start();
    },
  };
}
