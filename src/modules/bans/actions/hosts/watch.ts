import { NotLeadingError } from '../../../../kernel/leases/leading.ts';
import { pauseAfter } from '../../domain/contact.ts';
import { everyHostId } from '../../store/hosts.ts';
import { lookAt } from './look.ts';
import { type LookMemory, type LookParts, newMemory } from './look-parts.ts';
import { LOOK_SECONDS, LOOKS_AT_ONCE } from './settings.ts';

/** What is remembered of one host that is watched. Times by this process's own clock, in milliseconds. */
interface Watched {
  readonly memory: LookMemory;
  dueAt: number;
  failures: number;
  running: Promise<void> | null;
}

export interface Watch {
  /** Starts looking at every host in turn; stops when told. Broken looks end with their step. */
  start(): Promise<() => Promise<void>>;
  /** This host, or every one, has changed: look at it as soon as there is a place. */
  poke(hostId: string | null): void;
}

/** How often the list of hosts is read when nobody says that it has changed. */
const SWEEP_MS = 30_000;

/**
 * Looks at all hosts, so many at once, each again after a pause with some jitter. Hosts that fail are left alone for longer and longer, and
 * have at most half of the places: two hundred dead ones do not keep a living one waiting.
 */
export function createWatch(parts: LookParts): Watch {
  let loop: WatchLoop | null = null;
  return {
    async start() {
      const started = createLoop(parts);
      loop = started;
      return async () => {
        loop = null;
        await started.stop();
      };
    },
    poke: (hostId) => loop?.poke(hostId),
  };
}

interface WatchLoop {
  poke(hostId: string | null): void;
  stop(): Promise<void>;
}

function createLoop(parts: LookParts): WatchLoop {
  const hosts = new Map<string, Watched>();
  let isStopped = false;
  let wakeUp = Promise.withResolvers<void>();
  let listedAt = Number.NEGATIVE_INFINITY;
  const wake = (): void => wakeUp.resolve();

  async function list(): Promise<void> {
    if (performance.now() - listedAt < SWEEP_MS) return;
    listedAt = performance.now();
    const ids: ReadonlySet<string> = new Set(await everyHostId(parts.db));
    for (const id of hosts.keys()) if (!ids.has(id)) hosts.delete(id);
    for (const id of ids) if (!hosts.has(id)) hosts.set(id, { memory: newMemory(), dueAt: performance.now(), failures: 0, running: null });
  }

  async function round(): Promise<number> {
    await list();
    const { db, settings } = parts;
    const [seconds, atOnce] = await Promise.all([
      settings.read(db, LOOK_SECONDS.key, LOOK_SECONDS.declaration),
      settings.read(db, LOOKS_AT_ONCE.key, LOOKS_AT_ONCE.declaration),
    ]);
    for (const [id, host] of nextOnes(hosts, atOnce)) {
      host.running = look(parts, id, host, seconds, () => isStopped).finally(() => {
        host.running = null;
        wake();
      });
    }
    return pauseOf(hosts);
  }

  const ended = (async () => {
    while (!isStopped) {
      // Made anew before looking: a poke meanwhile is not lost.
      wakeUp = Promise.withResolvers<void>();
      const pauseMs = await round().catch((error: unknown) => {
        parts.log.error({ err: error }, 'the watch over fail2ban hosts failed and will be tried again');
        return 5_000;
      });
      const timer = setTimeout(wake, pauseMs);
      if (!isStopped) await wakeUp.promise;
      clearTimeout(timer);
    }
    await Promise.all([...hosts.values()].map(({ running }) => running));
  })();

  return {
    poke(hostId) {
      listedAt = Number.NEGATIVE_INFINITY;
      for (const [id, host] of hosts) {
        if (hostId === null || hostId === id) Object.assign(host, { dueAt: performance.now(), failures: 0 });
      }
      wake();
    },
    async stop() {
      isStopped = true;
      wake();
      await ended;
    },
  };
}

/** Those that are due and have a place, the longest due ones first. */
function nextOnes(hosts: ReadonlyMap<string, Watched>, atOnce: number): [string, Watched][] {
  const busy = [...hosts.values()].filter(({ running }) => running !== null);
  const forFailing = Math.max(1, Math.floor(atOnce / 2)) - busy.filter(({ failures }) => failures > 0).length;
  const due = [...hosts]
    .filter(([, host]) => host.running === null && host.dueAt <= performance.now())
    .toSorted(([, a], [, b]) => a.dueAt - b.dueAt);
  const failing = due.filter(([, { failures }]) => failures > 0).slice(0, Math.max(0, forFailing));
  const chosen = due.filter(([id, { failures }]) => failures === 0 || failing.some(([each]) => each === id));
  return chosen.slice(0, Math.max(0, atOnce - busy.length));
}

/** Until the next host is due. One that is due and has no place waits for the end of another look, which wakes. */
function pauseOf(hosts: ReadonlyMap<string, Watched>): number {
  const waiting = [...hosts.values()].filter(({ running }) => running === null).map(({ dueAt }) => dueAt - performance.now());
  const ahead = waiting.filter((pause) => pause > 0);
  return Math.min(SWEEP_MS, ...ahead);
}

async function look(parts: LookParts, id: string, host: Watched, seconds: number, isStopped: () => boolean): Promise<void> {
  try {
    const outcome = await lookAt(parts, id, host.memory, isStopped);
    host.failures = outcome === 'failed' ? host.failures + 1 : 0;
  } catch (error) {
    host.failures += 1;
    if (error instanceof NotLeadingError) parts.log.info({ hostId: id, err: error }, 'a fail2ban host is left to the leader');
    else parts.log.error({ hostId: id, err: error }, 'a fail2ban host could not be looked at');
  }
  host.dueAt = performance.now() + pauseAfter(host.failures, seconds, Math.random()).total('milliseconds');
}
