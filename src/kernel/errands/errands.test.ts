import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { SiteId } from '../../shared/ids.ts';
import type { PersonActor } from '../auth/actor.ts';
import { systemActor } from '../auth/actor.ts';
import { addPerson, addSite, type CastMember, PASSWORD, type Shown, testConsole, testGround } from '../auth/test-console.ts';
import type { GrantShape, Permission } from '../contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../contract/permissions.ts';
import { addMyToken, logIn } from '../contract/routes/auth.ts';
import { cancelErrand, type Errand, getErrand, listErrands } from '../contract/routes/errands.ts';
import { createLog } from '../log/log.ts';
import { createErrands, type ErrandsRoom } from './create-errands.ts';
import type { ErrandId, NewErrand } from './errands.ts';

const BANS: readonly Permission[] = [
  { name: 'bans:read', role: 'user', tokens: true, about: 'See bans.' },
  { name: 'bans:write', role: 'editor', tokens: true, about: 'Ban.' },
];
const permissions = [...KERNEL_PERMISSIONS, ...BANS];

const ground = await testGround();
const { db, clock, transact } = ground;
const home = (await addSite(ground, 'Home', true)) as SiteId;
const away = (await addSite(ground, 'Away')) as SiteId;

/** Made twice over one database it is a restart, or a second process. */
const room = (): ErrandsRoom =>
  createErrands({
    ...{ db, transact, clock, leading: { transact }, log: createLog({ level: 'silent', format: 'json' }) },
    permissions: new Map(permissions.map((permission) => [permission.name, permission])),
  });
const errands = room();
const system = systemActor('test');
const found = await testConsole({ ...ground, permissions: BANS, modules: ['bans', 'servers'], served: errands.routes });

const cast = new Map<string, CastMember & { readonly shown: Shown }>();
async function person(username: string, grants: readonly GrantShape[], isSuperadmin = false): Promise<Shown> {
  const member = await addPerson(found, username, { grants, isSuperadmin });
  const { cookie } = await found.call(logIn, { username, password: PASSWORD, session: 'cookie' });
  const shown = { cookie: cookie ?? '' };
  cast.set(username, { ...member, shown });
  return shown;
}
const here = (role: GrantShape['role'], module: string | null = null): GrantShape => ({ role, siteId: home, module });
const olga = await person('olga', [here('editor')]);
const otto = await person('otto', [here('editor', 'bans')]);
const vera = await person('vera', [here('user')]);
const sven = await person('sven-of-servers', [here('admin', 'servers')]);
const nora = await person('nora', [{ role: 'admin', siteId: away, module: null }]);
const adam = await person('adam', [{ role: 'admin', siteId: null, module: null }]);

/** Somebody of the cast, as actions know them. */
const actorOf = (username: string): PersonActor => ({
  ...{ kind: 'person', userId: (cast.get(username)?.id ?? '') as PersonActor['userId'], username, superadmin: false, grants: [] },
  ...{ tokenScopes: null, tokenSites: null, sessionId: null, apiTokenId: null, origin: { address: null, requestId: null } },
});

const IMPORT: NewErrand = {
  ...{ module: 'bans', kind: 'blocklist-import', title: { key: 'blocklistImport', params: { list: 'firehol' } }, siteId: home },
  ...{ permission: 'bans:write', cancelPermission: 'bans:write', total: 21_000, page: '/bans/lists' },
};
const begin = (more: Partial<NewErrand> = {}, by: string | null = null): Promise<ErrandId> =>
  transact(by === null ? system : actorOf(by), (work) => errands.begin(work, { ...IMPORT, ...more }));
const begun = async (more: Partial<NewErrand> = {}, by: string | null = null): Promise<ErrandId> => {
  const id = await begin(more, by);
  await errands.takeUp(id);
  return id;
};
const end = (id: ErrandId, state: 'succeeded' | 'failed' | 'canceled' = 'succeeded', from: ErrandsRoom = errands): Promise<boolean> =>
  transact(system, (work) => from.end(work, id, { state, result: { key: `blocklistImport_${state}`, params: { done: 21_000 } } }));

const shownTo = async (shown: Shown, id: string): Promise<Partial<Errand> & { code?: string }> =>
  (await found.call(getErrand, { id }, shown)).body;
