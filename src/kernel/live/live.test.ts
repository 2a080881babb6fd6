import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { systemClock } from '../../shared/time.ts';
import { type PersonActor, systemActor } from '../auth/actor.ts';
import type { GrantShape } from '../contract/permission.ts';
import { createTransact } from '../db/transact.ts';
import type { NewEvent } from '../events/publish.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import type { Gatekeeper } from '../http/gatekeeper.ts';
import { olga, openDoor, startTestHttp } from '../http/http-fixture.ts';
import { createJobs } from '../jobs/jobs.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { testDatabase } from '../testing/database.ts';
import { createLive, type LiveParts } from './live.ts';

const { db, url } = await testDatabase();
const log = createLog({ level: 'silent', format: 'json' });
const { boss } = createJobs({ url, db, log, metrics: createMetrics() });
const transact = createTransact({ db, boss, clock: systemClock, subscriptions: createSubscriptions() });

const BERLIN = newId<'site'>();
const PARIS = newId<'site'>();

const publish = (name: string, more: Partial<NewEvent> = {}) =>
  transact(systemActor('test'), async (work) =>
    work.publish({ name, module: 'servers', siteId: BERLIN, assetId: null, payload: {}, ...more }),
  );

const person = (grants: readonly GrantShape[]): PersonActor => ({ ...olga(), superadmin: false, grants });
const inBerlin = person([{ role: 'user', siteId: BERLIN, module: 'servers' }]);

/** A door that lets one person in, whose session can be ended. */
function doorFor(actor: PersonActor) {
  const session = { isOpen: true, actor };
  const door: Gatekeeper = {
    ...openDoor,
    identify: async () => ({ ok: true, actor: session.actor, via: 'header' }),
    recheck: async () => (session.isOpen ? session.actor : null),
  };
  return { door, session };
}

async function liveConsole(actor: PersonActor = olga(), options: Partial<LiveParts> = {}) {
  const { door, session } = doorFor(actor);
  const live = createLive({ db, url, gatekeeper: door, clock: systemClock, log, ...options });
  const stop = await live.start();
  const http = await startTestHttp({ served: live.routes, gatekeeper: door, beforeStop: live.endStreams });
  return { stop, http, session };
}

interface Heard {
  readonly id: number | null;
  readonly kind: string;
  readonly name: string | null;
}

/** An open page: collects what it hears until it is closed or the stream ends. */
async function follow(at: string, lastEventId?: number) {
  const stopping = new AbortController();
  const reply = await fetch(`${at}/api/live`, {
    signal: stopping.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) },
  });
  const heard: Heard[] = [];
  const page = { status: reply.status, type: reply.headers.get('content-type'), heard, lastId: 0, comments: 0, hasEnded: false };
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of reply.body ?? []) {
      text += new TextDecoder().decode(chunk);
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block, page);
    }
    page.hasEnded = true;
  };
  const reading = read().catch(() => {}); // Closed by the test itself.
  const names = (): (string | null)[] => heard.map(({ name }) => name);
  return Object.assign(page, {
    names,
    async close() {
      stopping.abort();
      await reading;
    },
  });
}

function take(block: string, page: { heard: Heard[]; lastId: number; comments: number }): void {
  if (block.startsWith(':')) page.comments += 1;
  const field = (name: string): string | null => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
  const id = field('id');
  if (id !== null) page.lastId = Number(id);
  const data = field('data');
  if (data !== null)
    page.heard.push({ id: id === null ? null : Number(id), kind: field('event') ?? 'message', name: JSON.parse(data).name ?? null });
}

const soon = (claim: () => void) => vi.waitFor(claim, 5_000);

describe('following', () => {
  test('events arrive in the order of their commits, soon after them', async () => {
    const { http, stop } = await liveConsole();
    const page = await follow(http.url);
    expect([page.status, page.type]).toEqual([200, 'text/event-stream']);
    for (const name of ['test.one', 'test.two', 'test.three']) await publish(name);
    await soon(() => expect(page.names()).toEqual(['test.one', 'test.two', 'test.three']));
    const ids = page.heard.map(({ id }) => id ?? 0);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    await page.close();
    await stop();
  });

  test('one hears of what one may see, of the whole console only with a reach over everything, and of oneself', async () => {
    const { http, stop } = await liveConsole(inBerlin);
    const page = await follow(http.url);
    await publish('berlin.servers');
    await publish('paris.servers', { siteId: PARIS });
    await publish('berlin.labels', { module: 'labels' });
    await publish('console', { siteId: null });
    await publish('somebody', { siteId: null, module: 'users', payload: { userId: newId() } });
    await publish('myself', { siteId: null, module: 'users', payload: { userId: inBerlin.userId } });
    await publish('end');
    await soon(() => expect(page.names()).toContain('end'));
    expect(page.names()).toEqual(['berlin.servers', 'myself', 'end']);
    await page.close();
    await stop();
  });

  test('a page that is idle hears that it is still connected', async () => {
    const { http, stop } = await liveConsole(olga(), { beatEvery: Temporal.Duration.from({ milliseconds: 30 }) });
    const page = await follow(http.url);
    await soon(() => expect(page.comments).toBeGreaterThan(2));
    await page.close();
    await stop();
  });

  test('the stream ends with the session, and rights that shrink count at the next look', async () => {
    const { http, session, stop } = await liveConsole(olga(), { recheckEvery: Temporal.Duration.from({ milliseconds: 50 }) });
    const page = await follow(http.url);
    await publish('before');
    await soon(() => expect(page.names()).toEqual(['before']));
    session.actor = person([{ role: 'user', siteId: PARIS, module: null }]);
    await new Promise((done) => setTimeout(done, 200));
    await publish('berlin');
    await publish('paris', { siteId: PARIS });
    await soon(() => expect(page.names()).toEqual(['before', 'paris']));
    session.isOpen = false;
    await soon(() => expect(page.hasEnded).toBe(true));
    await stop();
  });

  test('a person with very many streams loses the oldest', async () => {
    const { http, stop } = await liveConsole();
    const pages: Awaited<ReturnType<typeof follow>>[] = [];
    for (let index = 0; index < 21; index += 1) pages.push(await follow(http.url));
    await soon(() => expect(pages[0]?.hasEnded).toBe(true));
    expect(pages.filter((page) => page.hasEnded)).toHaveLength(1);
    await Promise.all(pages.map((page) => page.close()));
    await stop();
  });
});

