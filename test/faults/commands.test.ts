import { join } from 'node:path';
import { connect } from 'mqtt';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runningEmbeddedUrl } from '../../src/kernel/db/embedded.ts';
import { freePort } from '../../src/kernel/http/free-port.ts';
import type { Connection } from '../start/connection.ts';
import { PASSWORD } from '../start/connection.ts';
import { startedConsole, temporaryFolder, untilDatabaseIsGone } from '../start/console-process.ts';

const SCREENS = 40;
const ROUNDS = 50;
/** After so many rounds of commands the console dies, in the middle of the next one. */
const DEATHS = [8, 20, 35];

/** A player that does everything it is asked, once, and tells of it in its own time. */
interface Player {
  readonly screenId: string;
  /** Ids of commands as they came, also those that came again. */
  readonly heard: readonly string[];
}

test(`${DEATHS.length} times kill -9 of the console with ${SCREENS * ROUNDS} commands on their way: each ends in a true state, none is lost, none is done by two ids`, async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const env = { CARETAKER_MQTT_PORT: String(await freePort('127.0.0.1')), CARETAKER_TRUST_PROXY: '127.0.0.1' };
  let console = await startedConsole({ dataDir, env });
  expect((await console.setUp(console.setupToken)).status).toBe(201);
  let bearer = await console.signIn('sam', PASSWORD);
  const players: Player[] = [];
  for (let count = 0; count < SCREENS; count += 1) players.push(await enrolled(console, bearer));
  const ids = players.map(({ screenId }) => screenId);

  const promised = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const heardBefore = heardBy(players);
    const asking = askAll(console, bearer, ids, round).then((answered) => {
      for (const id of answered) promised.add(id);
    });
    if (!DEATHS.includes(round)) {
      await asking;
      continue;
    }
    // The first of them have left, others are about to.
    await vi.waitUntil(() => heardBy(players) > heardBefore, { timeout: 20_000, interval: 1 });
    await new Promise((resolve) => setTimeout(resolve, 15 * DEATHS.indexOf(round)));
    await console.end('SIGKILL');
    await asking;
    await untilDatabaseIsGone(dataDir);
    console = await startedConsole({ dataDir, env });
    bearer = await console.signIn('sam', PASSWORD);
  }

  const database = new pg.Client({ connectionString: runningEmbeddedUrl(dataDir) ?? expect.fail('no database runs') });
  await database.connect();
  database.on('error', () => {}); // The console's end takes its database along.
  onTestFinished(() => database.end());
  const openNow = async () =>
    Number((await database.query('select count(*) from screens.commands where due_at is not null')).rows[0]?.count);
  await expect.poll(openNow, { timeout: 100_000, interval: 500 }).toBe(0);

  const { rows } = await database.query<{ id: string; screen_id: string; status: string }>(
    'select id, screen_id, status from screens.commands',
  );
  const statusOf = new Map(rows.map(({ id, status }) => [id, status]));
  expect(rows.length).toBeGreaterThan(SCREENS * (ROUNDS - DEATHS.length));
  // None is lost: what was promised is there, and every one that is there was done.
  expect([...promised].filter((id) => statusOf.get(id) !== 'completed')).toEqual([]);
  for (const { screenId, heard } of players) {
    const own = rows.filter(({ screen_id }) => screen_id === screenId);
    // None by two ids: a player hears of as many different ones as were asked of it.
    expect([...new Set(heard)].toSorted()).toEqual(own.map(({ id }) => id).toSorted());
    expect(own.filter(({ status }) => status !== 'completed')).toEqual([]);
  }
  expect((await console.end('SIGTERM')).code).toBe(0);
}, 240_000);

const heardBy = (players: readonly Player[]): number => players.reduce((sum, { heard }) => sum + heard.length, 0);

/** Asks every screen to shut down, which no lock counts. Answers the ids that were promised; none where the console died meanwhile. */
async function askAll(console: Connection, bearer: string, ids: readonly string[], round: number): Promise<readonly string[]> {
  const headers = { 'x-forwarded-for': `10.0.0.${round}` };
  try {
    const { status, body } = await console.ask('POST', '/api/screens/commands', {
      ...{ bearer, headers },
      body: { ids, action: 'shutdown_host', reason: `round ${round}` },
    });
    expect(status).toBe(202);
    const { items } = body as { items: readonly { command: { id: string } | null }[] };
    return items.flatMap(({ command }) => (command === null ? [] : [command.id]));
  } catch (error) {
    if (error instanceof TypeError) return []; // The console has died.
    throw error;
  }
}

async function enrolled(console: Connection, bearer: string): Promise<Player> {
  const code = await console.ask('POST', '/api/screens/enrolment-codes', { bearer, body: {} });
  const uuid = crypto.randomUUID();
  const { body } = await console.ask('POST', '/api/screens/enrol', {
    body: { code: code.body['code'], uuid, hardware: { hostname: uuid.slice(0, 8) } },
  });
  const { screenId, broker } = body as { screenId: string; broker: { url: string; username: string; password: string } };
  const topic = `infoscreen/${uuid}/commands`;
  const client = connect(broker.url.replace('localhost', '127.0.0.1'), {
    ...{
      username: broker.username,
      password: broker.password,
      protocolVersion: 4,
      clientId: broker.username,
      clean: false,
      reconnectPeriod: 200,
    },
  });
  client.on('error', () => {}); // It tries again by itself.
  const heard: string[] = [];
  client.on('message', (_topic, payload) => {
    const { command_id } = JSON.parse(payload.toString()) as { command_id: string };
    const isNew = !heard.includes(command_id);
    heard.push(command_id);
    if (isNew) void act(command_id);
  });
  const act = async (command_id: string): Promise<void> => {
    for (const status of ['accepted', 'execution_started', 'completed']) {
      await new Promise((resolve) => setTimeout(resolve, 300 * Math.random()));
      // Kept until the broker has it, also over a time without one.
      await client.publishAsync(`${topic}/ack`, JSON.stringify({ command_id, status }), { qos: 1 });
    }
  };
  onTestFinished(() => client.endAsync(true));
  await new Promise<void>((resolve) => void client.once('connect', () => resolve()));
  await client.subscribeAsync(topic, { qos: 1 });
  return { screenId, heard };
}
