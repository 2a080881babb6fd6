import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { livePostmaster } from './embedded/postmaster.ts';
import { runningEmbeddedUrl, startEmbedded } from './embedded.ts';

const log = createLog({ level: 'silent', format: 'json' });
const root = mkdtempSync(join(tmpdir(), 'caretaker-embedded-'));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

function folderCalled(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function answerTo(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(query);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

/** Another process that runs an embedded database: prints the postmaster's pid, and stops it when it gets SIGTERM. */
function consoleOn(dataDir: string, options: { uid?: number; gid?: number } = {}): ChildProcess {
  const script = `
    import { startEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)};
    import { createLog } from ${JSON.stringify(new URL('../log/log.ts', import.meta.url).href)};
    const log = createLog({ level: 'silent', format: 'json' });
    let database; process.on('SIGTERM', async () => { await database.stop(); process.exit(); });
    database = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log, fsync: false });
    console.log(database.pid()); setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', ...options });
}

async function pidFrom(child: ChildProcess): Promise<number> {
  const [line] = await once(child.stdout ?? expect.fail('no output'), 'data');
  return Number(String(line).trim());
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

test('the console works as a role that is no superuser, over the socket only, and stops cleanly', async () => {
  const dataDir = folderCalled('plain');
  const database = await startEmbedded({ dataDir, log });
  expect(await answerTo(database.url, 'select rolsuper as value from pg_roles where rolname = current_user')).toBe(false);
  expect(await answerTo(database.url, "select current_setting('fsync') || current_setting('listen_addresses') as value")).toBe('on');
  expect(await answerTo(database.url, "select lower('ÄÖ') as value")).toBe('äö');
  await expect(answerTo(database.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password authentication failed');
  expect(runningEmbeddedUrl(dataDir)).toBe(database.url);
  expect(statSync(join(dataDir, 'database-keys.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'run')).mode & 0o777).toBe(0o700);
  await database.stop();
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  expect(runningEmbeddedUrl(dataDir)).toBeNull();
});

test('kill -9 of the console ends its database by itself, and the data is there at the next start', async () => {
  const dataDir = folderCalled('killed');
  const child = consoleOn(dataDir);
  const postmaster = await pidFrom(child);
  const url = runningEmbeddedUrl(dataDir) ?? expect.fail('not running');
  await answerTo(url, 'create table kept as select 42 as value');
  await end(child, 'SIGKILL');
  await expect.poll(() => livePostmaster(join(dataDir, 'postgres')), { timeout: 5000 }).toBeNull();
  const next = await startEmbedded({ dataDir, log, fsync: false });
  expect(next.pid()).not.toBe(postmaster);
  expect(await answerTo(next.url, 'select value from kept')).toBe(42);
  await next.stop();
});

test('a database that was left running is ended, and a new one started', async () => {
  const dataDir = folderCalled('left');
  const child = consoleOn(dataDir);
  const postmaster = await pidFrom(child);
  // The shell between is the tie; without it the postmaster stays when the console goes.
  const tie = Number(readFileSync(`/proc/${postmaster}/stat`, 'utf8').replace(/^.*\) . (\d+) .*$/s, '$1'));
  child.kill('SIGSTOP');
  // With the one that listens for the console's end.
  for (const pid of [tie, ...shellsBelow(tie)]) process.kill(pid, 'SIGKILL');
  await end(child, 'SIGKILL');
  expect(livePostmaster(join(dataDir, 'postgres'))).toBe(postmaster);
  const next = await startEmbedded({ dataDir, log, fsync: false });
  expect(next.pid()).not.toBe(postmaster);
  expect(await answerTo(next.url, 'select 1 as value')).toBe(1);
  await next.stop();
});

const shellsBelow = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [, name = '', above = ''] = /^\d+ \((.*)\) . (\d+) /s.exec(statOf(pid)) ?? [];
      return name === 'sh' && Number(above) === parent;
    });

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // It ended while it was looked at.
  }
}

test('kill -9 of the database is noticed, and it comes back by itself', async () => {
  const database = await startEmbedded({ dataDir: folderCalled('restart'), log, fsync: false });
  const seen: string[] = [];
  database.onAway(() => seen.push('away'));
  const back = new Promise<void>((done) => {
    database.onBack(() => {
      seen.push('back');
      done();
    });
  });
  process.kill(database.pid() ?? expect.fail('not running'), 'SIGKILL');
  await back;
  expect(seen[0]).toBe('away');
  expect(await answerTo(database.url, 'select 1 as value')).toBe(1);
  await database.stop();
});

test('stop while the database is away ends the waiting, and nothing comes back', async () => {
  const dataDir = folderCalled('stop-away');
  const database = await startEmbedded({ dataDir, log, fsync: false });
  const away = new Promise<void>((done) => database.onAway(done));
  process.kill(database.pid() ?? expect.fail('not running'), 'SIGKILL');
  await away;
  await database.stop();
  await sleep(400);
  expect(database.pid()).toBeNull();
});

test.each([
  ['of a stranger with the same number', () => process.pid],
  ['of nobody', () => 4_194_000],
])('a postmaster.pid %s does not hinder the start', async (name, pid) => {
  const dataDir = folderCalled(`stale ${name}`);
  await startEmbedded({ dataDir, log, fsync: false }).then((database) => database.stop());
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${pid()}\n${dataDir}/postgres\n1\n5432\n/nowhere\n\n1 1\nready   \n`);
  const database = await startEmbedded({ dataDir, log, fsync: false });
  expect(await answerTo(database.url, 'select 1 as value')).toBe(1);
  await database.stop();
});

