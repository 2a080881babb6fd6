import { randomBytes } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { afterAll } from 'vitest';
import { newId } from '../../shared/ids.ts';
import type { Clock } from '../../shared/time.ts';
import type { GrantShape, Permission } from '../contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../contract/permissions.ts';
import type { Route } from '../contract/route.ts';
import { KERNEL_SENTENCES } from '../contract/sentences.ts';
import type { Db } from '../db/database.ts';
import { createTransact, type Transact } from '../db/transact.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import type { Served } from '../http/serve.ts';
import { createHttp } from '../http/server.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createSeal } from '../secrets/seal.ts';
import type { Settings } from '../settings/settings.ts';
import { testDatabase } from '../testing/database.ts';
import { type Auth, createAuth } from './auth.ts';
import type { DeviceTokens } from './device-tokens.ts';
import type { LinkPurpose } from './links/links.ts';

/** A clock that stands still until it is moved. */
export interface DrivenClock extends Clock {
  pass(duration: Temporal.DurationLike): void;
}

function drivenClock(start = '2026-11-21T08:00:00Z'): DrivenClock {
  let now = Temporal.Instant.from(start);
  return {
    now: () => now,
    pass(duration) {
      now = now.add(duration);
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Value of the session cookie that was set; null: none. */
  readonly cookie: string | null;
}

/** What a test shows to say who it is. */
export type Shown = { readonly bearer: string } | { readonly cookie: string } | null;

export interface TestConsole {
  readonly auth: Auth;
  call(route: Route, input?: Readonly<Record<string, unknown>>, shown?: Shown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

export interface TestConsoleParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly secretKey: Uint8Array;
  readonly transact: Transact;
  readonly permissions?: readonly Permission[];
  readonly modules?: readonly string[];
  readonly deviceTokens?: readonly DeviceTokens[];
  readonly linkPurposes?: readonly LinkPurpose[];
  readonly served?: readonly Served[];
}

/** The database, a clock and everything else that a restart of the console keeps. */
export async function testGround() {
  const { db, url } = await testDatabase();
  const clock = drivenClock();
  const boss = new PgBoss({ connectionString: url });
  const transact = createTransact({ db, boss, clock, subscriptions: createSubscriptions() });
  return { db, url, clock, transact, secretKey: randomBytes(32) };
}

/** Auth behind the real HTTP edge. Made twice over one ground it is a restart, or a second process. */
export async function testConsole(parts: TestConsoleParts): Promise<TestConsole> {
  const log = createLog({ level: 'silent', format: 'json' });
  const settings: Settings = { read: async (_db, _key, declaration) => declaration.default };
  const permissions = [...KERNEL_PERMISSIONS, ...(parts.permissions ?? [])];
  const auth = createAuth({
    ...parts,
    log,
    settings,
    permissions,
    seal: createSeal(parts.secretKey),
    modules: parts.modules ?? ['servers'],
    deviceTokens: parts.deviceTokens ?? [],
    linkPurposes: parts.linkPurposes ?? [],
    publicUrl: 'http://localhost:8080',
  });
  const { app } = await createHttp({
    served: [...auth.routes, ...(parts.served ?? [])],
    gatekeeper: auth.gatekeeper,
    permissions,
    sentences: KERNEL_SENTENCES,
    clock: parts.clock,
    log,
    metrics: createMetrics(),
    trustProxy: [],
    publicUrl: null,
    version: '0.0.0',
    webDir: '/nonexistent',
    edges: [],
    requestsPerMinute: null,
    checkOutput: true,
  });
  afterAll(() => app.close());
  return {
    auth,
    async call(route, input = {}, shown = null, headers = {}) {
      const { path, rest } = fillPath(route.path, input);
      const isQuery = route.method === 'GET';
      const reply = await app.inject({
        method: route.method,
        url: `/api${path}`,
        ...(isQuery ? { query: Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])) } : {}),
        ...(isQuery || route.method === 'DELETE' ? {} : { payload: rest }),
        headers: { ...credentials(shown), ...headers },
      });
      const cookie = reply.cookies.find(({ name }) => name === 'caretaker_session');
      return {
        status: reply.statusCode,
        body: reply.payload === '' ? {} : JSON.parse(reply.payload),
        headers: reply.headers,
        cookie: cookie?.value ?? null,
      };
    },
  };
}

function fillPath(path: string, input: Readonly<Record<string, unknown>>) {
  const rest = { ...input };
  const filled = path.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  return { path: filled, rest };
}

function credentials(shown: Shown): Record<string, string> {
  if (shown === null) return {};
  return 'bearer' in shown ? { authorization: `Bearer ${shown.bearer}` } : { cookie: `caretaker_session=${shown.cookie}` };
}

export const PASSWORD = 'Tischlampe-und-Regen';

export interface CastMember {
  readonly id: string;
  readonly username: string;
}

/** Makes a user as the command line does. */
export async function addPerson(
  { auth }: TestConsole,
  username: string,
  rights: { readonly isSuperadmin?: boolean; readonly grants?: readonly GrantShape[]; readonly email?: string } = {},
): Promise<CastMember> {
  const made = await auth.commandLine.createUser({
    username,
    password: PASSWORD,
    email: rights.email ?? null,
    grants: rights.grants ?? [],
    isSuperadmin: rights.isSuperadmin ?? false,
  });
  if (!made.ok) throw new Error(`${username}: ${made.code}`);
  return { id: made.value.id, username };
}

/** Makes a site; the room of assets does it in the console. */
export async function addSite({ db, clock }: { readonly db: Db; readonly clock: Clock }, name: string, isDefault = false): Promise<string> {
  const id = newId<'site'>(clock.now());
  const site = {
    id,
    name,
    time_zone: 'Europe/Berlin',
    contact_user_id: null,
    is_default: isDefault,
    created_at: clock.now(),
    archived_at: null,
  };
  await db.insertInto('kernel.sites').values(site).execute();
  return id;
}

/** Makes an asset with nothing behind it. */
export async function addAsset(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  asset: { readonly name: string; readonly siteId: string; readonly module?: string },
): Promise<string> {
  const id = newId<'asset'>(clock.now());
  await db
    .insertInto('kernel.assets')
    .values({
      id,
      module: asset.module ?? 'servers',
      kind: 'server',
      name: asset.name,
      site_id: asset.siteId,
      machine_id: null,
      host_name: null,
      address: null,
      machine_hash: null,
      created_at: clock.now(),
      created_by: null,
      archived_at: null,
    })
    .execute();
  return id;
}

export async function makeResponsible(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  assetId: string,
  who: { readonly userId: string } | { readonly teamId: string },
  role: 'owner' | 'maintainer',
): Promise<void> {
  const userId = 'userId' in who ? who.userId : null;
  const teamId = 'teamId' in who ? who.teamId : null;
  await db
    .insertInto('kernel.responsibilities')
    .values({ asset_id: assetId, user_id: userId, team_id: teamId, role, created_at: clock.now() })
    .execute();
}

/** Actions in the audit, by name: rows of one standing instant have no order. */
export async function auditActions(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('kernel.audit').select('action').orderBy('action').execute();
  return rows.map(({ action }) => action);
}
