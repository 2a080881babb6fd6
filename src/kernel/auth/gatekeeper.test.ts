import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { newId, type SiteId } from '../../shared/ids.ts';
import type { Permission } from '../contract/permission.ts';
import { route } from '../contract/route.ts';
import { addMyToken, getMe, listMyTokens, logIn, revokeMyToken } from '../contract/routes/auth.ts';
import { listPeople, listUsers } from '../contract/routes/users.ts';
import { WireId } from '../contract/wire.ts';
import { type Call, serve } from '../http/serve.ts';
import type { PersonActor } from './actor.ts';
import type { DeviceTokens } from './device-tokens.ts';
import {
  addAsset,
  addPerson,
  addSite,
  type CastMember,
  makeResponsible,
  PASSWORD,
  type Shown,
  type TestConsole,
  testConsole,
  testGround,
} from './test-console.ts';
import { hashSecret } from './tokens/secret-text.ts';

// A module of the tests' own: what it declares is what a real one declares.
const PERMISSIONS = [
  { name: 'kettles:read', role: 'user', tokens: true, about: '' },
  { name: 'kettles:create', role: 'editor', tokens: true, about: '' },
  { name: 'kettles:act', role: 'admin', responsibility: 'maintainer', tokens: true, about: '' },
  { name: 'kettles:edit', role: 'admin', responsibility: 'owner', tokens: true, about: '' },
  { name: 'kettles:secret', role: 'user', tokens: false, about: '' },
  { name: 'kettles:report', role: 'device', tokens: false, about: '' },
] as const satisfies readonly Permission[];

const Seen = z.object({ scope: z.array(z.object({ module: z.string().nullable(), siteId: z.string().nullable() })) });
const onKettle = (verb: string) =>
  route({
    method: 'POST',
    path: `/kettles/:id/${verb}`,
    summary: verb,
    permission: `kettles:${verb}`,
    asset: 'id',
    input: z.strictObject({ id: WireId }),
    output: Seen,
    refusals: { 'kettles.cold': 409, 'kettles.unknown': 404 },
  });
const [read, act, edit, report] = [onKettle('read'), onKettle('act'), onKettle('edit'), onKettle('report')];
const list = route({
  method: 'GET',
  path: '/kettles',
  summary: '',
  permission: 'kettles:read',
  input: z.strictObject({}),
  output: Seen,
  refusals: {},
});
const secret = route({ ...list, path: '/kettles/secret', permission: 'kettles:secret' });
const create = route({
  method: 'POST',
  path: '/kettles',
  summary: '',
  permission: 'kettles:create',
  site: 'siteId',
  input: z.strictObject({ siteId: WireId.optional() }),
  output: Seen,
  refusals: {},
});

const showScope = async (_input: unknown, { scope }: Call) => ({ scope: [...scope] });
const served = [
  ...[read, act, edit, report].map((each) => serve(each, showScope)),
  ...[list, secret].map((each) => serve(each, showScope)),
  serve(create, showScope),
];

const deviceHash = hashSecret('ctx_device');
let deviceAsset: { readonly tokenId: string; readonly assetId: string; readonly siteId: SiteId } | null = null;
const deviceTokens: readonly DeviceTokens[] = [
  { prefix: 'ctx_', permission: 'kettles:report', find: async (hash) => (hash === deviceHash ? deviceAsset : null) },
];

const ground = await testGround();
const console = await testConsole({ ...ground, permissions: PERMISSIONS, served, deviceTokens, modules: ['kettles', 'servers'] });

let north: string;
let south: string;
let kettle: string;
let southKettle: string;
const cast = new Map<string, Shown & object>();
const people = new Map<string, CastMember>();

const as = (name: string): Shown => cast.get(name) ?? null;

async function addToCast(name: string, rights: Parameters<typeof addPerson>[2]): Promise<void> {
  people.set(name, await addPerson(console, name, rights));
  const { body } = await console.call(logIn, { username: name, password: PASSWORD });
  cast.set(name, { bearer: String(body['accessToken']) });
}

