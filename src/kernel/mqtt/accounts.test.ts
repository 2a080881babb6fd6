import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { testNeeding } from '../../../test/needs.ts';
import type { MqttAccount, MqttCredentials, MqttPrincipal } from './mqtt.ts';
import { mosquitto } from './testing/mosquitto.ts';
import { type Device, device, granted, type TestRoom, testRoom } from './testing/mqtt-house.ts';
import { mosquittoWithPlugin } from './testing/plugin-broker.ts';

/** A console whose devices have accounts, at one kind of broker. */
interface House {
  readonly room: TestRoom;
  readonly port: number;
  /** States what is the case, as a module does: in its tables, and to the broker. */
  grant(account: MqttAccount): Promise<void>;
  revoke(username: string): Promise<void>;
}

const principalOf = (name: string, group: number): MqttPrincipal => ({
  publish: [`player/${name}/health`, `player/${name}/ack`],
  subscribe: [`player/${name}/commands`, `events/${group}`],
});
const accountOf = (username: string, group: number): MqttAccount => ({
  ...{ username, password: `${username}-password` },
  ...principalOf(username, group),
});

const closed = ({ client }: Device): Promise<void> => new Promise((resolve) => void client.once('close', () => resolve()));

async function embedded(): Promise<House> {
  const known = new Map<string, MqttAccount>();
  const credentials: MqttCredentials = {
    async check({ username, password }) {
      const account = known.get(username);
      return account?.password === password ? account : null;
    },
  };
  const room = await testRoom({ use: { credentials: [credentials] } });
  return {
    ...{ room, port: room.port() },
    async grant(account) {
      known.set(account.username, { ...known.get(account.username), ...account });
      await room.room.accounts.grant(account);
    },
    async revoke(username) {
      known.delete(username);
      await room.room.accounts.revoke(username);
    },
  };
}

async function elsewhere(): Promise<House> {
  const broker = await mosquittoWithPlugin();
  const room = await roomAt(broker.url);
  const { accounts } = room.room;
  await vi.waitFor(() => accounts.reconcile('p', async () => []), { timeout: 10_000, interval: 50 });
  return { room, port: broker.port, grant: accounts.grant, revoke: accounts.revoke };
}

const roomAt = (url: string): Promise<TestRoom> => testRoom({ config: { url }, use: { credentials: [{ check: async () => null }] } });

/** What each kind of broker must do alike; `claim` says a test of it. */
function conforms(claim: (name: string, run: () => Promise<void>) => void, house: () => Promise<House>): void {
  const two = async (): Promise<House> => {
    const made = await house();
    await made.grant(accountOf('red', 1));
    await made.grant(accountOf('blue', 2));
    return made;
  };
  /** Whether the console hears what a device says on a topic. */
  const isHeard = async ({ port }: House, username: string, topic: string): Promise<boolean> => {
    const { client } = await device(port, username);
    const before = told.length;
    await client.publishAsync(topic, 'said', { qos: 1 }).catch(() => {}); // MQTT 3.1.1 has no word for no.
    await sleep(60);
    await client.endAsync();
    return told.length > before;
  };
  const told: string[] = [];
  const listen = async ({ port, grant }: House): Promise<void> => {
    told.length = 0;
    const all = ['red', 'blue'].flatMap((name) => [`player/${name}/health`, `player/${name}/ack`, `player/${name}/commands`]);
    await grant({ username: 'ear', password: 'ear-password', publish: [], subscribe: [...all, 'events/1', 'events/2'] });
    const { client } = await device(port, 'ear');
    client.on('message', (topic) => void told.push(topic));
    await client.subscribeAsync([...all, 'events/1', 'events/2'], { qos: 1 });
  };

  claim('a device says what is its own, and nothing else, not even as what the broker keeps', async () => {
    const made = await two();
    await listen(made);
    expect(await isHeard(made, 'red', 'player/red/health')).toBe(true);
    for (const topic of ['player/blue/health', 'player/blue/ack', 'player/red/commands', 'events/1']) {
      expect([topic, await isHeard(made, 'red', topic)]).toEqual([topic, false]);
    }
  });

  claim('a device hears its own topics and its group’s, and is granted nothing wider', async () => {
    const { room, port } = await two();
    const { client, heard } = await device(port, 'red');
    expect(await granted(client, ['player/red/commands', 'events/1'])).toEqual([1, 1]);
    for (const filter of ['#', '+/red/commands', 'player/+/commands', 'player/blue/commands', 'events/+', 'events/2', '$SYS/#']) {
      expect([filter, await granted(client, [filter])]).toEqual([filter, [128]]);
    }
    for (const topic of ['player/blue/commands', 'events/2', 'player/red/commands', 'events/1']) await room.room.publish(topic, 'x');
    await vi.waitFor(() => expect(heard).toEqual(['player/red/commands x', 'events/1 x']));
  });

  claim('another group: the grant moves at once, also for a session that remembers the old one', async () => {
    const { room, port, grant } = await two();
    const lasting = { clean: false, clientId: 'red-player' };
    const first = await device(port, 'red', lasting);
    await first.client.subscribeAsync('events/1', { qos: 1 });
    const isClosed = closed(first);
    await grant({ username: 'red', ...principalOf('red', 2) });
    await isClosed;
    const { client, heard } = await device(port, 'red', lasting);
    expect(await granted(client, ['events/1'])).toEqual([128]);
    expect(await granted(client, ['events/2'])).toEqual([1]);
    await room.room.publish('events/1', 'old');
    await room.room.publish('events/2', 'new');
    await vi.waitFor(() => expect(heard).toEqual(['events/2 new']));
  });

  claim('a revoked account is cut off at once and stays out; the others notice nothing', async () => {
    const { port, revoke } = await two();
    const [red, blue] = [await device(port, 'red'), await device(port, 'blue')];
    const isClosed = closed(red);
    await revoke('red');
    await isClosed;
    await expect(device(port, 'red')).rejects.toThrow(/not authori[sz]ed|bad user/i);
    await blue.client.publishAsync('player/blue/health', 'well', { qos: 1 });
    expect(blue.client.connected).toBe(true);
    await revoke('red');
  });

  claim('another password: the old one is none any more', async () => {
    const { port, grant } = await two();
    const old = await device(port, 'red');
    const isClosed = closed(old);
    await grant({ ...accountOf('red', 1), password: 'another-one' });
    await isClosed;
    await expect(device(port, 'red')).rejects.toThrow(/not authori[sz]ed|bad user/i);
    await device(port, 'red', { password: 'another-one' });
  });
}

