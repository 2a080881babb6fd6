import { beforeEach, expect, test } from 'vitest';
import { doSetup, getSetup, logIn } from '../../contract/routes/auth.ts';
import { auditActions, PASSWORD, testConsole, testGround } from '../test-console.ts';

const ground = await testGround();
const first = await testConsole(ground);

beforeEach(async () => {
  for (const table of ['kernel.setup', 'kernel.sessions', 'kernel.users', 'kernel.audit'] as const)
    await ground.db.deleteFrom(table).execute();
});

const account = { username: 'root', password: PASSWORD };

test('the first superadmin is made with the printed token, and then signs in', async () => {
  const { required, token } = await first.auth.prepareSetup(null);
  expect(required).toBe(true);
  expect((await first.call(getSetup)).body).toEqual({ required: true });
  expect(await first.call(doSetup, { ...account, token })).toMatchObject({ status: 201, body: { username: 'root' } });
  expect((await first.call(getSetup)).body).toEqual({ required: false });
  expect(await first.call(logIn, account)).toMatchObject({ status: 200, body: { user: { isSuperadmin: true } } });
  expect(await auditActions(ground.db)).toEqual(['auth.setup_done', 'auth.signed_in', 'auth.signing_key_made']);
});

test('set-up cannot be done twice, not even by many at the same moment', async () => {
  const { token } = await first.auth.prepareSetup(null);
  const second = await testConsole(ground);
  const tries = Array.from({ length: 8 }, (_, index) =>
    (index % 2 === 0 ? first : second).call(doSetup, { token, username: `root${index}`, password: PASSWORD }),
  );
  const statuses = (await Promise.all(tries)).map(({ status, body }) => `${status} ${body['code'] ?? ''}`);
  expect(statuses.sort()).toEqual(['201 ', ...Array.from({ length: 7 }, () => '409 auth.setup_done')]);
  const { rows } = await ground.db
    .selectFrom('kernel.users')
    .select('id')
    .execute()
    .then((rows) => ({ rows }));
  expect(rows).toHaveLength(1);
  expect(await first.auth.prepareSetup('another-token-entirely')).toEqual({ required: false, token: null });
});

test('a wrong token opens nothing', async () => {
  await first.auth.prepareSetup(null);
  expect(await first.call(doSetup, { ...account, token: 'guess' })).toMatchObject({
    status: 403,
    body: { code: 'auth.setup_token_wrong' },
  });
  expect((await first.call(getSetup)).body).toEqual({ required: true });
});

test('a restart makes a fresh token, and keeps one that is given', async () => {
  const before = await first.auth.prepareSetup(null);
  const after = await first.auth.prepareSetup(null);
  expect(after.token).not.toBe(before.token);
  expect((await first.call(doSetup, { ...account, token: before.token })).status).toBe(403);
  expect(await first.auth.prepareSetup('given-by-the-operator')).toEqual({ required: true, token: 'given-by-the-operator' });
  expect((await first.call(doSetup, { ...account, token: 'given-by-the-operator' })).status).toBe(201);
});

test('the token is stored as its hash only', async () => {
  const { token } = await first.auth.prepareSetup(null);
  const row = await ground.db.selectFrom('kernel.setup').selectAll().executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain(token);
});

test('a superadmin from the command line leaves nothing to set up', async () => {
  const { token } = await first.auth.prepareSetup(null);
  await first.auth.commandLine.createUser({ username: 'root', password: PASSWORD, grants: [], isSuperadmin: true });
  expect(await first.call(doSetup, { token, username: 'mallory', password: PASSWORD })).toMatchObject({ status: 409 });
});

test.each([
  ['short', 'kernel.bad_input'],
  ['password123', 'auth.password_common'],
  ['root-2026!!', 'auth.password_common'],
])('%s is no password for the superadmin', async (password, code) => {
  const { token } = await first.auth.prepareSetup(null);
  expect(await first.call(doSetup, { token, username: 'root', password })).toMatchObject({ status: 422, body: { code } });
});
