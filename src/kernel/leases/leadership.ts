import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import { listenForNews } from '../live/listen.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Resource } from '../module.ts';
import { createStops } from '../stops.ts';
import { type Bell, createBell } from './bell.ts';
import { type Leading, NotLeadingError } from './leading.ts';
import { beatLease, findLease, giveBackLease, type Holder, holdLease, LEASE_CHANNEL, takeLease } from './lease-rows.ts';
import { type Stopwatch, startStopwatch } from './stopwatch.ts';
import { startTerm, type Term } from './term.ts';

export interface LeadershipParts {
  readonly db: Db;
  /** For the one connection that listens. */
  readonly url: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly transact: Transact;
  /** Tests shorten them. */
  readonly periods?: LeasePeriods;
  /** Tests stand for a machine whose clocks stood still. */
  readonly stopwatch?: () => Stopwatch;
}

/** The same in all processes on one database. */
export interface LeasePeriods {
  readonly heartbeat: Temporal.Duration;
  /** Silent for longer, a leader has left its place. */
  readonly stale: Temporal.Duration;
}

/** A candidate for leading; of all on one database at most one leads. */
export interface Leadership extends Resource, Leading {
  readonly holder: Holder;
  readonly periods: LeasePeriods;
  /** Runs while this process leads. Before the start only. */
  add(resource: Resource): void;
}

/** Name of the lease of who does what time alone starts. */
export const SCHEDULER = 'scheduler';

export const LEASE_PERIODS: LeasePeriods = {
  heartbeat: Temporal.Duration.from({ seconds: 10 }),
  stale: Temporal.Duration.from({ seconds: 60 }),
};

/** A heartbeat that failed is sent again after this long. */
const RETRY_MS = 1_000;

/** This start of this process. */
const thisStart = (): Holder => ({ host: hostname(), pid: process.pid, startId: crypto.randomUUID() });

export function createLeadership(parts: LeadershipParts): Leadership {
  const { log, transact, periods = LEASE_PERIODS } = parts;
  const holder = thisStart();
  const led: Resource[] = [];
  const gauge = parts.metrics.gauge('caretaker_leading', 'Whether this process leads (1) or not (0).');
  let term: Term | null = null;
  const setTerm = (next: Term | null): void => {
    term = next;
    gauge.set(next === null ? 0 : 1);
  };
  const ownTerm = (): Term => {
    if (term === null) throw new NotLeadingError(null);
    if (term.ended() !== null) throw new NotLeadingError(term.fencing);
    return term;
  };

  return {
    name: 'leading',
    role: 'scheduler',
    holder,
    periods,
    add: (resource) => void led.push(resource),
    isLeading: () => term?.ended() === null,
    async transact(by, work) {
      const held = ownTerm();
      return transact(by, async (given) => {
        if (await holdLease(given.tx, SCHEDULER, held.fencing, ownLimit(periods))) return work(given);
        log.warn({ fencing: held.fencing }, 'a write was refused: another process leads');
        held.end('another process leads');
        throw new NotLeadingError(held.fencing);
      });
    },
    async start() {
      const candidate = createCandidate({ ...parts, periods, holder, led, setTerm });
      const stopListening = await listenForNews({ url: parts.url, channel: LEASE_CHANNEL, log, onNews: candidate.hear });
      await candidate.begin();
      return async () => {
        await candidate.stop();
        await stopListening();
      };
    },
  };
}

interface CandidateParts extends LeadershipParts {
  readonly periods: LeasePeriods;
  readonly holder: Holder;
  readonly led: readonly Resource[];
  setTerm(term: Term | null): void;
}

interface Candidate {
  /** Resolves when it leads, or when it is known that it does not. */
  begin(): Promise<void>;
  /** A lease was given back, or may have been. */
  hear(): void;
  /** Stops what it leads and gives the lease back. */
  stop(): Promise<void>;
}

