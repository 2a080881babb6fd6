import { type Clock, earliest, isAfter } from '../../shared/time.ts';
import { NotLeadingError } from '../leases/leading.ts';
import type { Log } from '../log/log.ts';
import type { Resource } from '../module.ts';

export interface TimerParts {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The next instant at which there is something to do; null: nothing is planned. Asked after each run and poke. */
  next(): Promise<Temporal.Instant | null>;
  /** Does all that is due. Whatever it leaves undone is asked for again, with growing pauses. */
  run(now: Temporal.Instant): Promise<void>;
  /** How often to look without being told; heals a missed poke and a clock that was set. */
  readonly sweep?: Temporal.Duration;
}

/** Fires at exact instants without polling. */
export interface Timer extends Resource {
  /** What is planned has changed: look again. Before the start and after the stop it does nothing. */
  poke(): void;
}

const SWEEP = Temporal.Duration.from({ minutes: 5 });
/** After this many seconds a run that failed, or that left something due, is tried again; doubled each time. */
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 300;

/**
 * Arms one timer for the next planned instant, or for the next sweep if that comes first. The sweep also keeps every
 * wait far below 24.8 days, beyond which setTimeout fires at once.
 */
export function createTimer(parts: TimerParts): Timer {
  let stop: (() => Promise<void>) | null = null;
  let poke = (): void => {};
  return {
    name: parts.name,
    poke: () => poke(),
    async start() {
      if (stop !== null) throw new Error(`the timer ${parts.name} runs already`);
      const loop = createLoop(parts);
      poke = loop.wake;
      stop = loop.stop;
      return async () => {
        poke = () => {};
        stop = null;
        await loop.stop();
      };
    },
  };
}

function createLoop(parts: TimerParts): { wake(): void; stop(): Promise<void> } {
  let isStopped = false;
  let wakeUp = Promise.withResolvers<void>();
  const wake = (): void => wakeUp.resolve();

  const sleepUntil = async (instant: Temporal.Instant): Promise<void> => {
    const timer = setTimeout(wake, Math.max(0, instant.epochMilliseconds - parts.clock.now().epochMilliseconds));
    await wakeUp.promise;
    clearTimeout(timer);
  };

  const ended = (async () => {
    let pauseSeconds = 0;
    while (!isStopped) {
      // Made anew before looking: a poke while we look or run is not lost.
      wakeUp = Promise.withResolvers<void>();
      const step = await lookAndRun(parts);
      pauseSeconds = step.isStuck ? Math.min(Math.max(pauseSeconds * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS) : 0;
      if (isStopped) return;
      await sleepUntil(step.isStuck ? parts.clock.now().add({ seconds: pauseSeconds }) : step.until);
    }
  })();

  return {
    wake,
    async stop() {
      isStopped = true;
      wake();
      await ended;
    },
  };
}

/** `isStuck`: it failed, or what was due is still due afterwards. */
type Step = { readonly isStuck: true } | { readonly isStuck: false; readonly until: Temporal.Instant };

async function lookAndRun(parts: TimerParts): Promise<Step> {
  try {
    const due = await parts.next();
    if (due === null || isAfter(due, parts.clock.now())) return { isStuck: false, until: wakeAt(due, parts) };
    await parts.run(parts.clock.now());
    const following = await parts.next();
    return following !== null && !isAfter(following, parts.clock.now())
      ? { isStuck: true }
      : { isStuck: false, until: wakeAt(following, parts) };
  } catch (error) {
    if (error instanceof NotLeadingError) parts.log.info({ timer: parts.name, err: error }, 'a timed run is left to the leader');
    else parts.log.error({ timer: parts.name, err: error }, 'a timed run failed and will be tried again');
    return { isStuck: true };
  }
}

function wakeAt(next: Temporal.Instant | null, { clock, sweep = SWEEP }: TimerParts): Temporal.Instant {
  const nextSweep = clock.now().add(sweep);
  return next === null ? nextSweep : earliest(next, nextSweep);
}
