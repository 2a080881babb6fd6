import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { verbatim } from '../contract/saying.ts';
import { freePort } from '../http/free-port.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import type { RetainedState } from './mqtt.ts';
import { type Subscription, subscription } from './subscription.ts';
import { device, testFolder, testRoom, UNBRIDLED } from './testing/mqtt-house.ts';

const Beat = z.looseObject({ load: z.number() });

/** Hears heartbeats; the given function may fail. */
const beats = (handle: (name: string, load: number) => void | Promise<void>): Subscription =>
  subscription({
    topic: 'say/:name/heartbeat',
    payload: Beat,
    handle: async ({ params, payload }) => handle(params.name, payload.load),
  });

test('while no module uses MQTT nothing is started, nothing listens, and nothing is checked', async () => {
  const port = await freePort('127.0.0.1');
  const { room } = await testRoom({ use: { credentials: [] }, config: { port } });
  expect(room.ports()).toEqual([]);
  expect(room.checks()).toEqual([]);
  await expect(room.publish('a', 'b')).rejects.toMatchObject({ name: 'DeliveryError', permanent: false });
  const server = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.close();
});

test('what a device says is heard, parsed, and acknowledged; what cannot be read is counted and changes nothing', async () => {
  const heard: unknown[] = [];
  const { port, series, said } = await testRoom({ use: { subscriptions: [beats((name, load) => void heard.push([name, load]))] } });
  const { client } = await device(port(), 'red');
  for (const payload of ['', '{', '{"load":"much"}', '[]', '\u0000', '{"load":1}'])
    await client.publishAsync('say/red/heartbeat', payload, { qos: 1 });
  await client.publishAsync('say/red/heartbeat', '{"load":2}', { qos: 0 });
  await client.publishAsync('say/red/heartbeat', '{"load":3}', { qos: 2 });
  await vi.waitFor(() => expect(heard).toEqual([1, 2, 3].map((load) => ['red', load])));
  const counted = await series();
  expect(counted).toContain('caretaker_mqtt_messages_total{topic="say/:name/heartbeat",outcome="malformed"} 5');
  expect(counted).toContain('caretaker_mqtt_messages_total{topic="say/:name/heartbeat",outcome="handled"} 3');
  expect(said().filter((words) => words === 'a message could not be read')).toHaveLength(1);
});

test('a message that a handler was at when the console stopped is heard again at the next start', async () => {
  const dataDir = testFolder();
  const failing = beats(() => Promise.reject(new Error('no')));
  const heard: unknown[] = [];
  const first = await testRoom({ dataDir, use: { subscriptions: [failing] } });
  const { client } = await device(first.port(), 'red');
  await client.publishAsync('say/red/heartbeat', '{"load":1}', { qos: 1 });
  await first.stop();
  const second = await testRoom({ dataDir, use: { subscriptions: [beats((name, load) => void heard.push([name, load]))] } });
  await vi.waitFor(() => expect(heard).toEqual([['red', 1]]));
  await second.stop();
  const third = await testRoom({ dataDir, use: { subscriptions: [beats((name, load) => void heard.push([name, load]))] } });
  await sleep(100);
  expect(heard).toHaveLength(1);
  await third.stop();
});

test('order is kept per topic, and a handler may publish while the house is full', async () => {
  const order: Record<string, number[]> = {};
  const found = await testRoom({
    limits: { pace: UNBRIDLED },
    use: {
      subscriptions: [
        beats(async (name, load) => {
          await room.publish(`hear/${name}`, String(load));
          order[name] = [...(order[name] ?? []), load];
        }),
      ],
    },
  });
  const { room, port } = found;
  const [red, blue] = [await device(port(), 'red'), await device(port(), 'blue')];
  await red.client.subscribeAsync('hear/red', { qos: 1 });
  const loads = Array.from({ length: 1_500 }, (_none, index) => index);
  await Promise.all(
    loads.flatMap((load) =>
      [red, blue].map(({ client }, index) =>
        client.publishAsync(`say/${index === 0 ? 'red' : 'blue'}/heartbeat`, JSON.stringify({ load }), { qos: 1 }),
      ),
    ),
  );
  await vi.waitFor(() => expect(order['blue']).toHaveLength(1_500), 15_000);
  await vi.waitFor(() => expect(red.heard).toHaveLength(1_500), 15_000);
  expect(order).toEqual({ red: loads, blue: loads });
  expect(red.heard).toEqual(loads.map((load) => `hear/red ${load}`));
});

test('publishing where it cannot be is refused for good: wildcards, empty levels, $SYS, too much', async () => {
  const { room } = await testRoom();
  for (const topic of ['a/+', '#', '', 'a//b', '$SYS/x', 'a\u0000', 'x'.repeat(2_000)]) {
    await expect(room.publish(topic, 'x')).rejects.toMatchObject({ name: 'DeliveryError', permanent: true });
  }
  await expect(room.publish('a', 'x'.repeat(5_000_000))).rejects.toMatchObject({ permanent: true });
});

