import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { itemsOf } from './connection.ts';
import {
  caretaker,
  isRoot,
  launch,
  NOBODY,
  nobodysFolder,
  postmasterOf,
  startedConsole,
  temporaryFolder,
  untilDatabaseIsGone,
} from './console-process.ts';
import { furnishedFolders } from './house.ts';
import { slowRequest } from './slow-request.ts';

let furnished: () => string;
beforeAll(async () => {
  furnished = await furnishedFolders();
});

test('a user without rights starts it from nothing, and everything belongs to that user', async () => {
  const dataDir = join(nobodysFolder(), 'data');
  const console = await startedConsole({ dataDir, isUnprivileged: true });
  expect(await console.ask('GET', '/readiness')).toMatchObject({ status: 200, body: { status: 'ready' } });
  expect((await console.setUp(console.setupToken)).status).toBe(201);
  const owner = isRoot ? NOBODY : process.getuid?.();
  for (const place of ['', 'postgres', 'run', 'database-keys.json']) expect(statSync(join(dataDir, place)).uid).toBe(owner);
  expect(statSync(`/proc/${postmasterOf(dataDir)}`).uid).toBe(owner);
  expect(await console.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  await untilDatabaseIsGone(dataDir);
});

test('a second console on the same data folder gets a sentence, and the first one notices nothing', async () => {
  const dataDir = furnished();
  const first = await startedConsole({ dataDir });
  const postmaster = postmasterOf(dataDir);
  const second = await caretaker(['serve', '--announce'], { dataDir });
  expect(second.code).toBe(1);
  expect(second.stderr).toBe(
    `The data folder ${dataDir} is in use by process ${first.pid}. Stop that console first, or give this one a folder of its own (CARETAKER_DATA_DIR). Several processes of one console also need a database that they share (CARETAKER_DATABASE_URL).\n`,
  );
  expect(second.stdout).toBe('');
  expect(postmasterOf(dataDir)).toBe(postmaster);
  expect(await first.ask('GET', '/readiness')).toMatchObject({ status: 200, body: { status: 'ready' } });
});

test.each([
  ['whose process is long gone', async () => 4_194_000],
  ['whose number a stranger bears now', async () => process.pid],
  ['whose process is a zombie', async () => zombie()],
])('a postmaster.pid %s does not hinder the start', async (_what, pid) => {
  const dataDir = furnished();
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${await pid()}\n${dataDir}/postgres\n1\n5432\n/nowhere\n\n1 1\nready   \n`);
  const console = await startedConsole({ dataDir });
  expect(await console.signIn()).not.toBe('');
});

/** A process that has ended and that its parent never asks for. */
async function zombie(): Promise<number> {
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill());
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line).trim());
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
  return pid;
}

test('kill -9 of the console: the next start heals, and what was answered as done is there', async () => {
  const dataDir = furnished();
  const killed = await startedConsole({ dataDir });
  const bearer = await killed.signIn();
  expect((await killed.ask('POST', '/api/servers', { bearer, body: { name: 'web01', hostname: 'web01' } })).status).toBe(201);
  expect((await killed.end('SIGKILL')).code).toBeNull();
  const next = await startedConsole({ dataDir });
  const list = await next.ask('GET', '/api/servers', { bearer });
  expect(itemsOf(list).map(({ name }) => name)).toEqual(['web01']);
  expect(next.setupToken).toBeNull();
});

test('SIGTERM finishes the request that is under way, takes no new one, and ends with 0', async () => {
  const console = await startedConsole({ dataDir: furnished() });
  const bearer = await console.signIn();
  const slow = await slowRequest(console.url, '/api/servers', { bearer, body: { name: 'late01', hostname: 'late01' } });
  const exit = console.end('SIGTERM');
  await expect.poll(() => console.ask('GET', '/healthz').catch(() => 'refused'), { interval: 20 }).toBe('refused');
  expect(existsSync(`/proc/${console.pid}`)).toBe(true);
  expect(await slow.finish()).toMatchObject({ status: 201, name: 'late01' });
  expect(await exit).toMatchObject({ code: 0, stderr: '' });
  await untilDatabaseIsGone(console.dataDir);
  const next = await startedConsole({ dataDir: console.dataDir });
  expect(itemsOf(await next.ask('GET', '/api/servers', { bearer })).map(({ name }) => name)).toEqual(['late01']);
});

test('a port that is taken is a sentence, and nothing is left running', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String(Object(other.address()).port);
  const dataDir = furnished();
  const { code, stderr } = await caretaker(['serve'], { dataDir, env: { CARETAKER_PORT: port } });
  other.close();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The console cannot listen on 127.0.0.1, port ${port}: something else listens there. Choose another one with CARETAKER_PORT.\n`,
  });
  await untilDatabaseIsGone(dataDir);
});

test('a port that is taken from the broker is a sentence, too', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String(Object(other.address()).port);
  const dataDir = furnished();
  const { code, stderr } = await caretaker(['serve'], { dataDir, env: { CARETAKER_MQTT_PORT: port } });
  other.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The embedded broker cannot listen on 127\.0\.0\.1, port \d+: .*CARETAKER_MQTT_PORT.*\.\n$/);
  await untilDatabaseIsGone(dataDir);
});

test('SIGTERM during the start ends it, and leaves no database behind', async () => {
  const dataDir = furnished();
  const starting = launch(['serve'], { dataDir });
  await expect.poll(() => existsSync(join(dataDir, 'postgres/postmaster.pid')), { timeout: 10_000, interval: 5 }).toBe(true);
  expect(await starting.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  await untilDatabaseIsGone(dataDir);
});

test('all faults of the configuration come together, and nothing is touched', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const env = { CARETAKER_PORT: '99999', CARETAKER_DATABASE_URL: 'mysql://x', CARETAKER_LOG_LEVEL: 'loud', CARETAKER_MODULE: 'servers' };
  const { code, stdout, stderr } = await caretaker(['serve'], { dataDir, env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toEqual([
    'CARETAKER_MODULE is unknown. Did you mean CARETAKER_MODULES?',
    'CARETAKER_PORT must be a port from 0 to 65535 (0: a free one).',
    'CARETAKER_DATABASE_URL must begin with postgres://.',
    'CARETAKER_LOG_LEVEL must be one of debug, info, warn, error.',
  ]);
  expect(existsSync(dataDir)).toBe(false);
});

test('a module that there is not is a sentence that names those there are', async () => {
  const { code, stderr } = await caretaker(['serve'], { dataDir: temporaryFolder(), env: { CARETAKER_MODULES: 'servers,skreens' } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^CARETAKER_MODULES names skreens; there is servers.*\.\n$/);
});

test('a data folder that cannot be written is a sentence', async () => {
  const folder = temporaryFolder();
  if (isRoot) chownSync(folder, 0, 0);
  const { code, stderr } = await caretaker(['serve'], { dataDir: join(folder, 'none', 'data'), isUnprivileged: true });
  expect(code).toBe(1);
  expect(stderr).toContain('CARETAKER_DATA_DIR');
  expect(stderr.split('\n')).toHaveLength(2);
});
