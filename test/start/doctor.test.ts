import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/kernel/http/free-port.ts';
import { mosquitto } from '../../src/kernel/mqtt/testing/mosquitto.ts';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { dump } from '../../src/kernel/testing/dump.ts';
import { testNeeding } from '../needs.ts';
import { caretaker, startedConsole, temporaryFolder, untilDatabaseIsGone } from './console-process.ts';
import { furnishedFolders } from './house.ts';

interface Remark {
  readonly about: string;
  readonly state: string;
  readonly sentence: string;
  readonly mend: string | null;
}

let furnished: () => string;
const [ahead, older, empty] = await Promise.all([testDatabase(), testDatabase(), testDatabase({ from: 'empty' })]);
beforeAll(async () => {
  furnished = await furnishedFolders();
});

async function examined(dataDir: string, env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await caretaker(['doctor', '--json'], { dataDir, env });
  const { remarks, isSound } = JSON.parse(stdout) as { remarks: readonly Remark[]; isSound: boolean };
  expect(isSound).toBe(code === 0);
  // Whether the pages are built is the project's state, not the console's.
  const faults = remarks.filter(({ state, about }) => state === 'fault' && about !== 'pages');
  return { code, stderr, remarks, faults, said: remarks.map(({ sentence }) => sentence).join('\n') };
}

test('a console that stands still is sound; the look leaves no database behind and changes nothing', async () => {
  const dataDir = furnished();
  const before = readdirSync(dataDir).toSorted();
  const { faults, said, stderr } = await examined(dataDir);
  expect([faults, stderr]).toEqual([[], '']);
  for (const sentence of [
    'is there and can be written.',
    'No console uses the folder at the moment.',
    'PostgreSQL 18',
    'The tables are those of this version.',
    'Nothing is sealed with the secret key yet.',
    'No backup was ever made',
  ]) {
    expect(said).toContain(sentence);
  }
  await untilDatabaseIsGone(dataDir);
  expect(readdirSync(dataDir).toSorted()).toEqual(before);
});

test('beside a running console it says what that says of itself', async () => {
  const port = String(await freePort('127.0.0.1'));
  const console = await startedConsole({ dataDir: furnished(), env: { CARETAKER_PORT: port } });
  onTestFinished(async () => void (await console.end('SIGTERM')));
  const { faults, said } = await examined(console.dataDir, { CARETAKER_PORT: port });
  expect(faults).toEqual([]);
  expect(said).toContain(`A console uses the folder: process ${console.pid}.`);
  expect(said).toContain(`A console answers on port ${port} of 127.0.0.1.`);
  expect(said).toContain('It is ready.');
});

test('where nothing was ever started it makes nothing', async () => {
  const above = temporaryFolder();
  const { faults, said } = await examined(join(above, 'data'));
  expect(faults).toEqual([]);
  expect(said).toContain('the first start makes it.');
  expect(readdirSync(above)).toEqual([]);
});

test('a port that is taken, a key that is gone', async () => {
  const stranger = createServer((_request, response) => response.end('hello'));
  onTestFinished(() => void stranger.close());
  const port = await portOf(stranger);
  const key = Buffer.alloc(32, 9).toString('base64');
  const { code, faults } = await examined(await signedIn(), { CARETAKER_PORT: String(port), CARETAKER_SECRET_KEY: key });
  expect(code).toBe(1);
  expect(faults.map(({ about }) => about)).toEqual(['secret key', 'port']);
  expect(faults.every(({ mend }) => mend !== null)).toBe(true);
});

/** A folder in which somebody has signed in: signing keys are sealed. */
async function signedIn(): Promise<string> {
  const console = await startedConsole({ dataDir: furnished() });
  await console.signIn();
  await console.end('SIGTERM');
  return console.dataDir;
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test('a database that is ahead is at fault, one that is behind or empty is not, and none is touched', async () => {
  await ahead.db.insertInto('kernel.migrations').values({ owner: 'kernel', name: '9999_tomorrow', hash: 'x' }).execute();
  const look = async (url: string) => {
    const { faults, said } = await examined(join(temporaryFolder(), 'data'), { CARETAKER_DATABASE_URL: url });
    return { faults: faults.filter(({ sentence }) => !sentence.includes('fsync')), said };
  };
  expect((await look(ahead.url)).faults).toMatchObject([
    { about: 'migrations', sentence: expect.stringContaining('kernel/9999_tomorrow') },
  ]);
  await sql`delete from kernel.migrations where owner <> 'kernel'`.execute(older.db);
  const before = await dump(older.db);
  const behind = await look(older.url);
  expect(behind.faults).toEqual([]);
  expect(behind.said).toMatch(/\d+ migrations are not applied yet: servers\/0001_servers/);
  expect(await dump(older.db)).toEqual(before);
  expect((await look(empty.url)).faults).toEqual([]);
  expect(await dump(empty.db)).toEqual({});
});

test('a database that does not answer, and a configuration that cannot be read', async () => {
  const away = await examined(furnished(), { CARETAKER_DATABASE_URL: 'postgres://caretaker@/caretaker?host=/nowhere' });
  expect(away.faults).toMatchObject([{ about: 'database', sentence: expect.stringContaining('The database does not let the console in') }]);
  const unknown = await examined(furnished(), { CARETAKER_PROT: '1', CARETAKER_TIME_ZONE: 'Nowhere' });
  expect(unknown.faults.map(({ about }) => about)).toEqual(['configuration', 'configuration']);
});

test('for people it prints lines, with the mend below what is at fault', async () => {
  const { stdout } = await caretaker(['doctor'], {
    dataDir: await signedIn(),
    env: { CARETAKER_SECRET_KEY: Buffer.alloc(32, 9).toString('base64') },
  });
  expect(stdout).toMatch(/^ok {5}configuration: /);
  expect(stdout).toMatch(/^FAULT {2}secret key: .*\n {9}→ Put that key in place/m);
  expect(stdout).toMatch(/at fault\.\n$/);
});

test('a mail server that is configured is tried without sending', async () => {
  const sink = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false });
  onTestFinished(() => sink.close());
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.server.address() as AddressInfo;
  const well = await examined(furnished(), { CARETAKER_SMTP_URL: `smtp://127.0.0.1:${port}` });
  expect(well.said).toContain(`127.0.0.1 takes mail on port ${port}.`);
  const gone = await examined(furnished(), { CARETAKER_SMTP_URL: 'smtp://127.0.0.1:1' });
  expect(gone.faults).toMatchObject([{ about: 'mail', sentence: expect.stringContaining('does not take mail on port 1') }]);
});

testNeeding('mosquitto', 'a broker of somebody else is tried without publishing', async () => {
  const broker = await mosquitto();
  const well = await examined(furnished(), { CARETAKER_MQTT_URL: broker.url });
  expect(well.said).toContain('lets the console in.');
  const gone = await examined(furnished(), { CARETAKER_MQTT_URL: 'mqtt://127.0.0.1:1' });
  expect(gone.faults).toMatchObject([{ about: 'broker', sentence: expect.stringContaining('does not let the console in') }]);
});