beforeAll(async () => {
  north = await addSite(ground, 'North', true);
  south = await addSite(ground, 'South');
  kettle = await addAsset(ground, { name: 'kettle', siteId: north, module: 'kettles' });
  southKettle = await addAsset(ground, { name: 'kettle', siteId: south, module: 'kettles' });
  const at = (role: 'user' | 'editor' | 'admin', siteId: string | null, module: string | null = null) => ({
    grants: [{ role, siteId, module }],
  });
  await addToCast('root', { isSuperadmin: true });
  await addToCast('adam', at('admin', null));
  await addToCast('olga', at('editor', north));
  await addToCast('vera', at('user', north, 'kettles'));
  await addToCast('sven', at('editor', south));
  await addToCast('otto', at('admin', null, 'servers'));
  await addToCast('nina', {});
});

const status = async (...call: Parameters<TestConsole['call']>): Promise<number> => (await console.call(...call)).status;

test('a stranger is asked to sign in, and a bad credential is refused alike', async () => {
  for (const shown of [null, { bearer: 'nonsense' }, { bearer: 'ctk_nonsense' }, { bearer: 'ctx_nonsense' }, { cookie: 'nonsense' }]) {
    expect(await console.call(list, {}, shown)).toMatchObject({ status: 401, body: { code: 'kernel.not_signed_in' } });
  }
  expect(await status(list, {}, null, { authorization: 'Basic b2xnYTpvbGdh' })).toBe(401);
});

test.each([
  ['root', 200],
  ['adam', 200],
  ['olga', 200],
  ['vera', 200],
  ['otto', 403],
  ['nina', 403],
])('%s lists kettles: %i', async (name, expected) => {
  expect(await status(list, {}, as(name))).toBe(expected);
});

test('the scope of a list is where the permission is held', async () => {
  expect((await console.call(list, {}, as('vera'))).body).toEqual({ scope: [{ module: 'kettles', siteId: north }] });
  expect((await console.call(list, {}, as('olga'))).body).toEqual({ scope: [{ module: null, siteId: north }] });
  expect((await console.call(list, {}, as('root'))).body).toEqual({ scope: [{ module: null, siteId: null }] });
});

test.each([
  ['vera', read, 201],
  ['vera', act, 403],
  ['sven', read, 404],
  ['sven', act, 404],
  ['adam', act, 201],
  ['root', edit, 201],
  ['root', report, 403],
] as const)('%s on the northern kettle, %o', async (name, contract, expected) => {
  const reply = await console.call(contract, { id: kettle }, as(name));
  expect(reply.status).toBe(expected);
  if (expected === 404) expect(reply.body).toMatchObject({ code: 'kettles.unknown' });
});

test('what is elsewhere, unknown, archived or of another module answers the same', async () => {
  const archived = await addAsset(ground, { name: 'old kettle', siteId: north, module: 'kettles' });
  await ground.db.updateTable('kernel.assets').set({ archived_at: ground.clock.now() }).where('id', '=', archived).execute();
  const server = await addAsset(ground, { name: 'web01', siteId: north, module: 'servers' });
  const answers = [];
  for (const id of [southKettle, '0197f5a4-0000-7000-8000-000000000000', archived, server]) {
    const { status, body } = await console.call(read, { id }, as('olga'));
    answers.push({ status, ...body, requestId: '' });
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 404, code: 'kettles.unknown' });
});

test('responsibility gives what role does not, to owner and maintainer apart, and through teams', async () => {
  const mine = await addAsset(ground, { name: 'my kettle', siteId: north, module: 'kettles' });
  const vera = people.get('vera')?.id ?? '';
  await makeResponsible(ground, mine, { userId: vera }, 'maintainer');
  expect(await status(act, { id: mine }, as('vera'))).toBe(201);
  expect(await status(edit, { id: mine }, as('vera'))).toBe(403);
  const teamId = newId<'team'>(ground.clock.now());
  await ground.db
    .insertInto('kernel.teams')
    .values({ id: teamId, name: 'Kitchen', created_at: ground.clock.now(), archived_at: null })
    .execute();
  await ground.db.insertInto('kernel.team_members').values({ team_id: teamId, user_id: vera }).execute();
  await makeResponsible(ground, mine, { teamId }, 'owner');
  expect(await status(edit, { id: mine }, as('vera'))).toBe(201);
  await ground.db.updateTable('kernel.teams').set({ archived_at: ground.clock.now() }).where('id', '=', teamId).execute();
  expect(await status(edit, { id: mine }, as('vera'))).toBe(403);
});

test('responsibility does not show what is out of sight', async () => {
  await makeResponsible(ground, southKettle, { userId: people.get('vera')?.id ?? '' }, 'owner');
  expect(await status(edit, { id: southKettle }, as('vera'))).toBe(404);
});

