import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { type Connection, PASSWORD } from './connection.ts';
import { startedConsole, temporaryFolder } from './console-process.ts';

/** A data folder and the database that goes with it. */
async function place() {
  const { db, url } = await testDatabase();
  return { db, options: { dataDir: join(temporaryFolder(), 'data'), env: { CARETAKER_DATABASE_URL: url } } };
}

const [unused, twice, given, locked, killed] = await Promise.all([place(), place(), place(), place(), place()]);

test('the set-up link is printed at each start until it was used, the last one opens, and then it is gone', async () => {
  const first = await startedConsole(unused.options);
  expect((await first.ask('GET', '/api/setup')).body).toEqual({ required: true });
  await first.end('SIGTERM');
  const second = await startedConsole(unused.options);
  expect(second.setupToken).not.toBe(first.setupToken);
  expect(await second.setUp(first.setupToken)).toMatchObject({ status: 403, body: { code: 'auth.setup_token_wrong' } });
  expect((await second.setUp(second.setupToken)).status).toBe(201);
  expect((await second.ask('GET', '/api/setup')).body).toEqual({ required: false });
  expect((await second.end('SIGTERM')).stdout).not.toContain(PASSWORD);
  const third = await startedConsole(unused.options);
  expect(third.setupToken).toBeNull();
  expect(await third.setUp(second.setupToken)).toMatchObject({ status: 409, body: { code: 'auth.setup_done' } });
  await third.signIn();
});

test('of eight set-ups at the same moment one makes an account', async () => {
  const console = await startedConsole(twice.options);
  const names = Array.from({ length: 8 }, (_none, number) => `sam${number}`);
  const answers = await Promise.all(
    names.map((username) => console.ask('POST', '/api/setup', { body: { token: console.setupToken, username, password: PASSWORD } })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  expect(await twice.db.selectFrom('kernel.users').select('username').execute()).toHaveLength(1);
});

test('a token from the configuration opens the set-up and stands in no log', async () => {
  const token = randomBytes(16).toString('hex');
  const options = { ...given.options, env: { ...given.options.env, CARETAKER_SETUP_TOKEN: token, CARETAKER_LOG_LEVEL: 'debug' } };
  const console = await startedConsole(options);
  expect((await console.setUp(token)).status).toBe(201);
  const { stdout, stderr } = await console.end('SIGTERM');
  // The link itself is for a person to read; the log is what is kept.
  expect(stdout.split('\n').filter((line) => line.startsWith('{') && line.includes(token))).toEqual([]);
  expect(stderr).toBe('');
});

test.each([
  ['a clean restart', 'SIGTERM', locked],
  ['kill -9', 'SIGKILL', killed],
] as const)('five wrong passwords lock, and %s does not open', async (_what, signal, { options }) => {
  const before = await startedConsole(options);
  await before.setUp(before.setupToken);
  const wrong = async ({ ask }: Connection) => ask('POST', '/api/auth/login', { body: { username: 'sam', password: 'not the password' } });
  for (let count = 0; count < 5; count += 1) expect((await wrong(before)).status).toBe(401);
  await before.end(signal);
  const after = await startedConsole(options);
  const right = await after.ask('POST', '/api/auth/login', { body: { username: 'sam', password: PASSWORD } });
  expect(right).toMatchObject({ status: 429, body: { code: 'auth.locked', title: expect.stringContaining('wait') } });
  expect(Number(right.headers.get('retry-after'))).toBeLessThanOrEqual(30);
});
