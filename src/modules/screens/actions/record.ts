import { systemActor } from '../../../kernel/auth/actor.ts';
import { isDatabaseAway } from '../../../kernel/db/errors.ts';
import { createSeldomLog } from '../../../kernel/mqtt/seldom-log.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import { type Heard, saveHeard } from '../store/telemetry.ts';
import { joined, saveWatched } from '../store/watch/watched.ts';
import type { Sign } from './commands/hear.ts';
import { limitsOf } from './limits.ts';
import type { Parts } from './parts.ts';

export type { Heard };

/** One thing that a player said. */
export type Said = { readonly uuid: string } & Partial<Omit<Heard, 'uuid'>>;

const CONSOLE = systemActor('screens');
/** More in one statement would hold up those that come behind. */
const AT_ONCE = 1_000;

/**
 * Writes what players say, the latest state of each: what comes while one writing is under way goes into the next one, so that a busy
 * house writes much at once and a quiet one waits for nothing. Resolves when it is committed: whoever is told of a message's
 * arrival (QoS 1) can rely on it. UUIDs of no screen change nothing. `tell` hears of signs of life once they are written.
 */
export function createRecord(
  parts: Pick<Parts, 'transact' | 'settings' | 'log' | 'clock'>,
  tell: (signs: readonly Sign[]) => void = () => {},
) {
  const seldom = createSeldomLog(parts);
  /** What is gathered while the one before is written. */
  let gathered: Gathered | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (heard: readonly Heard[]): Promise<void> => {
    const { known } = await parts.transact(CONSOLE, async (work) => {
      const { graceSeconds, recentErrorSeconds } = await limitsOf(parts.settings, work.tx);
      const written = await saveHeard(work.tx, heard, graceSeconds, work.now);
      const isWatchedDue = await saveWatched(work.tx, heard, recentErrorSeconds, work.now);
      if (written.isAnythingDue || isWatchedDue) {
        work.publish({ name: SCREENS_EVENTS.factsDue, module: 'screens', siteId: null, assetId: null, payload: {} });
      }
      return written;
    });
    tell(signsIn(heard));
    if (known.length === heard.length) return;
    const strange = heard.find(({ uuid }) => !known.includes(uuid));
    seldom.warn('unknown', { uuid: strange?.uuid ?? '' }, 'a player was heard that belongs to no screen');
  };

  const gather = (): Gathered => {
    const said: Said[] = [];
    const failed = last
      .catch(() => {}) // Whose it was has heard of it.
      .then(() => {
        if (gathered?.said === said) gathered = null;
        return writeTogether(merged(said), write);
      });
    last = failed;
    return { said, failed };
  };

  return async (said: Said): Promise<void> => {
    if (gathered === null || gathered.said.length >= AT_ONCE) gathered = gather();
    gathered.said.push(said);
    const failed = await gathered.failed;
    if (failed.has(said.uuid)) throw failed.get(said.uuid);
  };
}

const signsIn = (heard: readonly Heard[]): readonly Sign[] =>
  heard.flatMap(({ uuid, at, aliveAt, process }) =>
    at === null ? [] : [{ uuid, isHeartbeat: aliveAt !== null, runningPid: process?.status === 'running' ? process.pid : null }],
  );

interface Gathered {
  readonly said: Said[];
  /** The players of which nothing could be written, each with its error. */
  readonly failed: Promise<ReadonlyMap<string, unknown>>;
}

/** What cannot be written of one player is not the others' loss: where all at once fails though the database is there, each is written alone. */
async function writeTogether(
  heard: readonly Heard[],
  write: (heard: readonly Heard[]) => Promise<void>,
): Promise<ReadonlyMap<string, unknown>> {
  const failed = new Map<string, unknown>();
  try {
    await write(heard);
  } catch (error) {
    if (heard.length < 2 || isDatabaseAway(error)) throw error;
    for (const one of heard) await write([one]).catch((itsOwn: unknown) => failed.set(one.uuid, itsOwn));
  }
  return failed;
}

export type RecordSaid = ReturnType<typeof createRecord>;

const SILENT: Omit<Heard, 'uuid'> = {
  ...{ at: null, aliveAt: null, eventId: null, process: null, hardware: null, failure: null },
  ...{ reconnectCount: null, disconnectedAt: null, malformed: null, limited: null },
};

/** The latest of each player, in the order in which it was said. */
function merged(said: readonly Said[]): readonly Heard[] {
  const heard = new Map<string, Heard>();
  for (const one of said) {
    const before = heard.get(one.uuid) ?? { uuid: one.uuid, ...SILENT };
    const [malformed, limited] = [counted(before.malformed, one.malformed), counted(before.limited ?? null, one.limited)];
    heard.set(one.uuid, { ...before, ...one, malformed, limited, watched: joined(before.watched, one.watched) });
  }
  return [...heard.values()];
}

/** The later one, with how many there were together. */
const counted = <Counted extends { readonly count: number }>(before: Counted | null, one: Counted | null | undefined): Counted | null =>
  one === null || one === undefined ? before : { ...one, count: one.count + (before?.count ?? 0) };