describe('resuming', () => {
  test('what was missed comes first, then what is new, nothing twice', async () => {
    const { http, stop } = await liveConsole();
    const first = await follow(http.url);
    await publish('seen');
    await soon(() => expect(first.names()).toEqual(['seen']));
    await first.close();
    await publish('missed', { siteId: PARIS });
    await publish('missed too');
    const second = await follow(http.url, first.lastId);
    await publish('new');
    await soon(() => expect(second.names()).toEqual(['missed', 'missed too', 'new']));
    await second.close();
    await stop();
  });

  test('a page that heard nothing yet can resume as well', async () => {
    const { http, stop } = await liveConsole();
    const first = await follow(http.url);
    await soon(() => expect(first.lastId).toBeGreaterThan(0));
    await first.close();
    await publish('missed');
    const second = await follow(http.url, first.lastId);
    await soon(() => expect(second.names()).toEqual(['missed']));
    await second.close();
    await stop();
  });

  test.each([
    ['of before what is kept', 1],
    ['of another life of the database', 999_999_999],
  ])('an id %s is answered with a reset', async (_what, lastEventId) => {
    await sql`insert into kernel.events (at, name, module, payload) select now(), 'filler', 'test', '{}' from generate_series(1, 5)`.execute(
      db,
    );
    await sql`delete from kernel.events where id < (select max(id) - 1 from kernel.events)`.execute(db);
    const { http, stop } = await liveConsole();
    const page = await follow(http.url, lastEventId);
    await publish('new');
    await soon(() => expect(page.heard.map(({ kind, name }) => name ?? kind)).toEqual(['reset', 'new']));
    await page.close();
    await stop();
  });

  test('events that come while a page catches up are neither lost nor doubled', async () => {
    const { http, stop } = await liveConsole();
    const start = await follow(http.url);
    await soon(() => expect(start.lastId).toBeGreaterThan(0));
    await start.close();
    const publishing = (async () => {
      for (let index = 0; index < 60; index += 1) await publish(`e${index}`);
    })();
    const pages = [];
    for (let index = 0; index < 8; index += 1) pages.push(await follow(http.url, start.lastId));
    await publishing;
    const all = Array.from({ length: 60 }, (_, index) => `e${index}`);
    for (const page of pages) {
      await soon(() => expect(page.names()).toEqual(all));
      await page.close();
    }
    await stop();
  });
});

describe('when the database goes', () => {
  test('a cut connection is replaced, and what happened meanwhile is told', async () => {
    const { http, stop } = await liveConsole();
    const page = await follow(http.url);
    await publish('before');
    await soon(() => expect(page.names()).toEqual(['before']));
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'caretaker live' and datname = current_database()`.execute(
      db,
    );
    await publish('meanwhile');
    await soon(() => expect(page.names()).toEqual(['before', 'meanwhile']));
    await publish('after');
    await soon(() => expect(page.names()).toEqual(['before', 'meanwhile', 'after']));
    await page.close();
    await stop();
  });
});

test('stopping the console ends open pages at once', async () => {
  const { http, stop } = await liveConsole();
  const page = await follow(http.url);
  const began = performance.now();
  await http.stop();
  await stop();
  expect(performance.now() - began).toBeLessThan(3_000);
  await soon(() => expect(page.hasEnded).toBe(true));
});

test('a page that does not read is let go, and others go on hearing', async () => {
  const { http, stop } = await liveConsole();
  const deaf = await fetch(`${http.url}/api/live`);
  const page = await follow(http.url);
  // Far more than the sockets between here and there hold.
  for (let round = 0; round < 60; round += 1) {
    await sql`insert into kernel.events (at, name, module, site_id, payload)
      select now(), 'bulk', 'servers', ${BERLIN}, json_build_object('text', repeat('x', 4000)) from generate_series(1, 100)`.execute(db);
    await publish(`mark${round}`);
    await soon(() => expect(page.names().at(-1)).toBe(`mark${round}`));
  }
  await expect(deaf.text()).rejects.toThrow();
  await page.close();
  await stop();
});
