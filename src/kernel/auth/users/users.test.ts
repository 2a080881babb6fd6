import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { GrantShape } from '../../contract/permission.ts';
import { getMe, logIn } from '../../contract/routes/auth.ts';
import * as users from '../../contract/routes/users.ts';
import {
  addAsset,
  addPerson,
  addSite,
  auditActions,
  type CastMember,
  makeResponsible,
  PASSWORD,
  type Reply,
  type Shown,
  testConsole,
  testGround,
} from '../test-console.ts';

const ground = await testGround();
const console = await testConsole(ground);
const EVERYWHERE: GrantShape = { role: 'admin', siteId: null, module: null };

let north: string;
let south: string;
const people = new Map<string, CastMember & { readonly shown: Shown }>();

beforeAll(async () => {
  north = await addSite(ground, 'North', true);
  south = await addSite(ground, 'South');
  await enter('root', { isSuperadmin: true });
  await enter('second', { isSuperadmin: true });
  await enter('adam', { grants: [EVERYWHERE] });
  await enter('abel', { grants: [EVERYWHERE] });
  await enter('olga', { grants: [{ role: 'editor', siteId: north, module: null }] });
  await enter('sven', { grants: [{ role: 'user', siteId: south, module: null }] });
});

async function enter(username: string, rights: Parameters<typeof addPerson>[2] = {}): Promise<string> {
  const member = await addPerson(console, username, rights);
  const { body } = await console.call(logIn, { username, password: PASSWORD });
  people.set(username, { ...member, shown: { bearer: String(body['accessToken']) } });
  return member.id;
}

const idOf = (name: string): string => people.get(name)?.id ?? '';
const as = (name: string): Shown => people.get(name)?.shown ?? null;
const codeOf = ({ status, body }: Reply): string => `${status} ${typeof body['code'] === 'string' ? body['code'] : ''}`.trim();
const itemsOf = ({ body }: Reply): readonly string[] => (body['items'] as { username: string }[]).map(({ username }) => username);

const newUser = (username: string, more: Record<string, unknown> = {}) => ({ username, password: PASSWORD, ...more });

test('only administrators of everything come in', async () => {
  for (const name of ['olga', 'sven']) expect(codeOf(await console.call(users.listUsers, {}, as(name)))).toBe('403 kernel.forbidden');
  expect((await console.call(users.listUsers, {}, as('adam'))).status).toBe(200);
});

test('administrators do not see superadmins: not in lists, not by search, not by id, not in pickers', async () => {
  expect(itemsOf(await console.call(users.listUsers, {}, as('adam')))).toEqual(['abel', 'adam', 'olga', 'sven']);
  expect(itemsOf(await console.call(users.listUsers, { q: 'root' }, as('adam')))).toEqual([]);
  expect(codeOf(await console.call(users.getUser, { id: idOf('root') }, as('adam')))).toBe('404 users.unknown');
  expect((await console.call(users.listPeople, { q: 'root' }, as('adam'))).body).toEqual({ users: [], teams: [] });
  expect(itemsOf(await console.call(users.listUsers, { q: 'ROO' }, as('root')))).toEqual(['root']);
});

test('no way of touching a superadmin is open to an administrator', async () => {
  const id = idOf('second');
  const tries = [
    await console.call(users.editUser, { id, displayName: 'x' }, as('adam')),
    await console.call(users.editUser, { id, isSuperadmin: false }, as('adam')),
    await console.call(users.setPassword, { id, newPassword: 'Regenschirm & Kanne' }, as('adam')),
    await console.call(users.setPassword, { id, newPassword: 'password123' }, as('adam')),
    await console.call(users.deactivateUser, { id }, as('adam')),
    await console.call(users.unlockUser, { id }, as('adam')),
  ];
  expect(new Set(tries.map(codeOf))).toEqual(new Set(['404 users.unknown']));
  expect(codeOf(await console.call(users.removeUser, { id }, as('adam')))).toBe('403 kernel.forbidden');
});

