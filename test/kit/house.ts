import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { afterAll } from 'vitest';
import type { z } from 'zod';
import { type App, createApp } from '../../src/app.ts';
import type { Role } from '../../src/kernel/contract/permission.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import { logIn } from '../../src/kernel/contract/routes/auth.ts';
import { addSite } from '../../src/kernel/contract/routes/sites.ts';
import type { Db } from '../../src/kernel/db/database.ts';
import { createJobs } from '../../src/kernel/jobs/jobs.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { createMetrics } from '../../src/kernel/metrics/create-metrics.ts';
import type { MqttConfig } from '../../src/kernel/mqtt/mqtt-config.ts';
import { createSeal } from '../../src/kernel/secrets/seal.ts';
import { createStops } from '../../src/kernel/stops.ts';
import { DELIVER } from '../../src/kernel/telling/outbox/messages.ts';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { modules } from '../../src/modules.ts';
import { type Clock, systemClock, truncate } from '../../src/shared/time.ts';

/** A clock that stands still until it is moved. */
export interface DrivenClock extends Clock {
  advance(by: Temporal.DurationLike): void;
  set(instant: string): void;
}

export function drivenClock(start = '2026-11-21T08:00:00Z'): DrivenClock {
  let now = Temporal.Instant.from(start);
  return {
    now: () => truncate(now),
    advance(by) {
      now = now.add(by);
    },
    set(instant) {
      now = Temporal.Instant.from(instant);
    },
  };
}

export const PASSWORD = 'correct horse battery staple';

/** The cast: Sam owns the house, Adam administers, Olga operates (edits), Vera views, nobody is signed in without a grant, Nora administers another site. */
export const CAST = {
  sam: { superadmin: true, role: null },
  adam: { superadmin: false, role: 'admin' },
  olga: { superadmin: false, role: 'editor' },
  vera: { superadmin: false, role: 'user' },
  nobody: { superadmin: false, role: null },
  nora: { superadmin: false, role: 'admin' },
} as const satisfies Record<string, { readonly superadmin: boolean; readonly role: Role | null }>;
export type Who = keyof typeof CAST;

export interface Reply<Output = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: Output;
  readonly text: string;
}

export interface CallOptions {
  readonly ifMatch?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in place of the input's JSON. */
  readonly rawBody?: string | Buffer;
}

export interface Voice {
  readonly headers: Readonly<Record<string, string>>;
  call<I extends z.ZodType, O extends z.ZodType>(route: Route<I, O>, input: z.input<I>, options?: CallOptions): Promise<Reply<z.output<O>>>;
}

/** A whole console on a database of its own, with the cast; nothing listens, requests are injected into the real server. */
export interface House {
  readonly app: App;
  readonly db: Db;
  readonly url: string;
  readonly ids: Readonly<Record<Who, string>>;
  /** Nora's site; the default one is everybody else's. */
  readonly otherSiteId: string;
  as(who: Who): Voice;
  /** With any headers; none: a stranger. */
  with(headers: Readonly<Record<string, string>>): Voice;
}

export interface HouseOptions {
  readonly clock?: Clock;
  /** Background work runs too: jobs, timers, live, messages. */
  readonly isStarted?: boolean;
  /** Absent: the embedded broker on a free port. */
  readonly mqtt?: MqttConfig;
}

/** Called at the top of a test file; torn down after its last test. */
export async function house(options: HouseOptions = {}): Promise<House> {
  const bare = await emptyHouse(options);
  const { app } = bare;
  const ids = await makeCast(app);
  const voices = new Map<Who, Voice>();
  for (const who of Object.keys(CAST) as Who[]) voices.set(who, await signedIn(app, who));
  const found: House = {
    ...{ ...bare, ids, otherSiteId: '' },
    as: (who) => voices.get(who) ?? voice(app, {}),
    with: (headers) => voice(app, headers),
  };
  return { ...found, otherSiteId: await giveNoraASite(found) };
}

