import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { allMigrations } from '../all-migrations.ts';
import { PASSWORD } from './connection.ts';
import { caretaker, startedConsole, temporaryFolder, untilDatabaseIsGone } from './console-process.ts';
import { furnishedFolders } from './house.ts';

const [empty, ahead, altered] = await Promise.all([testDatabase({ from: 'empty' }), testDatabase(), testDatabase()]);
const on = (url: string) => ({ dataDir: join(temporaryFolder(), 'data'), env: { CARETAKER_DATABASE_URL: url } });

let furnished: () => string;
beforeAll(async () => {
  furnished = await furnishedFolders();
});

test('migrate says what it would apply, applies it, and then has nothing to do', async () => {
  const where = on(empty.url);
  const planned = await caretaker(['migrate', '--dry-run', '--json'], where);
  expect(planned).toMatchObject({ code: 0, stderr: '' });
  const { pending } = JSON.parse(planned.stdout) as { pending: string[] };
  expect(pending[0]).toBe('kernel/0001_people_and_sites');
  expect(new Set(pending.map((name) => name.split('/')[0]))).toEqual(new Set(allMigrations.map(({ owner }) => owner)));

  const applied = await caretaker(['migrate', '--json'], where);
  expect(JSON.parse(applied.stdout)).toEqual({ applied: pending });
  expect(await caretaker(['migrate'], where)).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' });
});

test('a database that is ahead is refused by serve, migrate and user, and stays as it was', async () => {
  await ahead.db.insertInto('kernel.migrations').values({ owner: 'kernel', name: '9999_tomorrow', hash: 'x' }).execute();
  const where = on(ahead.url);
  for (const args of [['serve'], ['migrate'], ['migrate', '--dry-run'], ['user', 'list']]) {
    expect(await caretaker(args, where)).toMatchObject({
      code: 1,
      stderr: 'The database is ahead of this console: kernel/9999_tomorrow was applied by a newer one. Start that, or restore a backup.\n',
    });
  }
});

test('a migration that was changed after it had been applied is refused', async () => {
  await altered.db.updateTable('kernel.migrations').set({ hash: 'another' }).where('name', '=', '0002_assets').execute();
  expect(await caretaker(['serve'], on(altered.url))).toMatchObject({
    code: 1,
    stderr: 'The migration kernel/0002_assets was changed after it had been applied. Put the shipped file back.\n',
  });
});

test('config prints where each value came from, and no secret', async () => {
  const where = on('postgres://caretaker:hunter2@/caretaker?host=/nowhere');
  const { code, stdout, stderr } = await caretaker(['config', '--json'], where);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const rows = JSON.parse(stdout) as { name: string; source: string }[];
  expect(rows.find(({ name }) => name === 'CARETAKER_DATABASE_URL')).toMatchObject({ source: 'environment' });
  expect(rows.find(({ name }) => name === 'CARETAKER_LOG_LEVEL')).toMatchObject({ source: 'default', value: 'info' });
  expect(stdout + (await caretaker(['config'], where)).stdout).not.toContain('hunter2');
});

test('user works beside a running console: what it changes holds there at once', async () => {
  const console = await startedConsole({ dataDir: furnished() });
  const where = { dataDir: console.dataDir };
  const made = await caretaker(['user', 'create', 'olga', '--role', 'editor', '--email', 'olga@example.org', '--json'], {
    ...where,
    input: `${PASSWORD}\n`,
  });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(made.stdout)).toMatchObject({ username: 'olga', email: 'olga@example.org', isSuperadmin: false });
  const bearer = await console.signIn('olga');

  const names = JSON.parse((await caretaker(['user', 'list', '--json'], where)).stdout) as { username: string }[];
  expect(names.map(({ username }) => username).sort()).toEqual(['olga', 'sam']);
  expect((await caretaker(['user', 'list'], where)).stdout).toMatch(/^olga {2}editor; last signed in \d{4}-/m);

  const changed = await caretaker(['user', 'passwd', 'olga'], { ...where, input: 'Regenschirm & Kanne' });
  expect(changed).toEqual({ code: 0, stdout: 'The password of olga is set; their sessions have ended.\n', stderr: '' });
  expect((await console.ask('GET', '/api/users/me', { bearer })).status).toBe(401);
  await console.signIn('olga', 'Regenschirm & Kanne');
  expect(await console.ask('GET', '/readiness')).toMatchObject({ status: 200, body: { status: 'ready' } });
});

test('user works where no console runs, and leaves no database behind', async () => {
  const dataDir = furnished();
  const { code, stdout } = await caretaker(['user', 'list', '--json'], { dataDir });
  expect({ code, users: JSON.parse(stdout) }).toMatchObject({ code: 0, users: [{ username: 'sam', isSuperadmin: true }] });
  await untilDatabaseIsGone(dataDir);
});

test.each([
  ['a name that is taken', ['user', 'create', 'sam'], PASSWORD, 1, 'Another user has this name.\n'],
  ['a common password', ['user', 'create', 'vera'], 'password123', 1, 'This password is one of the common ones: choose another.\n'],
  ['a short password', ['user', 'create', 'vera'], 'short', 1, 'The password cannot be used. Use at least 10 characters.\n'],
  ['nobody of that name', ['user', 'passwd', 'nobody'], PASSWORD, 1, 'There is no such user.\n'],
  ['no name', ['user', 'create'], '', 2, /^Say what to do: create NAME, passwd NAME or list\.\nUsage: caretaker user/],
  ['an unknown command', ['sevre'], '', 2, /^There is no command sevre\.\nUsage: caretaker <command>/],
])('%s: a sentence and the exit code', async (_what, args, input, code, sentence) => {
  const done = await caretaker(args, { dataDir: dataDirOfAll(), input });
  expect(done).toMatchObject({ code, stdout: '' });
  if (typeof sentence === 'string') expect(done.stderr).toBe(sentence);
  else expect(done.stderr).toMatch(sentence);
});

/** One for all of these: they change nothing, and run one after the other. */
let shared: string | null = null;
function dataDirOfAll(): string {
  shared ??= furnished();
  return shared;
}