function createCandidate(parts: CandidateParts): Candidate {
  const bell = createBell();
  const begun = Promise.withResolvers<void>();
  let ended: Promise<void> = Promise.resolve();

  const everyMs = parts.periods.heartbeat.total('milliseconds');
  const run = async (): Promise<void> => {
    while (!bell.isOver()) {
      const term = await tryToTake(parts);
      if (term !== null) await lead(parts, term, { bell, onBegun: begun.resolve });
      begun.resolve();
      if (term === null) await bell.wait(await untilStale(parts));
      // Whoever could not lead, or lost it, leaves others the chance: no ringing wakes it.
      else await bell.sleep(term.ended() === 'what it leads did not start' ? everyMs : RETRY_MS);
    }
  };

  return {
    async begin() {
      ended = run();
      await begun.promise;
    },
    hear: bell.ring,
    async stop() {
      bell.end();
      await ended;
    },
  };
}

async function tryToTake({ db, log, holder, periods, stopwatch = startStopwatch }: CandidateParts): Promise<Term | null> {
  try {
    const since = stopwatch();
    const fencing = await takeLease(db, SCHEDULER, holder, periods.stale);
    return fencing === null ? null : startTerm(fencing, since, ownLimit(periods).total('milliseconds'));
  } catch (error) {
    log.warn({ err: error }, 'it could not be found out who leads');
    return null;
  }
}

/** One heartbeat before others may take over, a leader without a heartbeat has stopped leading. */
const ownLimit = ({ stale, heartbeat }: LeasePeriods): Temporal.Duration => stale.subtract(heartbeat);

/** How long the present leader may still be silent; at most a heartbeat, so that a call that was missed costs no more. */
async function untilStale({ db, periods }: CandidateParts): Promise<number> {
  const most = periods.heartbeat.total('milliseconds');
  // The database is away: it is tried again after a heartbeat.
  const lease = await findLease(db, SCHEDULER).catch(() => null);
  if (lease === null) return most;
  const left = periods.stale.subtract(lease.silent).total('milliseconds');
  return Math.min(most, Math.max(left, 0) + 20);
}

interface Course {
  readonly bell: Bell;
  onBegun(): void;
}

/** From the moment the lease was taken until it is lost, runs out, or this process stops. */
async function lead(parts: CandidateParts, term: Term, { bell, onBegun }: Course): Promise<void> {
  const { db, log, led, setTerm } = parts;
  const { fencing } = term;
  const stops = createStops(log);
  setTerm(term);
  log.info({ fencing }, 'this process leads now');
  try {
    const beating = keepBeating(parts, term, bell);
    for (const resource of led) stops.add(resource.name, await resource.start());
    onBegun();
    await beating;
  } catch (error) {
    term.end('what it leads did not start');
    log.error({ err: error }, 'what the leader runs could not be started');
  }
  // From here on it writes nothing more: what runs still meets a NotLeadingError at its next transaction.
  setTerm(null);
  log.info({ fencing, because: term.ended() }, 'this process leads no more');
  await stops.run();
  await giveBackLease(db, SCHEDULER, fencing).catch((error: unknown) => {
    log.warn({ err: error }, 'the lease could not be given back: others have it when it is stale');
  });
}

/** Resolves when the term has ended, for whatever reason. */
async function keepBeating(parts: CandidateParts, term: Term, bell: Bell): Promise<void> {
  const everyMs = parts.periods.heartbeat.total('milliseconds');
  for (let pauseMs = everyMs; ; ) {
    await Promise.race([bell.sleep(Math.min(pauseMs, term.leftMs())), term.over]);
    if (bell.isOver()) term.end('it is stopping');
    if (term.ended() !== null) return;
    pauseMs = (await beat(parts, term)) ? everyMs : Math.min(RETRY_MS, everyMs);
  }
}

/** False: it did not come through, and is to be sent again soon. */
async function beat({ db, log, stopwatch = startStopwatch }: CandidateParts, term: Term): Promise<boolean> {
  const since = stopwatch();
  const answered = new AbortController();
  try {
    const isOurs = await Promise.race([beatLease(db, SCHEDULER, term.fencing), nothingWithin(term.leftMs(), answered.signal)]);
    if (isOurs === true) term.renew(since);
    if (isOurs === false) term.end('another process leads');
    return isOurs !== null;
  } catch (error) {
    log.warn({ err: error }, 'a heartbeat of the leader failed');
    return false;
  } finally {
    answered.abort();
  }
}

/** A database that has vanished without a word must not hold a leader beyond its time. */
const nothingWithin = (ms: number, signal: AbortSignal): Promise<null> => sleep(ms, null, { signal }).catch(() => null);
