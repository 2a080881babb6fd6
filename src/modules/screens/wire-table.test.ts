import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IClientOptions } from 'mqtt';
import { describe, expect, test, vi } from 'vitest';
import { testNeeding } from '../../../test/needs.ts';
import type { MqttAccount, MqttCredentials } from '../../kernel/mqtt/mqtt.ts';
import { subscription } from '../../kernel/mqtt/subscription.ts';
import { atEnd, type Device, device, granted, type TestRoom, testRoom } from '../../kernel/mqtt/testing/mqtt-house.ts';
import { mosquittoWithPlugin } from '../../kernel/mqtt/testing/plugin-broker.ts';
import { grantsOf, sharedGrants } from './domain/grants.ts';

const A = '0197a1b2-0000-7000-8000-00000000000a';
const B = '0197a1b2-0000-7000-8000-00000000000b';
const C = '0197a1b2-0000-7000-8000-00000000000c';

/**
 * The table of the wire contract for player A, which is in group 7, player B, which is in group 8, and player C, which is in group 9 and
 * uses the account that players of the old contract share (S): who may say and who may hear each topic. Written from the specification, not from the rules that it tests.
 */
const TABLE: readonly (readonly [topic: string, says: string, hears: string])[] = [
  ['infoscreen/discovery', 'S', ''],
  [`infoscreen/${A}/discovery`, 'A', ''],
  [`infoscreen/${A}/discovery_ack`, '', 'A'],
  [`infoscreen/${A}/group_id`, '', 'A'],
  ['infoscreen/events/7', '', 'A'],
  ['infoscreen/groups/7/power/intent', '', 'A'],
  [`infoscreen/${A}/heartbeat`, 'A', ''],
  [`infoscreen/${A}/health`, 'A', ''],
  [`infoscreen/${A}/logs/error`, 'A', ''],
  [`infoscreen/${A}/logs/warn`, 'A', ''],
  [`infoscreen/${A}/logs/info`, 'A', ''],
  [`infoscreen/${A}/logs/debug`, '', ''],
  [`infoscreen/${A}/dashboard`, 'A', ''],
  [`infoscreen/${A}/screenshot`, 'A', ''],
  [`infoscreen/${A}/service_failed`, 'A', ''],
  [`infoscreen/${A}/commands`, '', 'A'],
  [`infoscreen/${A}/command`, '', 'A'],
  [`infoscreen/${A}/commands/ack`, 'A', ''],
  [`infoscreen/${A}/command/ack`, 'A', ''],
  [`clients/${A}/restart`, '', 'A'],
  ['infoscreen/schedule/7', '', 'A'],
  ['infoscreen/groups/7/interrupt', '', 'A'],
  [`infoscreen/${A}/interrupt/ack`, 'A', ''],
  [`infoscreen/${A}/plays`, 'A', ''],
  [`infoscreen/${A}/power/state`, 'A', ''],
  [`infoscreen/${A}/power/intent`, '', 'A'],
  [`infoscreen/${B}/heartbeat`, 'B', ''],
  [`infoscreen/${B}/service_failed`, 'B', ''],
  [`infoscreen/${B}/commands/ack`, 'B', ''],
  [`infoscreen/${B}/commands`, '', 'B'],
  [`infoscreen/${B}/group_id`, '', 'B'],
  ['infoscreen/events/8', '', 'B'],
  ['infoscreen/schedule/8', '', 'B'],
  ['infoscreen/groups/8/interrupt', '', 'B'],
  ['infoscreen/groups/8/power/intent', '', 'B'],
  [`infoscreen/${C}/discovery`, 'S', ''],
  [`infoscreen/${C}/discovery_ack`, '', 'S'],
  [`infoscreen/${C}/group_id`, '', 'S'],
  [`infoscreen/${C}/heartbeat`, 'S', ''],
  [`infoscreen/${C}/health`, 'S', ''],
  [`infoscreen/${C}/logs/error`, 'S', ''],
  [`infoscreen/${C}/logs/warn`, 'S', ''],
  [`infoscreen/${C}/logs/info`, 'S', ''],
  [`infoscreen/${C}/dashboard`, 'S', ''],
  [`infoscreen/${C}/screenshot`, 'S', ''],
  [`infoscreen/${C}/service_failed`, 'S', ''],
  [`infoscreen/${C}/commands`, '', 'S'],
  [`infoscreen/${C}/command`, '', 'S'],
  [`infoscreen/${C}/commands/ack`, 'S', ''],
  [`infoscreen/${C}/command/ack`, 'S', ''],
  [`clients/${C}/restart`, '', 'S'],
  [`infoscreen/${C}/interrupt/ack`, 'S', ''],
  [`infoscreen/${C}/plays`, 'S', ''],
  [`infoscreen/${C}/power/state`, 'S', ''],
  [`infoscreen/${C}/power/intent`, '', 'S'],
  ['infoscreen/events/9', '', 'S'],
  ['infoscreen/schedule/9', '', 'S'],
  ['infoscreen/groups/9/interrupt', '', 'S'],
  ['infoscreen/groups/9/power/intent', '', 'S'],
  ['infoscreen/events/10', '', ''],
];

const topicsOf = (who: string, column: 1 | 2): readonly string[] => TABLE.filter((row) => row[column] === who).map(([topic]) => topic);
const accountOf = (name: string, uuid: string, groupNumber: number): MqttAccount => ({
  ...{ username: name, password: `${name}-password` },
  ...grantsOf({ uuid, groupNumber }),
});
const SHARED: MqttAccount = {
  ...{ username: 'S', password: 'S-password', isShared: true },
  ...sharedGrants([{ uuid: C, groupNumber: 9 }]),
};
const ACCOUNTS = [accountOf('A', A, 7), accountOf('B', B, 8), SHARED];
const NAMES = ACCOUNTS.map(({ username }) => username);