const codeOf = async (shown: Shown, id: string): Promise<unknown> => Reflect.get(await shownTo(shown, id), 'code');
const idsSeenBy = async (shown: Shown, input: Readonly<Record<string, unknown>> = {}): Promise<string[]> => {
  const { body } = await found.call(listErrands, { limit: 200, ...input }, shown);
  return (body['items'] as Errand[]).map(({ id }) => id);
};
const eventsOf = async (id: string): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select name from kernel.events where payload->>'errandId' = ${id} order by id`.execute(db);
  return rows.map(({ name }) => name);
};

test('it waits, runs, says how far it is and what came of it, and is told as it happens', async () => {
  const id = await begin({}, 'olga');
  expect(await shownTo(olga, id)).toMatchObject({
    ...{ state: 'waiting', done: 0, total: 21_000, note: null, result: null, isMine: true, page: '/bans/lists' },
    ...{ title: { key: 'blocklistImport', params: { list: 'firehol' } }, site: { id: home, name: 'Home' } },
    begunBy: { username: 'olga' },
  });
  expect(await errands.takeUp(id)).toEqual({ done: 0, total: 21_000 });
  await errands.progress(id, { done: 4_200, note: { key: 'blocklistImport_reading', params: {} } });
  expect(await shownTo(olga, id)).toMatchObject({ state: 'running', done: 4_200, total: 21_000, note: { key: 'blocklistImport_reading' } });
  expect(await end(id)).toBe(true);
  expect(await shownTo(olga, id)).toMatchObject({ state: 'succeeded', done: 4_200, note: null, result: { params: { done: 21_000 } } });
  expect(await eventsOf(id)).toEqual(['errands.begun', 'errands.progressed', 'errands.progressed', 'errands.ended']);
});

test('what was begun in a transaction that did not commit was never there', async () => {
  const ids: string[] = [];
  const failing = transact(system, async (work) => {
    ids.push(await errands.begin(work, IMPORT));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await codeOf(adam, ids[0] ?? '')).toBe('errands.unknown');
});

test('a permission that nobody declares is a fault of the module', async () => {
  await expect(begin({ permission: 'bans:dream' })).rejects.toThrow('bans:dream');
  await expect(begin({ cancelPermission: 'bans:dream' })).rejects.toThrow('bans:dream');
});

test('a page of another host is refused by the database', async () => {
  for (const page of ['//evil.example', 'https://evil.example', '/\\evil.example']) await expect(begin({ page })).rejects.toThrow();
});

test('it is seen where its permission is held, and elsewhere it is not there', async () => {
  const id = await begun();
  for (const shown of [olga, otto, adam]) expect(await shownTo(shown, id)).toMatchObject({ id, isMine: false });
  for (const shown of [vera, sven, nora]) {
    expect(await codeOf(shown, id)).toBe('errands.unknown');
    expect(await idsSeenBy(shown)).not.toContain(id);
  }
  expect(await idsSeenBy(otto)).toContain(id);
  const forViewers = await begun({ permission: 'bans:read' });
  expect(await shownTo(vera, forViewers)).toMatchObject({ id: forViewers, canCancel: false });
  expect(await codeOf(sven, forViewers)).toBe('errands.unknown');
});

test("one's own is seen with any role at its site, and not where one has none", async () => {
  expect(await shownTo(vera, await begun({}, 'vera'))).toMatchObject({ isMine: true, canCancel: true });
  expect(await codeOf(vera, await begun({ siteId: away }, 'vera'))).toBe('errands.unknown');
});

test('about no site: for who began it, and for people who reach everything', async () => {
  const id = await begun({ siteId: null }, 'otto');
  for (const shown of [otto, adam]) expect(await shownTo(shown, id)).toMatchObject({ id, site: null });
  for (const shown of [olga, vera, nora]) expect(await codeOf(shown, id)).toBe('errands.unknown');
});

test('an API token for another site shows neither, not even what its person began', async () => {
  const ids = [await begun({}, 'adam'), await begun({ siteId: null }, 'adam')];
  const token = { name: 'away', scopes: ['errands:read', 'errands:cancel'], siteIds: [away] };
  const { body } = await found.call(addMyToken, token, adam);
  const shown = { bearer: String(body['token']) };
  for (const id of ids) {
    expect(await codeOf(shown, id)).toBe('errands.unknown');
    expect((await found.call(cancelErrand, { id }, shown)).status).toBe(404);
  }
  const there = await begun({ siteId: away });
  expect(await shownTo(shown, there)).toMatchObject({ id: there });
});

test('whoever may cancel asks it to stop; it stops at its next step, and one row of the audit says who', async () => {
  const id = await begun();
  expect(await errands.isCanceled(id)).toBe(false);
  expect((await found.call(cancelErrand, { id }, otto)).status).toBe(204);
  expect((await found.call(cancelErrand, { id }, olga)).status).toBe(204);
  expect(await errands.isCanceled(id)).toBe(true);
  expect(await shownTo(olga, id)).toMatchObject({ state: 'running', isCancelAsked: true, canCancel: false });
  const audit = await db.selectFrom('kernel.audit').select(['action', 'actor_name']).where('subject_id', '=', id).execute();
  expect(audit).toEqual([{ action: 'errands.canceled', actor_name: 'otto' }]);
  expect(await end(id, 'canceled')).toBe(true);
  expect(await shownTo(olga, id)).toMatchObject({ state: 'canceled', isCancelAsked: false });
  expect((await found.call(cancelErrand, { id }, olga)).body).toMatchObject({ status: 409, code: 'errands.over' });
});

test('one that nobody has taken up ends at once, and its job finds nothing to do', async () => {
  const id = await begin();
  await found.call(cancelErrand, { id }, olga);
  expect(await shownTo(olga, id)).toMatchObject({ state: 'canceled' });
  expect(await errands.takeUp(id)).toBeNull();
  expect(await end(id)).toBe(false);
  expect(await eventsOf(id)).toEqual(['errands.begun', 'errands.ended']);
});

test('who sees it without the right to cancel is told so; who does not see it is told nothing', async () => {
  const id = await begun({ permission: 'bans:read' });
  expect((await found.call(cancelErrand, { id }, vera)).body).toMatchObject({ status: 403, code: 'kernel.forbidden' });
  expect((await found.call(cancelErrand, { id }, nora)).body).toMatchObject({ status: 404, code: 'errands.unknown' });
  const firm = await begun({ cancelPermission: null }, 'olga');
  expect(await shownTo(olga, firm)).toMatchObject({ canCancel: false });
  expect((await found.call(cancelErrand, { id: firm }, olga)).body).toMatchObject({ status: 409, code: 'errands.not_cancelable' });
  expect(await errands.isCanceled(firm)).toBe(false);
});

test('of a thousand words two a second are written, and the last one always', async () => {
  const id = await begun();
  for (let done = 1; done <= 1_000; done += 1) await errands.progress(id, { done });
  expect((await shownTo(olga, id)).done).toBeLessThan(1_000);
  await expect.poll(async () => (await shownTo(olga, id)).done, { timeout: 3_000 }).toBe(1_000);
  const words = (await eventsOf(id)).filter((name) => name === 'errands.progressed');
  // Taken up, the first, and what came meanwhile.
  expect(words.length).toBeLessThanOrEqual(4);
});

test('its end writes the last word that was put off, and no late word undoes it', async () => {
  const id = await begun();
  await errands.progress(id, { done: 1 });
  await errands.progress(id, { done: 20_999, total: 20_999 });
  expect(await end(id)).toBe(true);
  expect(await shownTo(olga, id)).toMatchObject({ state: 'succeeded', done: 20_999, total: 20_999 });
  await errands.progress(id, { done: 2 });
  await sleep(700);
  expect(await shownTo(olga, id)).toMatchObject({ state: 'succeeded', done: 20_999 });
});

test('a process that stops writes what it had put off', async () => {
  const [id, process] = [await begun(), room()];
  const stop = await process.writer.start();
  await process.progress(id, { done: 1 });
  await process.progress(id, { done: 77 });
  await stop();
  expect(await shownTo(olga, id)).toMatchObject({ done: 77 });
});

test('an end that is rolled back leaves it running, with its last word', async () => {
  const id = await begun();
  await errands.progress(id, { done: 5 });
  const failing = transact(system, async (work) => {
    await errands.end(work, id, { state: 'succeeded', result: null });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await shownTo(olga, id)).toMatchObject({ state: 'running', done: 5 });
});

/** Lets the leader look once. */
async function sweep(): Promise<void> {
  const [timer] = errands.leads;
  const stop = await timer?.start();
  const silent = sql<{ count: number }>`
    select count(*)::int as count from kernel.errands where state = 'running' and changed_at <= ${clock.now().subtract({ minutes: 5 })}`;
  await expect.poll(async () => (await silent.execute(db)).rows[0]?.count, { timeout: 3_000 }).toBe(0);
  await stop?.();
}

test('whose process died is interrupted after five minutes; one that waits, or says that it lives, is not', async () => {
  const [dead, waiting, alive] = [await begun(), await begin(), await begun()];
  await errands.progress(dead, { done: 300, note: { key: 'blocklistImport_reading', params: {} } });
  clock.pass({ minutes: 4 });
  await room().progress(alive, {});
  await sweep();
  expect(await shownTo(olga, dead)).toMatchObject({ state: 'running' });
  clock.pass({ minutes: 1 });
  await sweep();
  expect(await shownTo(olga, dead)).toMatchObject({ state: 'interrupted', done: 300, note: null, endedAt: clock.now().toString() });
  expect(await shownTo(olga, waiting)).toMatchObject({ state: 'waiting' });
  expect(await shownTo(olga, alive)).toMatchObject({ state: 'running' });
  expect((await eventsOf(dead)).at(-1)).toBe('errands.ended');
});

test('a job that takes it up again goes on with the same one, from where it was', async () => {
  const id = await begun();
  await errands.progress(id, { done: 9_000 });
  clock.pass({ minutes: 6 });
  await sweep();
  const next = room();
  expect(await next.takeUp(id)).toEqual({ done: 9_000, total: 21_000 });
  expect(await shownTo(olga, id)).toMatchObject({ state: 'running', endedAt: null });
  expect(await end(id, 'succeeded', next)).toBe(true);
  // The attempt that was thought dead comes to its end, too.
  expect(await end(id)).toBe(false);
  expect(await errands.takeUp(id)).toBeNull();
});

test('one that was only slow lives again with its next word', async () => {
  const id = await begun();
  clock.pass({ minutes: 6 });
  await sweep();
  await errands.progress(id, { done: 10 });
  expect(await shownTo(olga, id)).toMatchObject({ state: 'running', done: 10, endedAt: null });
});

test('one that died while it was asked to stop has stopped', async () => {
  const id = await begun();
  await found.call(cancelErrand, { id }, olga);
  clock.pass({ minutes: 6 });
  await sweep();
  expect(await shownTo(olga, id)).toMatchObject({ state: 'canceled' });
  expect(await errands.takeUp(id)).toBeNull();
});

test('what is not over stands first, then what ended last; pages join without a gap', async () => {
  await db.deleteFrom('kernel.errands').execute();
  const [first, second, third, running] = [await begun(), await begun(), await begun(), await begun()];
  for (const id of [second, first, third]) {
    clock.pass({ seconds: 1 });
    await end(id);
  }
  const waiting = await begin({ kind: 'spread' });
  expect(await idsSeenBy(olga)).toEqual([waiting, running, third, first, second]);
  expect(await idsSeenBy(olga, { state: 'open' })).toEqual([waiting, running]);
  expect(await idsSeenBy(olga, { state: 'ended' })).toEqual([third, first, second]);
  expect(await idsSeenBy(olga, { kind: 'spread' })).toEqual([waiting]);
  expect(await idsSeenBy(olga, { module: 'servers' })).toEqual([]);
  const pages: string[] = [];
  for (let cursor: unknown; cursor !== null; ) {
    const { body } = await found.call(listErrands, { limit: 2, ...(cursor === undefined ? {} : { cursor }) }, olga);
    pages.push(...(body['items'] as Errand[]).map(({ id }) => id));
    cursor = body['nextCursor'];
  }
  expect(pages).toEqual([waiting, running, third, first, second]);
});