test('a zombie is not a living postmaster', async () => {
  const cluster = folderCalled('zombie/postgres');
  // sh starts a child and becomes a program that never reaps it.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'], { cwd: cluster, stdio: ['ignore', 'pipe', 'ignore'] });
  const zombie = await pidFrom(parent);
  await expect.poll(() => readFileSync(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z ');
  writeFileSync(join(cluster, 'postmaster.pid'), `${zombie}\n`);
  expect(livePostmaster(cluster)).toBeNull();
  await end(parent, 'SIGTERM');
});

test('a path too long for a socket gets a short folder', async () => {
  const dataDir = folderCalled('l'.repeat(120));
  const database = await startEmbedded({ dataDir, log, fsync: false });
  expect(decodeURIComponent(database.url)).toMatch(/host=\/tmp\/caretaker-[0-9a-f]{12}$/);
  expect(await answerTo(database.url, 'select 1 as value')).toBe(1);
  await database.stop();
  rmSync(decodeURIComponent(database.url.replace(/^.*host=/, '')), { recursive: true });
});

test('a start that was killed half-way leaves nothing that hinders the next', async () => {
  const dataDir = folderCalled('half');
  mkdirSync(join(dataDir, 'postgres.unfinished/base'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres.unfinished/PG_VERSION'), '18\n');
  const database = await startEmbedded({ dataDir, log, fsync: false });
  expect(await answerTo(database.url, 'select 1 as value')).toBe(1);
  await database.stop();
});

test('a cluster of another major version is a sentence', async () => {
  const dataDir = folderCalled('older');
  mkdirSync(join(dataDir, 'postgres'));
  writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '17\n');
  await expect(startEmbedded({ dataDir, log })).rejects.toThrow(/was made by PostgreSQL 17; this console brings 18\./);
});

if (isRoot) {
  test('an ordinary user can run it all, without help from root', async () => {
    const dataDir = folderCalled('ordinary');
    chownSync(dataDir, NOBODY, NOBODY);
    const child = consoleOn(dataDir, { uid: NOBODY, gid: NOBODY });
    const postmaster = await pidFrom(child);
    expect(statSync(`/proc/${postmaster}`).uid).toBe(NOBODY);
    await end(child, 'SIGTERM');
    expect(livePostmaster(join(dataDir, 'postgres'))).toBeNull();
  });

  test('as root the database runs as somebody else, also where only root may enter the folder above', async () => {
    const closed = folderCalled('closed');
    chmodSync(closed, 0o700);
    const dataDir = folderCalled('closed/data');
    const open = await startEmbedded({ dataDir: folderCalled('open'), log, fsync: false });
    expect(statSync(`/proc/${open.pid()}`).uid).not.toBe(0);
    await open.stop();
    if (spawnSync('unshare', ['--user', '--map-user=65534', 'true']).status !== 0) {
      await expect(startEmbedded({ dataDir, log })).rejects.toThrow(/Open the folders above them/);
      return;
    }
    const database = await startEmbedded({ dataDir, log, fsync: false });
    expect(await answerTo(database.url, 'select 1 as value')).toBe(1);
    await database.stop();
  });

  test('a cluster that root restored from a backup is given back to the user of the database', async () => {
    const dataDir = folderCalled('restored');
    await startEmbedded({ dataDir, log, fsync: false }).then((database) => database.stop());
    spawnSync('chown', ['-R', '0:0', join(dataDir, 'postgres')]);
    const database = await startEmbedded({ dataDir, log, fsync: false });
    expect(await answerTo(database.url, 'select 1 as value')).toBe(1);
    await database.stop();
  });
}
