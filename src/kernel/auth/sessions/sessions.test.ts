import { beforeAll, expect, test } from 'vitest';
import { changeMyPassword, endMySession, getMe, listMySessions, logIn, logOut } from '../../contract/routes/auth.ts';
import { addPerson, PASSWORD, type Shown, testConsole, testGround } from '../test-console.ts';

const ground = await testGround();
const console = await testConsole(ground);

beforeAll(async () => {
  await addPerson(console, 'olga');
  await addPerson(console, 'vera');
});

async function browse(username: string, before: Shown = null): Promise<{ readonly cookie: string }> {
  const { cookie, body } = await console.call(logIn, { username, password: PASSWORD, session: 'cookie' }, before);
  expect(body).not.toHaveProperty('accessToken');
  return { cookie: cookie ?? '' };
}

const statusOf = async (shown: Shown): Promise<number> => (await console.call(getMe, {}, shown)).status;
const idsOf = async (shown: Shown) =>
  ((await console.call(listMySessions, {}, shown)).body['items'] as { id: string; isCurrent: boolean }[]).map(({ id, isCurrent }) => ({
    id,
    isCurrent,
  }));

test('a browser gets an opaque cookie that scripts cannot read, stored as its hash only', async () => {
  const reply = await console.call(logIn, { username: 'olga', password: PASSWORD, session: 'cookie' });
  expect(String(reply.headers['set-cookie'])).toMatch(/^caretaker_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(JSON.stringify(await ground.db.selectFrom('kernel.sessions').selectAll().execute())).not.toContain(reply.cookie);
  expect(await statusOf({ cookie: reply.cookie ?? '' })).toBe(200);
});

test('a session that is not used for 12 hours ends; one that is used lives on, for 14 days', async () => {
  const idle = await browse('olga');
  const busy = await browse('olga');
  for (let hours = 0; hours < 14 * 24; hours += 6) {
    expect(await statusOf(busy)).toBe(200);
    ground.clock.pass({ hours: 6 });
    if (hours === 6) expect(await statusOf(idle)).toBe(401);
  }
  expect(await statusOf(busy)).toBe(401);
});

test('signs of life are written at most once a minute', async () => {
  const shown = await browse('olga');
  const seen = async () =>
    (await ground.db.selectFrom('kernel.sessions').select('last_seen_at').orderBy('id', 'desc').executeTakeFirstOrThrow()).last_seen_at;
  const start = ground.clock.now();
  ground.clock.pass({ seconds: 59 });
  await statusOf(shown);
  expect(await seen()).toEqual(start);
  ground.clock.pass({ seconds: 1 });
  await statusOf(shown);
  expect(await seen()).toEqual(ground.clock.now());
});

test('signing in never takes over a cookie: a new one is made and the old one ends', async () => {
  const planted = await browse('vera');
  const own = await browse('olga', planted);
  expect(own.cookie).not.toBe(planted.cookie);
  expect(await statusOf(planted)).toBe(401);
  const invented = { cookie: 'A'.repeat(43) };
  expect((await browse('olga', invented)).cookie).not.toBe(invented.cookie);
});

test("people see and end their own sessions, and nobody else's", async () => {
  const [here, there, stranger] = [await browse('olga'), await browse('olga'), await browse('vera')];
  const mine = await idsOf(here);
  expect(mine.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
  const other = (await idsOf(there)).find(({ isCurrent }) => isCurrent)?.id ?? '';
  expect(await console.call(endMySession, { id: other }, stranger)).toMatchObject({ status: 404, body: { code: 'auth.unknown_session' } });
  expect((await console.call(endMySession, { id: other }, here)).status).toBe(204);
  expect(await statusOf(there)).toBe(401);
  expect(await statusOf(here)).toBe(200);
});

test('signing out ends the session, not only the cookie', async () => {
  const shown = await browse('olga');
  const reply = await console.call(logOut, {}, shown);
  expect(reply.status).toBe(204);
  expect(String(reply.headers['set-cookie'])).toContain('Max-Age=0');
  expect(await statusOf(shown)).toBe(401);
});

test('a new password ends every other session', async () => {
  const [here, there] = [await browse('vera'), await browse('vera')];
  const change = (newPassword: string) => console.call(changeMyPassword, { currentPassword: PASSWORD, newPassword }, here);
  expect((await change(PASSWORD)).body).toMatchObject({ code: 'auth.password_same' });
  expect((await change('password123')).body).toMatchObject({ code: 'auth.password_common' });
  expect(await statusOf(there)).toBe(200);
  expect((await change('Regenschirm & Kanne')).status).toBe(204);
  expect(await statusOf(here)).toBe(200);
  expect(await statusOf(there)).toBe(401);
  expect((await console.call(logIn, { username: 'vera', password: PASSWORD })).status).toBe(401);
});

test('a cookie that holds no more does not keep anybody from the doors', async () => {
  const reply = await console.call(logIn, { username: 'olga', password: PASSWORD }, { cookie: 'stale' });
  expect(reply.status).toBe(200);
});