test.each([
  ['root', undefined, 'north'],
  ['olga', undefined, 'north'],
  ['sven', undefined, 'south'],
  ['sven', 'north', 403],
  ['sven', 'south', 'south'],
  ['vera', undefined, 403],
  ['adam', 'south', 'south'],
] as const)('%s creates on site %s: %s', async (name, site, expected) => {
  const sites = { north, south };
  const reply = await console.call(create, site === undefined ? {} : { siteId: sites[site] }, as(name));
  if (expected === 403) expect(reply.status).toBe(403);
  else expect(reply.body).toEqual({ scope: [{ module: 'kettles', siteId: sites[expected] }] });
});

test('a device may do its one thing for its one asset', async () => {
  deviceAsset = { tokenId: 'token', assetId: kettle, siteId: north as SiteId };
  const shown = { bearer: 'ctx_device' };
  expect((await console.call(report, { id: kettle }, shown)).body).toEqual({ scope: [{ module: 'kettles', siteId: north }] });
  expect(await status(report, { id: southKettle }, shown)).toBe(404);
  for (const contract of [list, getMe, listUsers]) expect(await status(contract, {}, shown)).toBe(403);
  deviceAsset = null;
  expect(await status(report, { id: kettle }, shown)).toBe(401);
});

async function tokenOf(name: string, input: Readonly<Record<string, unknown>>): Promise<{ readonly bearer: string; readonly id: string }> {
  const { body } = await console.call(addMyToken, { name: 'script', ...input }, as(name));
  return { bearer: String(body['token']), id: String(body['id']) };
}

test('an API token does what its scopes say, and never touches the account', async () => {
  const shown = await tokenOf('olga', { scopes: ['kettles:read', 'account:read'] });
  expect(shown.bearer).toMatch(/^ctk_[\w-]{43}$/);
  expect(await status(list, {}, shown)).toBe(200);
  expect(await status(create, {}, shown)).toBe(403);
  expect(await status(listMyTokens, {}, shown)).toBe(403);
  const { body } = await console.call(getMe, {}, shown);
  expect(Object.keys(body['permissions'] as object).sort()).toEqual(['account:read', 'kettles:read']);
});

test('a token carries only scopes that its person holds and that tokens may carry', async () => {
  for (const scopes of [
    ['kettles:secret'],
    ['users:manage'],
    ['nonsense'],
    ['account:write'],
    ['kettles:report'],
    ['kettles:read', 'settings:read'],
  ]) {
    const reply = await console.call(addMyToken, { name: 'script', scopes }, as('olga'));
    expect(reply).toMatchObject({ status: 422, body: { code: 'auth.unknown_scope' } });
  }
});

test('a token for some sites is narrowed to them, also for who holds everything', async () => {
  const shown = await tokenOf('root', { scopes: ['kettles:read', 'kettles:edit'], siteIds: [south] });
  expect((await console.call(list, {}, shown)).body).toEqual({ scope: [{ module: null, siteId: south }] });
  expect(await status(edit, { id: southKettle }, shown)).toBe(201);
  expect(await status(edit, { id: kettle }, shown)).toBe(404);
});

test('no token administers people: it could make itself an account without its limits', async () => {
  const reply = await console.call(addMyToken, { name: 'script', scopes: ['users:manage'] }, as('root'));
  expect(reply).toMatchObject({ status: 422, body: { code: 'auth.unknown_scope' } });
  const made = await tokenOf('root', { scopes: ['kettles:read'] });
  await ground.db
    .updateTable('kernel.api_tokens')
    .set({ scopes: ['users:manage', 'people:read'] })
    .where('id', '=', made.id)
    .execute();
  expect(await status(listUsers, {}, made)).toBe(403);
  expect(await status(listPeople, {}, made)).toBe(200);
});

test('a token cannot name a site that its person does not reach', async () => {
  const reply = await console.call(addMyToken, { name: 'script', scopes: ['kettles:read'], siteIds: [south] }, as('olga'));
  expect(reply).toMatchObject({ status: 422, body: { code: 'auth.unknown_site' } });
});

test('a token that may act need not read, and says nothing of what lies elsewhere', async () => {
  const shown = await tokenOf('adam', { scopes: ['kettles:act'], siteIds: [north] });
  expect(await status(act, { id: kettle }, shown)).toBe(201);
  expect(await status(read, { id: kettle }, shown)).toBe(403);
  expect(await status(act, { id: southKettle }, shown)).toBe(404);
});

