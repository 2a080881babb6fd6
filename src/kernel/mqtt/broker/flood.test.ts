import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { MqttCredentials, MqttFlood } from '../mqtt.ts';
import { PACE_LIMITS } from '../pace.ts';
import { subscription } from '../subscription.ts';
import { COLOURS, type Device, device, testRoom } from '../testing/mqtt-house.ts';

const pace = { ...PACE_LIMITS, messagesPerSecond: 50, messagesAtOnce: 100 };

/** A console that hears notes, where each account is held to the pace above. */
async function house(credentials: Partial<MqttCredentials> = {}) {
  const heard: string[] = [];
  const floods: MqttFlood[] = [];
  const notes = subscription({ topic: 'say/:name/note', payload: 'text', handle: async ({ params: { name } }) => void heard.push(name) });
  const limited = async (flood: MqttFlood): Promise<void> => void floods.push(flood);
  const room = await testRoom({
    use: { subscriptions: [notes], credentials: [{ ...COLOURS, limited, ...credentials }] },
    limits: { pace },
  });
  const count = (name: string): number => heard.filter((one) => one === name).length;
  return { room, port: room.port(), count, floods };
}

test('who says a thousand things a second is read no faster than its pace and named; the others’ messages arrive as ever', async () => {
  const { room, port, count, floods } = await house();
  const [flood, ...calm] = await Promise.all(['red', 'blue', 'green'].map((name) => device(port, name)));
  const begun = performance.now();
  for (let index = 0; index < 2_000; index += 1) flood?.client.publish('say/red/note', 'x', { qos: index % 2 === 0 ? 1 : 0 });
  const waits: number[] = [];
  for (let turn = 0; turn < 15; turn += 1) {
    await sleep(40);
    await Promise.all(
      calm.map(async ({ client }, index) => {
        const sent = performance.now();
        await client.publishAsync(`say/${['blue', 'green'][index]}/note`, 'x', { qos: 1 });
        waits.push(performance.now() - sent);
      }),
    );
  }
  await vi.waitFor(() => expect(count('blue') + count('green')).toBe(30));
  const seconds = (performance.now() - begun) / 1_000;
  // A piece of the stream is always taken whole.
  expect(count('red')).toBeLessThan(100 + 50 * seconds + 250);
  expect(count('red')).toBeGreaterThan(50);
  // Not a measurement: a machine of others is slow, but nobody waits behind two thousand messages at fifty a second.
  expect(Math.max(...waits)).toBeLessThan(5_000);
  await vi.waitFor(() => expect(floods.length).toBeGreaterThan(0), 5_000);
  expect(new Set(floods.map(({ username, topic }) => `${username} ${topic}`))).toEqual(new Set(['red say/red/note']));
  expect(await room.series()).toMatch(/caretaker_mqtt_limited_total [1-9]/);
  expect(room.said().filter((words) => words.includes('says too much'))).toHaveLength(1);
});

test('nothing of what it says is lost, and a new connection brings no new bucket', async () => {
  const { port, count } = await house();
  const long = 'x'.repeat(500);
  const first = await device(port, 'red');
  await Promise.all(Array.from({ length: 120 }, () => first.client.publishAsync('say/red/note', long, { qos: 1 })));
  await first.client.endAsync();
  const begun = performance.now();
  const second = await device(port, 'red');
  await Promise.all(Array.from({ length: 50 }, () => second.client.publishAsync('say/red/note', long, { qos: 1 })));
  await vi.waitFor(() => expect(count('red')).toBe(170));
  expect(performance.now() - begun).toBeGreaterThan(500);
});

test('one account takes no more than a few places: the oldest connection makes room', async () => {
  const { port } = await house();
  const devices: Device[] = [];
  for (let index = 0; index < 10; index += 1) devices.push(await device(port, 'red'));
  await vi.waitFor(() => expect(devices.map(({ client }) => client.connected)).toEqual([false, false, ...Array(8).fill(true)]));
});

test('devices that share an account have a pace each', async () => {
  const shared: Partial<MqttCredentials> = { check: async () => ({ publish: ['say/+/note'], subscribe: [], isShared: true }) };
  const { port, count, floods } = await house(shared);
  const devices = await Promise.all(Array.from({ length: 5 }, () => device(port, 'many')));
  const begun = performance.now();
  await Promise.all(
    devices.flatMap(({ client }, index) => Array.from({ length: 90 }, () => client.publishAsync(`say/d${index}/note`, 'x', { qos: 1 }))),
  );
  await vi.waitFor(() => expect([0, 1, 2, 3, 4].map((index) => count(`d${index}`))).toEqual([90, 90, 90, 90, 90]));
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(floods).toEqual([]);
});

test('devices that share an account keep no session, so that none throws another one out; what they may do changes under them', async () => {
  const shared: Partial<MqttCredentials> = {
    check: async () => ({ publish: [], subscribe: ['hear/1'], ask: ['hear/+'], isShared: true }),
  };
  const { room, port } = await house(shared);
  const lasting = { clean: false };
  const [one, other] = [
    await device(port, 'many', { ...lasting, clientId: 'one' }),
    await device(port, 'many', { ...lasting, clientId: 'other' }),
  ];
  for (const { client } of [one, other]) await client.subscribeAsync(['hear/1', 'hear/2'], { qos: 1 });
  await room.room.publish('hear/2', 'not yet');
  await room.room.publish('hear/1', 'both');
  await vi.waitFor(() => expect([one.heard, other.heard]).toEqual([['hear/1 both'], ['hear/1 both']]));
  await room.room.accounts.grant({ username: 'many', publish: [], subscribe: ['hear/2'], ask: ['hear/+'], isShared: true });
  await room.room.publish('hear/1', 'no longer');
  await room.room.publish('hear/2', 'now');
  await vi.waitFor(() => expect([one.heard.at(-1), other.heard.at(-1)]).toEqual(['hear/2 now', 'hear/2 now']));
  expect([one.client.connected, other.client.connected, one.heard.length]).toEqual([true, true, 2]);
});