test('two modules may hear one topic; subscriptions that overlap otherwise are refused when they are wired', async () => {
  const heard: string[] = [];
  const one = beats(() => void heard.push('one'));
  const two = beats(() => void heard.push('two'));
  const { port } = await testRoom({ use: { subscriptions: [one, two] } });
  const { client } = await device(port(), 'red');
  await client.publishAsync('say/red/heartbeat', '{"load":1}', { qos: 1 });
  await vi.waitFor(() => expect(heard).toEqual(['one', 'two']));
  const wide = subscription({ topic: 'say/:name/:what', payload: 'text', handle: async () => {} });
  await expect(testRoom({ use: { subscriptions: [one, wide] } })).rejects.toThrow('overlap');
  const kept = subscription({ topic: 'say/:name/heartbeat', payload: 'text', retained: true, handle: async () => {} });
  await expect(testRoom({ use: { subscriptions: [one, kept] } })).rejects.toThrow('as retained and as not retained');
});

test('what the broker keeps is a map: complete when it says so, followed, and right again after a restart', async () => {
  const dataDir = testFolder();
  const spec = { topic: 'say/:name/state', payload: z.object({ on: z.boolean() }) } as const;
  const changes: unknown[] = [];
  const states: RetainedState<typeof spec.topic, { on: boolean }>[] = [];
  const open = () =>
    testRoom({
      dataDir,
      prepare: (room) => {
        const state = room.retainedState(spec);
        state.onChange((topic, value) => changes.push([topic, value]));
        states.push(state);
      },
    });
  const kept = () =>
    Object.fromEntries([...(states.at(-1)?.all ?? [])].map(([topic, { params, value }]) => [topic, [params.name, value.on]]));
  const first = await open();
  const { client: red } = await device(first.port(), 'red');
  await red.publishAsync('say/red/state', '{"on":true}', { qos: 1, retain: true });
  await vi.waitFor(() => expect(kept()).toEqual({ 'say/red/state': ['red', true] }));
  await red.publishAsync('say/red/state', '{"on":false}', { qos: 1, retain: true });
  const { client: blue } = await device(first.port(), 'blue');
  await blue.publishAsync('say/blue/state', '{"on":true}', { qos: 1, retain: true });
  await blue.publishAsync('say/blue/state', '', { qos: 1, retain: true });
  await vi.waitFor(() => expect(changes).toHaveLength(4));
  expect(kept()).toEqual({ 'say/red/state': ['red', false] });
  expect(changes.at(-1)).toEqual(['say/blue/state', null]);
  await first.stop();
  await open();
  await states.at(-1)?.ready();
  expect(kept()).toEqual({ 'say/red/state': ['red', false] });
});

test('readiness tells about the embedded broker; modules hear that it is there', async () => {
  const heard: string[] = [];
  const { room, port } = await testRoom({ prepare: (room) => room.onConnected(() => void heard.push('connected')) });
  await device(port(), 'red');
  expect((await room.checks()[0]?.probe())?.text).toBe(`The embedded broker on 127.0.0.1, port ${port()}, has 2 clients.`);
  await vi.waitFor(() => expect(heard).toEqual(['connected']));
});

test('a process with only some of the roles cannot have the embedded broker: a sentence says what to do', async () => {
  await expect(testRoom({ roles: new Set(['web']) })).rejects.toThrow('CARETAKER_MQTT_URL');
  const { room } = await testRoom({ roles: new Set(['web']), use: { credentials: [] } });
  expect(room.checks()).toEqual([]);
});

test('a port that is taken, an open address, a missing certificate: a sentence with the mend', async () => {
  const { port } = await testRoom();
  await expect(testRoom({ config: { port: port() } })).rejects.toThrow(
    /something else listens there.*CARETAKER_MQTT_PORT.*CARETAKER_MQTT_URL/,
  );
  await expect(testRoom({ config: { host: '0.0.0.0' } })).rejects.toThrow('CARETAKER_MQTT_ALLOW_PLAIN=yes');
  const tls = { certFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' };
  await expect(testRoom({ config: { host: '0.0.0.0', tls } })).rejects.toThrow(
    /CARETAKER_MQTT_TLS_CERT_FILE \/nowhere\/cert.pem cannot be read/,
  );
  const consenting = await testRoom({ config: { host: '0.0.0.0', isPlainAllowed: true } });
  expect(consenting.port()).toBeGreaterThan(0);
});

test('a broker store that cannot be read is named, with the way out', async () => {
  const dataDir = testFolder();
  const first = await testRoom({ dataDir });
  await expect(testRoom({ dataDir })).rejects.toThrow(/cannot be read: .*Move that folder away/);
  await first.stop();
});

test('while a restored console is held, nothing is published', async () => {
  const held = { whileNotHeld: () => Promise.reject(new DeliveryError(verbatim('held'), { permanent: false })) };
  const { room } = await testRoom({ held });
  await expect(room.publish('say/red/command', 'go')).rejects.toMatchObject({ message: 'held', permanent: false });
});