describe('the embedded broker', () => conforms(test, embedded));
describe('Mosquitto with its plugin', () => conforms((name, run) => testNeeding('mosquitto', name, run), elsewhere));

testNeeding(
  'mosquitto',
  'what a broker has lost or changed is mended without touching the rest, and what it cannot know is told',
  async () => {
    const { room, port, grant } = await elsewhere();
    const { accounts } = room.room;
    for (const name of ['pred', 'pblue', 'pgreen']) await grant(accountOf(name, 1));
    await grant(accountOf('stranger', 1));
    const red = await device(port, 'pred');
    const blue = await device(port, 'pblue');
    const isClosed = closed(blue);
    const wanted = [
      { username: 'pred', ...principalOf('pred', 1) },
      { username: 'pblue', ...principalOf('pblue', 2) },
      { username: 'pnew', ...principalOf('pnew', 2) },
    ];
    expect(await accounts.reconcile('p', async () => wanted)).toEqual({ missing: ['pnew'] });
    await isClosed;
    expect(red.client.connected).toBe(true);
    const { client } = await device(port, 'pblue');
    expect(await granted(client, ['events/1', 'events/2'])).toEqual([128, 1]);
    await expect(device(port, 'pgreen')).rejects.toThrow();
    await device(port, 'stranger');
  },
);

testNeeding('mosquitto', 'a broker without the plugin says so when an account is wanted', async () => {
  const { url } = await mosquitto();
  const { room } = await testRoom({ config: { url }, use: { credentials: [{ check: async () => null }] }, controlTimeoutMs: 500 });
  await vi.waitFor(() => room.publish('a', 'b'));
  await expect(room.accounts.grant(accountOf('red', 1))).rejects.toMatchObject({
    name: 'DeliveryError',
    message: expect.stringMatching(/dynamic-security plugin/),
  });
});

testNeeding(
  'mosquitto',
  'more accounts than one message holds are brought to what they should be; answers of others are not taken for ours',
  async () => {
    const far = principalOf('x', 1).publish.concat(Array.from({ length: 30 }, (_none, index) => `player/x/${'long'.repeat(30)}/${index}`));
    const names = Array.from({ length: 230 }, (_none, index) => `p${index}`);
    const { url } = await mosquittoWithPlugin(names.slice(20).map((username) => ({ username, publish: far, subscribe: [] })));
    const [one, other] = [(await roomAt(url)).room.accounts, (await roomAt(url)).room.accounts];
    for (const accounts of [one, other])
      await vi.waitFor(() => accounts.reconcile('nobody', async () => []), { timeout: 10_000, interval: 50 });
    // Two processes at once, whose commands bear the same names.
    await Promise.all(
      [one, other].map(async (accounts, half) => {
        for (const [index, username] of names.slice(0, 20).entries())
          if (index % 2 === half) await accounts.grant({ username, password: `${username}-password`, publish: far, subscribe: [] });
      }),
    );
    const wanted = async () => names.slice(0, 229).map((username) => ({ username, publish: far, subscribe: [] }));
    expect(await one.reconcile('p', wanted)).toEqual({ missing: [] });
    expect(await one.reconcile('p', async () => [{ username: 'p229', publish: [], subscribe: [] }])).toEqual({ missing: ['p229'] });
  },
  60_000,
);