test('administrators make no superadmin, neither new nor of somebody', async () => {
  expect(codeOf(await console.call(users.addUser, newUser('mole', { isSuperadmin: true }), as('adam')))).toBe('403 users.beyond_own_rank');
  expect(codeOf(await console.call(users.editUser, { id: idOf('olga'), isSuperadmin: true }, as('adam')))).toBe(
    '403 users.beyond_own_rank',
  );
});

test.each(['adam', 'root'])('%s does not raise, lower, shut out or remove themselves', async (name) => {
  const id = idOf(name);
  const tries = [
    await console.call(users.editUser, { id, grants: [{ role: 'user' }] }, as(name)),
    await console.call(users.editUser, { id, isSuperadmin: name === 'adam' }, as(name)),
    await console.call(users.setPassword, { id, newPassword: 'Regenschirm & Kanne' }, as(name)),
    await console.call(users.deactivateUser, { id }, as(name)),
    await console.call(users.unlockUser, { id }, as(name)),
  ];
  expect(tries.map(codeOf)).toEqual(Array.from({ length: 5 }, () => '409 users.own_account'));
  expect((await console.call(users.editUser, { id, displayName: 'Me' }, as(name))).status).toBe(200);
  if (name === 'root') expect(codeOf(await console.call(users.removeUser, { id }, as(name)))).toBe('409 users.own_account');
});

test('a user is made, seen, changed and audited, and the password leaves no trace', async () => {
  const made = await console.call(
    users.addUser,
    newUser('nora', { role: 'user', grants: [{ role: 'editor', siteId: south }] }),
    as('adam'),
  );
  expect(made).toMatchObject({ status: 201, body: { username: 'nora', version: 1 } });
  const id = String(made.body['id']);
  const edit = (input: Record<string, unknown>, version: string) =>
    console.call(users.editUser, { id, ...input }, as('adam'), { 'if-match': version });
  expect(await edit({ displayName: 'Nora N.', grants: [] }, '"1"')).toMatchObject({ status: 200, body: { grants: [], version: 2 } });
  expect(codeOf(await edit({ displayName: 'Late' }, '"1"'))).toBe('412 kernel.version_conflict');
  const rows = await ground.db.selectFrom('kernel.audit').selectAll().where('subject_id', '=', id).execute();
  expect(rows.map(({ action }) => action).sort()).toEqual(['users.added', 'users.changed']);
  expect(rows.find(({ action }) => action === 'users.changed')).toMatchObject({
    before: { displayName: '' },
    after: { grants: [] },
    user_id: idOf('adam'),
  });
  expect(JSON.stringify(rows)).not.toMatch(/argon2|Tischlampe/);
  const events = await ground.db.selectFrom('kernel.events').select(['name', 'module', 'site_id']).execute();
  expect(events).toContainEqual({ name: 'users.changed', module: 'kernel', site_id: null });
});

test.each([
  ['a name in another case', { username: 'OLGA' }, '409 users.username_taken'],
  ['a name that is an address', { username: 'mail@example.org' }, '409 users.username_taken'],
  ['an address', { email: 'MAIL@example.org' }, '409 auth.email_taken'],
  ['a site that is not there', { grants: [{ role: 'user', siteId: '0197f5a4-0000-7000-8000-000000000000' }] }, '422 users.unknown_site'],
  ['a module that is not there', { grants: [{ role: 'user', module: 'kettles' }] }, '422 users.unknown_module'],
  ['two ranks for one place', { role: 'user', grants: [{ role: 'admin' }] }, '422 users.double_grant'],
  ['a common password', { password: 'password123' }, '422 auth.password_common'],
])('%s is refused', async (_what, more, code) => {
  if (people.get('mail') === undefined) await enter('mail', { email: 'mail@example.org' });
  expect(codeOf(await console.call(users.addUser, newUser('fresh', more), as('adam')))).toBe(code);
});