test('a token of a superadmin has the rank of an administrator', async () => {
  const shown = await tokenOf('root', { scopes: ['people:read'] });
  const names = ((await console.call(listPeople, {}, shown)).body['users'] as { username: string }[]).map(({ username }) => username);
  expect(names).toContain('adam');
  expect(names).not.toContain('root');
});

test('a token ends at its expiry, outside its addresses, when revoked, and with its person', async () => {
  const expiresAt = ground.clock.now().add({ minutes: 5 }).toString();
  const soon = await tokenOf('adam', { scopes: ['kettles:read'], expiresAt });
  const elsewhere = await tokenOf('adam', { scopes: ['kettles:read'], addressRanges: ['192.0.2.0/24'] });
  const here = await tokenOf('adam', { scopes: ['kettles:read'], addressRanges: ['192.0.2.0/24', '127.0.0.0/8'] });
  expect(await status(list, {}, soon)).toBe(200);
  expect(await status(list, {}, elsewhere)).toBe(401);
  expect(await status(list, {}, here)).toBe(200);
  ground.clock.pass({ minutes: 5 });
  expect(await status(list, {}, soon)).toBe(401);
  expect(await status(revokeMyToken, { id: here.id }, as('olga'))).toBe(404);
  expect(await status(revokeMyToken, { id: here.id }, as('adam'))).toBe(204);
  expect(await status(list, {}, here)).toBe(401);
  expect(await console.call(addMyToken, { name: 'late', scopes: ['kettles:read'], expiresAt }, as('adam'))).toMatchObject({
    body: { code: 'auth.expiry_past' },
  });
});

test('the use of a token is written at most once a minute', async () => {
  const shown = await tokenOf('adam', { scopes: ['kettles:read'] });
  const used = async () =>
    (await ground.db.selectFrom('kernel.api_tokens').select('last_used_at').where('id', '=', shown.id).executeTakeFirstOrThrow())
      .last_used_at;
  await status(list, {}, shown);
  const first = await used();
  ground.clock.pass({ seconds: 30 });
  await status(list, {}, shown);
  expect(await used()).toEqual(first);
  ground.clock.pass({ seconds: 30 });
  await status(list, {}, shown);
  expect(await used()).toEqual(ground.clock.now());
});

test('rights are read with every request', async () => {
  expect(await status(list, {}, as('vera'))).toBe(200);
  await ground.db
    .deleteFrom('kernel.grants')
    .where('user_id', '=', people.get('vera')?.id ?? '')
    .execute();
  expect(await status(list, {}, as('vera'))).toBe(403);
});

test('recheck answers the rights of now, and null once the session has ended', async () => {
  const identified = await console.auth.gatekeeper.identify(
    { authorization: `Bearer ${(as('sven') as { bearer: string }).bearer}`, cookie: () => null },
    { address: null, requestId: null },
  );
  if (!identified.ok) throw new Error(identified.code);
  const sven = identified.actor as PersonActor;
  expect(await console.auth.gatekeeper.recheck(sven)).toEqual(sven);
  await ground.db.updateTable('kernel.sessions').set({ ended_at: ground.clock.now() }).where('id', '=', sven.sessionId).execute();
  expect(await console.auth.gatekeeper.recheck(sven)).toBeNull();
});

test('mayOnAssets says for many assets what the gate says for one', async () => {
  const identified = await console.auth.gatekeeper.identify(
    { authorization: `Bearer ${(as('olga') as { bearer: string }).bearer}`, cookie: () => null },
    { address: null, requestId: null },
  );
  if (!identified.ok) throw new Error(identified.code);
  const olga = identified.actor as PersonActor;
  const owned = await addAsset(ground, { name: 'owned kettle', siteId: north, module: 'kettles' });
  await makeResponsible(ground, owned, { userId: olga.userId }, 'owner');
  const places = [
    { id: kettle, module: 'kettles', siteId: north },
    { id: southKettle, module: 'kettles', siteId: south },
    { id: owned, module: 'kettles', siteId: north },
  ];
  const wanted = ['kettles:read', 'kettles:act', 'kettles:edit'];
  const may = await console.auth.mayOnAssets(ground.db, olga, wanted, places);
  expect([...(may.get(kettle) ?? [])]).toEqual(['kettles:read']);
  expect([...(may.get(southKettle) ?? [])]).toEqual([]);
  expect([...(may.get(owned) ?? [])]).toEqual(wanted);
});