interface House {
  readonly room: TestRoom;
  /** Signs in by its name. */
  come(name: string, options?: IClientOptions): Promise<Device>;
  /** What the console heard: `account topic`. */
  readonly told: string[];
}

/** The console hears every topic of the table, by its whole name. */
const ears = (told: string[]) =>
  TABLE.map(([topic]) =>
    subscription({
      topic,
      payload: 'text',
      async handle({ payload }) {
        told.push(`${payload} ${topic}`);
      },
    }),
  );

async function embedded(): Promise<House> {
  const told: string[] = [];
  const credentials: MqttCredentials = {
    async check({ username, password }) {
      return ACCOUNTS.find((account) => account.username === username && account.password === password) ?? null;
    },
  };
  const room = await testRoom({ use: { subscriptions: ears(told), credentials: [credentials] } });
  return { room, come: (name, options) => device(room.port(), name, options), told };
}

/** The same by the console's own address, as players in a browser come. */
async function byWebSocket(): Promise<House> {
  const house = await embedded();
  const server = createServer();
  server.on('upgrade', house.room.room.door.accept);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => void server.close());
  const port = Number(Object(server.address()).port);
  return { ...house, come: (name, options) => device(port, name, { protocol: 'ws', path: '/mqtt', ...options }) };
}

async function elsewhere(): Promise<House> {
  const told: string[] = [];
  const broker = await mosquittoWithPlugin();
  const credentials = [{ check: async () => null }];
  const room = await testRoom({ config: { url: broker.url }, use: { subscriptions: ears(told), credentials } });
  for (const account of ACCOUNTS) await vi.waitFor(() => room.room.accounts.grant(account), { timeout: 10_000, interval: 50 });
  return { room, come: (name, options) => device(broker.port, name, options), told };
}

/**
 * A player that nobody knows yet listens before it says who it is: whoever shares its account may ask for any player's own topic, one at a
 * time, and hears what is for those that share it.
 */
const EVERYBODYS = ['discovery_ack', 'group_id', 'commands', 'command', 'power/intent'].map((rest) => `infoscreen/+/${rest}`);
const isOfOnePlayer = (topic: string): boolean => HEARD_ALONE.test(topic);
const HEARD_ALONE =
  /^(infoscreen\/[0-9a-f-]{36}\/(discovery_ack|group_id|commands|command|power\/intent)|clients\/[0-9a-f-]{36}\/restart)$/;

function holds(claim: (name: string, run: () => Promise<void>) => void, house: () => Promise<House>): void {
  claim('each player says what is its own, also as what the broker keeps, and nothing else', async () => {
    const { come, told } = await house();
    for (const name of NAMES) {
      const { client } = await come(name);
      // MQTT 3.1.1 has no word for no: what may not be said is acknowledged and goes nowhere.
      for (const [topic] of TABLE) await client.publishAsync(topic, name, { qos: 1, retain: topic.endsWith('service_failed') });
      await client.endAsync();
    }
    const expected = NAMES.flatMap((name) => topicsOf(name, 1).map((topic) => `${name} ${topic}`));
    await vi.waitFor(() => expect(told.toSorted()).toEqual(expected.toSorted()), { timeout: 5_000, interval: 20 });
    await sleep(100);
    expect(told.toSorted()).toEqual(expected.toSorted());
  });

  claim('each player hears what is for it and its group, and the console may say all of it', async () => {
    const { room, come } = await house();
    const players = await Promise.all(NAMES.map((name) => come(name)));
    for (const [index, name] of NAMES.entries()) {
      const { client } = players[index] ?? expect.fail('no player');
      for (const [topic] of TABLE) {
        const isGranted = topicsOf(name, 2).includes(topic) || (name === 'S' && isOfOnePlayer(topic));
        expect([name, topic, await granted(client, [topic])]).toEqual([name, topic, [isGranted ? 1 : 128]]);
      }
      for (const wide of ['#', 'infoscreen/#', `infoscreen/${A}/#`, ...EVERYBODYS, 'infoscreen/events/+', '$SYS/#']) {
        expect([name, wide, await granted(client, [wide])]).toEqual([name, wide, [128]]);
      }
    }
    for (const [topic] of TABLE) await room.room.publish(topic, 'said');
    for (const [index, name] of NAMES.entries()) {
      const expected = topicsOf(name, 2).map((topic) => `${topic} said`);
      await vi.waitFor(() => expect(players[index]?.heard.toSorted()).toEqual(expected.toSorted()), { timeout: 5_000, interval: 20 });
    }
  });

  claim('a stranger does not come in, by whichever password or name', async () => {
    const { come } = await house();
    const refused = /not authori[sz]ed|bad user/i;
    await expect(come('A', { password: 'B-password' })).rejects.toThrow(refused);
    await expect(come('S', { password: 'A-password' })).rejects.toThrow(refused);
    await expect(come('C')).rejects.toThrow(refused);
    await expect(come('console:listener')).rejects.toThrow(refused);
  });
}

describe('the embedded broker', () => holds(test, embedded));
describe('the embedded broker by WebSocket', () => holds(test, byWebSocket));
describe('Mosquitto with its plugin', () => holds((name, run) => testNeeding('mosquitto', name, run), elsewhere));
