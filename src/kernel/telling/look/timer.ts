import type { Clock } from '../../../shared/time.ts';
import { systemActor } from '../../auth/actor.ts';
import type { Db } from '../../db/database.ts';
import type { PublishedEvent } from '../../events/subscriptions.ts';
import type { Held } from '../../held/held.ts';
import { gather } from '../../jobs/gather.ts';
import { createTimer, type Timer } from '../../jobs/timer.ts';
import type { Leading } from '../../leases/leading.ts';
import type { Log } from '../../log/log.ts';
import { ensureAccountMail } from '../channels/account-mail.ts';
import { requeueLate } from '../outbox/requeue.ts';
import { allStories, dueStories, storiesAbout } from './load.ts';
import { type LookParts, look } from './look.ts';
import { nextDue } from './next.ts';
import { tellNotices } from './tell-notices.ts';

export interface TellingTimer extends Timer {
  /** Told of every event; those that can change what is to be told make it look again. */
  hear(event: Pick<PublishedEvent, 'name' | 'assetId' | 'payload'>): void;
  /** One look at `now`, as the timer does it. */
  run(): Promise<void>;
}

export interface TellingTimerParts extends LookParts {
  readonly db: Db;
  readonly leading: Pick<Leading, 'transact'>;
  /** A restored console plans nothing: what it would tell may have been told. */
  readonly held: Pick<Held, 'since'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** So often everything is looked at, whatever was heard: heals a missed event. */
const SWEEP_MINUTES = 10;

/** People, teams, sites or channels changed: anybody may be asked about anything now. */
const CONCERNS_ALL = new Set(['telling.changed', 'users.changed', 'teams.changed', 'sites.changed', 'held.released']);

const BY = systemActor('telling');

/** Looks at what has changed since the last time, and at the exact instants at which something is due. */
export function createTellingTimer(parts: TellingTimerParts): TellingTimer {
  const { db, clock, leading } = parts;
  const news = createNews();

  const run = async (): Promise<void> => {
    const now = clock.now();
    const taken = news.take(now);
    try {
      const ids = await concerned(db, taken, now);
      await leading.transact(BY, async (work) => {
        if (parts.hasMail) await ensureAccountMail(work);
        await look(work, parts, ids);
      });
      await leading.transact(BY, (work) => tellNotices(work, parts));
      await leading.transact(BY, requeueLate);
    } catch (error) {
      news.putBack(taken);
      throw error;
    }
  };

  const next = async (): Promise<Temporal.Instant | null> => {
    if ((await parts.held.since()) !== null) return null;
    return news.isThere(clock.now()) ? clock.now() : nextDue(db);
  };
  const timer = createTimer({ name: 'telling', clock, log: parts.log, next, run });
  const wake = gather(timer.poke);
  return {
    ...timer,
    start() {
      // Whatever happened before this process led was not heard, or not looked at.
      news.forget();
      return timer.start();
    },
    run,
    hear(event) {
      if (news.add(event) || event.name === 'telling.asked') wake();
    },
  };
}

async function concerned(db: Db, taken: Taken, now: Temporal.Instant): Promise<readonly string[]> {
  if (taken.isAll) return allStories(db);
  const ids = [...taken.storyIds, ...(await storiesAbout(db, taken.assetIds)), ...(await dueStories(db, now))];
  return [...new Set(ids)];
}

interface Taken {
  readonly isAll: boolean;
  readonly storyIds: readonly string[];
  readonly assetIds: readonly string[];
}

/** Beyond this many it is quicker to look at everything; and who does not lead hears, and never looks. */
const MANY = 2_000;

/** What was heard since the last look. Lost when the process ends: the next one begins with a look at everything. */
function createNews() {
  let isAll = false;
  let sweepAt: Temporal.Instant | null = null;
  const storyIds = new Set<string>();
  const assetIds = new Set<string>();
  const isSweep = (now: Temporal.Instant): boolean => sweepAt === null || Temporal.Instant.compare(sweepAt, now) <= 0;
  const clear = (): void => {
    storyIds.clear();
    assetIds.clear();
  };
  return {
    forget() {
      sweepAt = null;
      clear();
    },
    isThere: (now: Temporal.Instant): boolean => isAll || isSweep(now) || storyIds.size + assetIds.size > 0,
    add({ name, assetId, payload }: Pick<PublishedEvent, 'name' | 'assetId' | 'payload'>): boolean {
      const storyId = payload['storyId'];
      if (name === 'findings.changed' && typeof storyId === 'string') storyIds.add(storyId);
      else if (name === 'assets.changed' && assetId !== null) assetIds.add(assetId);
      else if (name === 'findings.changed' || CONCERNS_ALL.has(name)) isAll = true;
      else return false;
      if (storyIds.size + assetIds.size > MANY) isAll = true;
      if (isAll) clear();
      return true;
    },
    take(now: Temporal.Instant): Taken {
      const taken = { isAll: isAll || isSweep(now), storyIds: [...storyIds], assetIds: [...assetIds] };
      isAll = false;
      if (taken.isAll) sweepAt = now.add({ minutes: SWEEP_MINUTES });
      clear();
      return taken;
    },
    putBack(taken: Taken): void {
      isAll ||= taken.isAll;
      for (const id of taken.storyIds) storyIds.add(id);
      for (const id of taken.assetIds) assetIds.add(id);
    },
  };
}
