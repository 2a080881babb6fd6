import { beforeAll, beforeEach, expect, test } from 'vitest';
import { changeMyPassword, getMe, logIn } from '../../contract/routes/auth.ts';
import { addPerson, auditActions, type CastMember, PASSWORD, type TestConsole, testConsole, testGround } from '../test-console.ts';
import { createSignIn } from './sign-in.ts';

const ground = await testGround();
const console = await testConsole(ground);
let olga: CastMember;

beforeAll(async () => {
  olga = await addPerson(console, 'olga', { email: 'Olga@Example.org' });
  await addPerson(console, 'root', { isSuperadmin: true });
});

beforeEach(async () => {
  await ground.db.updateTable('kernel.users').set({ deactivated_at: null }).where('id', '=', olga.id).execute();
  await console.auth.commandLine.setPassword('olga', PASSWORD);
  for (const table of ['kernel.audit', 'kernel.sign_in_failures'] as const) await ground.db.deleteFrom(table).execute();
});

const signIn = (username: string, password: string, at: TestConsole = console) => at.call(logIn, { username, password });

async function failTimes(times: number, username: string, at: TestConsole = console): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    expect(await signIn(username, 'not the password', at)).toMatchObject({ status: 401, body: { code: 'auth.wrong_credentials' } });
  }
}

test.each(['olga', 'OLGA', 'olga@example.org'])('%s signs in, by name or address in any case', async (username) => {
  const reply = await signIn(username, PASSWORD);
  expect(reply).toMatchObject({ status: 200, body: { expiresIn: 900, user: { username: 'olga' } } });
  expect(await console.call(getMe, {}, { bearer: String(reply.body['accessToken']) })).toMatchObject({ status: 200 });
});

test('the fifth failure locks, and then the right password does not help either', async () => {
  await failTimes(5, 'olga');
  const locked = await signIn('olga', PASSWORD);
  expect(locked).toMatchObject({ status: 429, body: { code: 'auth.locked', params: { retryAfterSeconds: 30 } } });
  expect(locked.headers['retry-after']).toBe('30');
  ground.clock.pass({ seconds: 29 });
  expect(await signIn('olga', PASSWORD)).toMatchObject({ status: 429, body: { params: { retryAfterSeconds: 1 } } });
  ground.clock.pass({ seconds: 1 });
  expect((await signIn('olga', PASSWORD)).status).toBe(200);
  expect(await auditActions(ground.db)).toEqual(['auth.locked', 'auth.signed_in']);
});

test('the delay grows with every further failure and holds across a restart', async () => {
  await failTimes(5, 'olga');
  const restarted = await testConsole(ground);
  expect((await signIn('olga', PASSWORD, restarted)).status).toBe(429);
  ground.clock.pass({ seconds: 30 });
  await failTimes(1, 'olga', restarted);
  expect((await signIn('olga', PASSWORD)).body).toMatchObject({ params: { retryAfterSeconds: 60 } });
});

test('a name that nobody bears answers and locks just the same', async () => {
  await failTimes(5, 'nobody');
  const restarted = await testConsole(ground);
  expect((await signIn('nobody', 'not the password', restarted)).body).toMatchObject({ params: { retryAfterSeconds: 30 } });
  expect((await signIn('somebody else', 'not the password')).status).toBe(401);
  const stored = JSON.stringify(await ground.db.selectFrom('kernel.sign_in_failures').selectAll().execute());
  expect(stored).not.toContain('nobody');
});

test('guesses at the same moment are counted one by one, and none is answered behind the lock', async () => {
  const guesses = [...Array.from({ length: 12 }, () => 'not the password'), PASSWORD];
  const replies = await Promise.all(guesses.map((password) => signIn('olga', password)));
  expect(replies.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
});

test('success forgets the failures and writes when it was', async () => {
  await failTimes(4, 'olga');
  await signIn('olga', PASSWORD);
  await failTimes(4, 'olga');
  const user = await ground.db.selectFrom('kernel.users').selectAll().where('id', '=', olga.id).executeTakeFirstOrThrow();
  expect(user).toMatchObject({ failed_login_attempts: 4, last_login_at: ground.clock.now(), last_failed_login_at: ground.clock.now() });
});

test('a switched-off person gets the answer of a wrong password', async () => {
  const gone = await addPerson(console, 'gone');
  await ground.db.updateTable('kernel.users').set({ deactivated_at: ground.clock.now() }).where('id', '=', gone.id).execute();
  const [wrong, off] = [await signIn('nobody at all', PASSWORD), await signIn('gone', PASSWORD)];
  expect({ ...off.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
});

test.each([
  ['changed', () => console.auth.commandLine.setPassword('olga', 'Regenschirm & Kanne')],
  [
    'switched off',
    () => ground.db.updateTable('kernel.users').set({ deactivated_at: ground.clock.now() }).where('id', '=', olga.id).execute(),
  ],
])('a password that is %s while it is being compared opens no session', async (_what, meanwhile) => {
  const sessionLimits = async () => {
    await meanwhile();
    return { idleHours: 12, days: 14 };
  };
  const slow = createSignIn({ db: ground.db, transact: ground.transact, sessionLimits });
  const request = { name: 'olga', password: PASSWORD, kind: 'tool', userAgent: '', cookieBefore: null } as const;
  const before = await sessionsOf(olga.id);
  expect(await slow({ ...request, origin: { address: null, requestId: null } })).toMatchObject({ code: 'auth.wrong_credentials' });
  expect(await sessionsOf(olga.id)).toBe(before);
});

async function sessionsOf(userId: string): Promise<number> {
  return (await ground.db.selectFrom('kernel.sessions').select('id').where('user_id', '=', userId).execute()).length;
}

test('an address that tries very many names must wait, whatever the name; the loopback address is nobody', async () => {
  const sessionLimits = async () => ({ idleHours: 12, days: 14 });
  const direct = createSignIn({ db: ground.db, transact: ground.transact, sessionLimits });
  const from = (address: string, name: string, password: string) =>
    direct({ name, password, kind: 'tool', userAgent: '', cookieBefore: null, origin: { address, requestId: null } });
  for (const address of ['192.0.2.66', '127.0.0.1']) {
    const row = { subject: `address:${address}`, failures: 99, last_failed_at: ground.clock.now(), locked_until: null };
    await ground.db.insertInto('kernel.sign_in_failures').values(row).execute();
    await from(address, 'yet another name', 'not the password');
  }
  expect(await from('192.0.2.66', 'olga', PASSWORD)).toMatchObject({ ok: false, code: 'auth.locked', params: { retryAfterSeconds: 30 } });
  expect(await from('192.0.2.67', 'olga', PASSWORD)).toMatchObject({ ok: true });
  expect(await from('127.0.0.1', 'olga', PASSWORD)).toMatchObject({ ok: true });
});

test('wrong current passwords count as failed sign-ins', async () => {
  const { body } = await signIn('olga', PASSWORD);
  const bearer = String(body['accessToken']);
  const change = (currentPassword: string) =>
    console.call(changeMyPassword, { currentPassword, newPassword: 'Regenschirm & Kanne' }, { bearer });
  for (let count = 0; count < 5; count += 1) expect(await change('not the password')).toMatchObject({ status: 403 });
  expect(await change(PASSWORD)).toMatchObject({ status: 429, body: { code: 'auth.locked' } });
  expect((await signIn('olga', PASSWORD)).status).toBe(429);
});