test('switching off ends sessions and tokens at once; switching on brings the person back, not the sessions', async () => {
  const id = await enter('paul', { grants: [EVERYWHERE] });
  expect((await console.call(getMe, {}, as('paul'))).status).toBe(200);
  expect(await console.call(users.deactivateUser, { id }, as('adam'))).toMatchObject({ status: 200, body: { deactivatedBy: 'adam' } });
  expect((await console.call(getMe, {}, as('paul'))).status).toBe(401);
  expect((await console.call(users.listPeople, { q: 'paul' }, as('adam'))).body['users']).toEqual([]);
  expect(itemsOf(await console.call(users.listUsers, { state: 'deactivated' }, as('adam')))).toEqual(['paul']);
  expect((await console.call(users.reactivateUser, { id }, as('adam'))).body).toMatchObject({ deactivatedAt: null, deactivatedBy: null });
  expect((await console.call(getMe, {}, as('paul'))).status).toBe(401);
  expect((await console.call(logIn, { username: 'paul', password: PASSWORD })).status).toBe(200);
});

test("another's password ends their sessions and delays", async () => {
  const id = await enter('ruth');
  for (let count = 0; count < 5; count += 1) await console.call(logIn, { username: 'ruth', password: 'not the password' });
  expect((await console.call(logIn, { username: 'ruth', password: PASSWORD })).status).toBe(429);
  expect(itemsOf(await console.call(users.listUsers, { state: 'locked' }, as('adam')))).toEqual(['ruth']);
  expect((await console.call(users.unlockUser, { id }, as('adam'))).body).toMatchObject({ failedLoginAttempts: 0, lockedUntil: null });
  expect((await console.call(users.setPassword, { id, newPassword: 'Regenschirm & Kanne' }, as('adam'))).status).toBe(204);
  expect((await console.call(getMe, {}, as('ruth'))).status).toBe(401);
  expect((await console.call(logIn, { username: 'ruth', password: 'Regenschirm & Kanne' })).status).toBe(200);
});

test('removing for good leaves a tombstone, and no asset without an owner', async () => {
  const id = await enter('theo', { email: 'theo@example.org', grants: [{ role: 'user', siteId: north, module: null }] });
  const asset = await addAsset(ground, { name: 'web01', siteId: north });
  await makeResponsible(ground, asset, { userId: id }, 'owner');
  expect(await console.call(users.removeUser, { id }, as('root'))).toMatchObject({
    status: 409,
    body: { code: 'users.last_owner', params: { assets: 'web01' } },
  });
  await makeResponsible(ground, asset, { userId: idOf('olga') }, 'owner');
  expect((await console.call(users.removeUser, { id }, as('root'))).status).toBe(204);
  const row = await ground.db.selectFrom('kernel.users').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toMatch(/theo|argon2/);
  expect(row.username).toBe(`removed-${row.number}`);
  expect(codeOf(await console.call(users.getUser, { id }, as('root')))).toBe('404 users.unknown');
  expect((await console.call(getMe, {}, as('theo'))).status).toBe(401);
  expect((await console.call(users.addUser, newUser('theo', { email: 'theo@example.org' }), as('adam'))).status).toBe(201);
});

test('names sort naturally and pages lose nobody', async () => {
  for (const name of ['zz10', 'zz2', 'zz1']) await enter(name);
  const first = await console.call(users.listUsers, { q: 'zz', limit: 2 }, as('adam'));
  expect(itemsOf(first)).toEqual(['zz1', 'zz2']);
  const second = await console.call(users.listUsers, { q: 'zz', limit: 2, cursor: first.body['nextCursor'] }, as('adam'));
  expect(itemsOf(second)).toEqual(['zz10']);
  for (const sort of ['-username', 'lastLoginAt', '-lastLoginAt']) {
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const page = await console.call(users.listUsers, { sort, limit: 3, ...(cursor === undefined ? {} : { cursor }) }, as('root'));
      seen.push(...itemsOf(page));
      cursor = page.body['nextCursor'] ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain('root');
  }
});