/** The same console before anybody lives in it: no user, the default site only. */
export async function emptyHouse({
  clock = systemClock,
  isStarted = false,
  mqtt,
}: HouseOptions = {}): Promise<Pick<House, 'app' | 'db' | 'url'>> {
  const { db, url } = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-house-'));
  const log = createLog({ level: 'silent', format: 'json' });
  const app = await createApp({
    ...{ db, databaseUrl: url, isEmbedded: false, modules, allModules: modules, clock, log },
    dataDir,
    seal: createSeal(new Uint8Array(32).fill(7)),
    ...{
      timeZone: 'Europe/Berlin',
      publicUrl: 'http://localhost:8080',
      isPublicUrlKnown: false,
      trustProxy: [],
      outboundProxy: null,
      ownPorts: [],
    },
    ...{ requestsPerMinute: null, checkOutput: true },
    ...(mqtt === undefined ? {} : { mqtt }),
  });
  const stops = createStops(log);
  await app.prepare();
  if (isStarted) await app.start(stops);
  else await layQueues({ db, url });
  afterAll(async () => {
    await stops.run();
    if (!isStarted) await app.http.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { app, db, url };
}

/** The tables of the queues, which a start would make and the page of health counts. */
async function layQueues({ db, url }: Pick<House, 'db' | 'url'>): Promise<void> {
  const jobs = createJobs({ db, url, log: createLog({ level: 'silent', format: 'json' }), metrics: createMetrics() });
  // What routes put into a queue must have one to go into.
  jobs.add({ queue: DELIVER, run: async () => {} });
  const stop = await jobs.start();
  await stop();
}

async function makeCast(app: App): Promise<Record<Who, string>> {
  const ids: Partial<Record<Who, string>> = {};
  for (const [who, { superadmin, role }] of Object.entries(CAST)) {
    const grants = role === null || who === 'nora' ? [] : [{ role, siteId: null, module: null }];
    const made = await app.auth.commandLine.createUser({
      username: who,
      password: PASSWORD,
      email: `${who}@example.org`,
      grants,
      isSuperadmin: superadmin,
    });
    if (!made.ok) throw new Error(made.code);
    ids[who as Who] = made.value.id;
  }
  return ids as Record<Who, string>;
}

async function giveNoraASite({ as, ids, db }: House): Promise<string> {
  const { body } = await as('sam').call(addSite, { name: 'Elsewhere', timeZone: 'America/New_York' });
  const now = Temporal.Now.instant();
  await db
    .insertInto('kernel.grants')
    .values({ id: crypto.randomUUID(), user_id: ids.nora, team_id: null, role: 'admin', site_id: body.id, module: null, created_at: now })
    .execute();
  return body.id;
}

/** A browser's session by the real sign-in. */
export async function signedIn(app: App, username: string): Promise<Voice> {
  const { status, headers } = await voice(app, {}).call(logIn, { username, password: PASSWORD, session: 'cookie' });
  const cookie = String(headers['set-cookie']).split(';', 1)[0] ?? '';
  if (status !== 200) throw new Error(`${username} could not sign in: ${status}`);
  return voice(app, { cookie, 'sec-fetch-site': 'same-origin' });
}

const TYPES = { json: 'application/json', text: 'text/plain', bytes: 'application/octet-stream' } as const;
/** The smallest PNG: one pixel. */
export const A_PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Somebody who speaks to the console with these headers; none: a stranger. */
export function voice(app: App, headers: Readonly<Record<string, string>>): Voice {
  return {
    headers,
    async call(route, input, options = {}) {
      const { url, body } = requestFor(route, input as Readonly<Record<string, unknown>>);
      const payload = options.rawBody ?? (route.body === 'bytes' ? A_PICTURE : body);
      const request = {
        method: route.method,
        url,
        headers: {
          ...headers,
          ...(payload === null ? {} : { 'content-type': TYPES[route.body ?? 'json'] }),
          ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
          ...options.headers,
        },
        ...(payload === null ? {} : { payload }),
      };
      const reply = route.mediaType === undefined ? await app.http.app.inject(request) : await beginStream(app, request);
      // Of a stream that was hung up nothing is there to be read.
      const isJson = reply.body !== '' && String(reply.headers['content-type']).includes('json');
      return { status: reply.statusCode, headers: reply.headers, body: JSON.parse(isJson ? reply.body : 'null'), text: reply.body };
    },
  };
}

/** A stream that is answered is hung up at once; of a refusal the body is read. */
async function beginStream(app: App, request: InjectOptions) {
  const { statusCode, headers, stream } = await app.http.app.inject({ ...request, payloadAsStream: true });
  const open = stream();
  if (statusCode < 400) {
    open.destroy();
    return { statusCode, headers, body: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of open) chunks.push(Buffer.from(chunk));
  return { statusCode, headers, body: Buffer.concat(chunks).toString() };
}

/** Where each field of an input travels: path, query or body. */
export function requestFor(route: Route, input: Readonly<Record<string, unknown>>): { url: string; body: string | null } {
  const left = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = route.path.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  if (route.body === 'text') return { url: `/api${path}`, body: String(left.get('body') ?? '') };
  if (route.method !== 'GET' && route.method !== 'DELETE' && route.body !== 'bytes')
    return { url: `/api${path}`, body: JSON.stringify(Object.fromEntries(left)) };
  const query = new URLSearchParams([...left].map(([name, value]): [string, string] => [name, String(value)])).toString();
  return { url: `/api${path}${query === '' ? '' : `?${query}`}`, body: null };
}
