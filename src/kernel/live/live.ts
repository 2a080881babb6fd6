import type { Readable } from 'node:stream';
import type { Clock } from '../../shared/time.ts';
import type { PersonActor } from '../auth/actor.ts';
import { scopeOf } from '../contract/access.ts';
import type { Permission } from '../contract/permission.ts';
import { followLive } from '../contract/routes/console.ts';
import type { Db } from '../db/database.ts';
import { EVENT_CHANNEL } from '../events/publish.ts';
import { eventRange, eventsAfter } from '../events/store.ts';
import type { PublishedEvent } from '../events/subscriptions.ts';
import type { Gatekeeper } from '../http/gatekeeper.ts';
import { type Call, type Served, serveStream } from '../http/serve.ts';
import type { Log } from '../log/log.ts';
import type { Resource } from '../module.ts';
import { createFollower, type Follower } from './follower.ts';
import { listenForNews } from './listen.ts';
import type { Listener } from './visible.ts';

export interface LiveParts {
  readonly db: Db;
  /** For the one connection that listens. */
  readonly url: string;
  readonly gatekeeper: Pick<Gatekeeper, 'recheck'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Also hears every event, in the order of commits: timers that must look again. */
  readonly tell?: (event: PublishedEvent) => void;
  readonly beatEvery?: Temporal.Duration;
  readonly recheckEvery?: Temporal.Duration;
}

export interface Live extends Resource {
  readonly routes: readonly Served[];
  /** Ends every open stream; called before the server waits for its requests. */
  endStreams(): Promise<void>;
}

const BEAT = Temporal.Duration.from({ seconds: 20 });
/** So long may somebody whose session ended, or whose rights shrank, still hear ids of what changed. */
const RECHECK = Temporal.Duration.from({ minutes: 1 });
const BATCH = 100;
/** A page that missed more than this is quicker to load anew than to catch up. */
const MOST_REPLAYED = 1_000;
const MOST_STREAMS_PER_PERSON = 20;

/** Anybody signed in may follow; which rows they hear of is what any role lets them see. */
const ROWS: Permission = { name: 'live:read', role: 'user', tokens: true, about: '' };

const listenerOf = (person: PersonActor): Listener => ({ userId: person.userId, scope: scopeOf(person, ROWS) });

/** Tells open pages what changed, in the order of commits, and lets each resume where it was. */
export function createLive(parts: LiveParts): Live {
  const followers = new Map<Follower, PersonActor>();
  const feed = createFeed(parts, (event) => {
    parts.tell?.(event);
    for (const follower of followers.keys()) follower.offer(event);
  });

  const follow = async (call: Call): Promise<Readable> => {
    const follower = createFollower(listenerOf(call.person));
    const forget = (): void => void followers.delete(follower);
    follower.stream.once('close', forget);
    const resumeAfter = lastEventId(call.header('last-event-id'));
    if (resumeAfter === null) follower.begin(feed.lastId());
    else await replay(parts.db, feed, follower, resumeAfter);
    // Nothing is awaited between the end of the replay and here, so no event falls between the two.
    if (!follower.stream.destroyed) followers.set(follower, call.person);
    endOldest(followers, call.person);
    return follower.stream;
  };

  const recheck = async (): Promise<void> => {
    for (const [follower, person] of followers) {
      try {
        const renewed = await parts.gatekeeper.recheck(person);
        if (renewed === null) follower.end();
        else follower.listener = listenerOf(renewed);
      } catch (error) {
        parts.log.warn({ err: error }, 'the rights of an open page could not be looked at');
      }
    }
  };

  const endStreams = async (): Promise<void> => {
    for (const follower of followers.keys()) follower.end();
  };

  return {
    name: 'live',
    routes: [serveStream(followLive, (_input, call) => follow(call))],
    endStreams,
    async start() {
      await feed.begin();
      const stopListening = await listenForNews({ url: parts.url, channel: EVENT_CHANNEL, log: parts.log, onNews: feed.pull });
      // Between reading the newest id and listening something may have been announced.
      feed.pull();
      const beating = setInterval(() => beatAll(followers), (parts.beatEvery ?? BEAT).total('milliseconds'));
      const rechecking = setInterval(() => void recheck(), (parts.recheckEvery ?? RECHECK).total('milliseconds'));
      return async () => {
        clearInterval(beating);
        clearInterval(rechecking);
        await endStreams();
        await stopListening();
        await feed.settled();
      };
    },
  };
}

const beatAll = (followers: ReadonlyMap<Follower, PersonActor>): void => {
  for (const follower of followers.keys()) follower.beat();
};

/** A tool that opens streams and forgets them shuts out itself, nobody else. */
function endOldest(followers: ReadonlyMap<Follower, PersonActor>, person: PersonActor): void {
  const own = [...followers].filter(([, other]) => other.userId === person.userId);
  for (const [follower] of own.slice(0, Math.max(0, own.length - MOST_STREAMS_PER_PERSON))) follower.end();
}

interface Feed {
  /** The newest event that was told. */
  lastId(): number;
  begin(): Promise<void>;
  /** Reads what is new and tells it; several calls at once are one reading. */
  pull(): void;
  settled(): Promise<void>;
}

function createFeed({ db, log }: LiveParts, tell: (event: PublishedEvent) => void): Feed {
  let last = 0;
  let reading: Promise<void> = Promise.resolve();
  let isAsked = false;

  const read = async (): Promise<void> => {
    isAsked = false;
    for (let events = await eventsAfter(db, last, BATCH); events.length > 0; events = await eventsAfter(db, last, BATCH)) {
      for (const event of events) {
        last = event.id;
        tell(event);
      }
    }
  };

  return {
    lastId: () => last,
    async begin() {
      last = (await eventRange(db)).newest;
    },
    pull() {
      if (isAsked) return;
      isAsked = true;
      reading = reading.then(read).catch((error: unknown) => {
        // The connection that listens has the same trouble; when it is back, everything is read again.
        log.warn({ err: error }, 'new events could not be read');
      });
    },
    settled: () => reading,
  };
}

/** Tells what a page missed, up to what the feed has told; `reset` where that is too much or no longer known. */
async function replay(db: Db, feed: Feed, follower: Follower, resumeAfter: number): Promise<void> {
  const { oldest, newest } = await eventRange(db);
  const isGone = oldest === null ? resumeAfter !== 0 : resumeAfter < oldest - 1;
  if (isGone || resumeAfter > newest || newest - resumeAfter > MOST_REPLAYED) return follower.reset(feed.lastId());
  follower.begin(resumeAfter);
  let told = resumeAfter;
  while (told < feed.lastId()) {
    const events = await eventsAfter(db, told, BATCH);
    if (events.length === 0) return;
    // What the feed has not told yet, it will tell this follower too.
    for (const event of events.filter(({ id }) => id <= feed.lastId())) follower.offer(event);
    told = Math.min(events.at(-1)?.id ?? told, feed.lastId());
  }
}

function lastEventId(header: string | null): number | null {
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