test("a person of one site does not read another site's names", async () => {
  const seen = async (name: string) =>
    ((await console.call(users.listPeople, { limit: 100 }, as(name))).body['users'] as { username: string }[]).map(
      ({ username }) => username,
    );
  expect(await seen('olga')).toContain('adam');
  expect(await seen('olga')).not.toContain('sven');
  expect(await seen('sven')).not.toContain('olga');
  expect(await seen('adam')).toEqual(expect.arrayContaining(['olga', 'sven']));
});

test('two superadmins who demote each other at the same moment: one stays', async () => {
  for (let round = 0; round < 5; round += 1) {
    const demote = (target: string, by: string) => console.call(users.editUser, { id: idOf(target), isSuperadmin: false }, as(by));
    const codes = (await Promise.all([demote('root', 'second'), demote('second', 'root')])).map(codeOf);
    expect(codes.filter((code) => code === '200')).toHaveLength(1);
    const [left] = await ground.db.selectFrom('kernel.users').select('username').where('is_superadmin', '=', true).execute();
    const other = left?.username === 'root' ? 'second' : 'root';
    const mend = await console.call(users.editUser, { id: idOf(other), isSuperadmin: true }, as(left?.username ?? ''));
    expect(mend.status).toBe(200);
  }
});

test('the command line keeps the last superadmin, too, and finds the way back in', async () => {
  const { commandLine } = console.auth;
  expect(await commandLine.setPassword('ROOT', 'Regenschirm & Kanne')).toMatchObject({ ok: true });
  expect((await console.call(logIn, { username: 'root', password: 'Regenschirm & Kanne' })).status).toBe(200);
  expect(await commandLine.setPassword('nobody', PASSWORD)).toMatchObject({ code: 'users.unknown' });
  expect((await commandLine.listUsers()).map(({ username }) => username)).toContain('root');
  const { body } = await console.call(logIn, { username: 'root', password: 'Regenschirm & Kanne' });
  people.set('root', { id: idOf('root'), username: 'root', shown: { bearer: String(body['accessToken']) } });
});

test('whatever administrators do to each other: nobody rises by their own act, the superadmins stay, a refusal leaves no trace', async () => {
  const who = fc.constantFrom('root', 'second', 'adam', 'abel', 'olga', 'sven');
  const given = fc.constantFrom<readonly GrantShape[]>([], [EVERYWHERE], [{ role: 'editor', siteId: null, module: 'servers' }]);
  const contracts = { edit: users.editUser, deactivate: users.deactivateUser, reactivate: users.reactivateUser, remove: users.removeUser };
  const verb = fc.constantFrom<keyof typeof contracts>('edit', 'edit', 'deactivate', 'reactivate', 'remove');
  const fields = fc.record({ grants: given, isSuperadmin: fc.boolean() }, { requiredKeys: ['grants'] });
  const act = fc.record({ by: fc.constantFrom('adam', 'abel', 'olga', 'sven'), on: who, verb, fields });
  const standing = (name: string) =>
    ground.db
      .selectFrom('kernel.users as u')
      .leftJoin('kernel.grants as g', 'g.user_id', 'u.id')
      .select(['u.is_superadmin', 'u.deactivated_at', 'u.removed_at', 'g.role', 'g.site_id', 'g.module'])
      .where('u.id', '=', idOf(name))
      .orderBy('g.id')
      .execute();
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
      for (const { by, on, verb, fields } of acts) {
        const before = { own: await standing(by), root: await standing('root'), second: await standing('second') };
        const audited = (await auditActions(ground.db)).length;
        const reply = await console.call(contracts[verb], { id: idOf(on), ...(verb === 'edit' ? fields : {}) }, as(by));
        expect(reply.status).toBeLessThan(500);
        expect(await standing(by)).toEqual(before.own);
        expect(await standing('root')).toEqual(before.root);
        expect(await standing('second')).toEqual(before.second);
        if (reply.status >= 400) expect((await auditActions(ground.db)).length).toBe(audited);
      }
    }),
    { numRuns: 20 },
  );
  const superadmins = await ground.db.selectFrom('kernel.users').select('username').where('is_superadmin', '=', true).execute();
  expect(superadmins.map(({ username }) => username).sort()).toEqual(['root', 'second']);
});
