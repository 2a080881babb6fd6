import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { expect, test, vi } from 'vitest';
import { testNeeding } from '../../../test/needs.ts';
import { freePort } from '../http/free-port.ts';
import type { RetainedState } from './mqtt.ts';
import { subscription } from './subscription.ts';
import { mosquitto } from './testing/mosquitto.ts';
import { atEnd, device, type TestRoom, testFolder, testRoom } from './testing/mqtt-house.ts';

const notes = (heard: string[]) =>
  subscription({ topic: 'say/:name/note', payload: 'text', handle: async ({ payload }) => void heard.push(payload) });

const isUp = async ({ room }: TestRoom): Promise<string | null> => (await room.checks()[0]?.probe())?.text ?? null;
const untilUp = (room: TestRoom): Promise<unknown> => vi.waitFor(() => isUp(room), { timeout: 10_000, interval: 20 });

testNeeding('mosquitto', 'a broker elsewhere speaks MQTT 5; without it the console starts, says so, and comes back by itself', async () => {
  const heard: string[] = [];
  const connected: string[] = [];
  const broker = await mosquitto();
  await broker.end('SIGKILL');
  const url = broker.url.replace('//', '//sam:se%3Acret@');
  const found = await testRoom({
    config: { url },
    use: { subscriptions: [notes(heard)] },
    prepare: (room) => room.onConnected(() => void connected.push('connected')),
  });
  const publish = () => found.room.publish('say/red/note', 'said');
  await expect(publish()).rejects.toMatchObject({ name: 'DeliveryError', permanent: false, message: 'The broker is away.' });
  await vi.waitFor(() => expect(isUp(found)).rejects.toThrow(/^The broker mqtt:\/\/127\.0\.0\.1:\d+ has been away since .*ECONNREFUSED/));
  await broker.start();
  await untilUp(found);
  expect(await isUp(found)).toMatch(/is connected by MQTT 5\.$/);
  await publish();
  await vi.waitFor(() => expect(heard).toEqual(['said']));
  for (const round of [2, 3]) {
    await broker.end('SIGKILL');
    await vi.waitFor(() => expect(isUp(found)).rejects.toThrow('has been away'), 5_000);
    await expect(publish()).rejects.toMatchObject({ permanent: false });
    await broker.start();
    await untilUp(found);
    await publish();
    await vi.waitFor(() => expect(heard).toHaveLength(round));
  }
  expect(connected).toHaveLength(3);
});

testNeeding('mosquitto', 'two consoles share telemetry, each message once; what is retained both hear', async () => {
  const { url, port } = await mosquitto();
  const [one, two]: [string[], string[]] = [[], []];
  const kept: string[] = [];
  const state = (name: string) =>
    subscription({
      topic: 'say/:name/state',
      payload: 'text',
      retained: true,
      handle: async ({ payload }) => void kept.push(`${name} ${payload}`),
    });
  const first = await testRoom({ config: { url }, use: { subscriptions: [notes(one), state('one')] } });
  const second = await testRoom({ config: { url }, use: { subscriptions: [notes(two), state('two')] } });
  await Promise.all([untilUp(first), untilUp(second)]);
  const { client } = await device(port, 'red');
  const said = Array.from({ length: 100 }, (_none, index) => String(index));
  for (const note of said) await client.publishAsync('say/red/note', note, { qos: 1 });
  await client.publishAsync('say/red/state', 'on', { qos: 1, retain: true });
  await client.publishAsync('say/red/state', '', { qos: 1, retain: true });
  await vi.waitFor(() => expect([...one, ...two].toSorted((a, b) => Number(a) - Number(b))).toEqual(said));
  expect(one.length).toBeGreaterThan(10);
  expect(two.length).toBeGreaterThan(10);
  await vi.waitFor(() => expect(kept.toSorted()).toEqual(['one null', 'one on', 'two null', 'two on']));
});

testNeeding('mosquitto', 'a console that ends properly is inherited from, too: what is its share goes to those that stay', async () => {
  const { url, port } = await mosquitto();
  const [one, two]: [string[], string[]] = [[], []];
  const first = await testRoom({ config: { url }, use: { subscriptions: [notes(one)] } });
  const second = await testRoom({ config: { url }, use: { subscriptions: [notes(two)] } });
  await Promise.all([untilUp(first), untilUp(second)]);
  const { client } = await device(port, 'red');
  await first.stop();
  const said = Array.from({ length: 60 }, (_none, index) => String(index));
  for (const note of said) await client.publishAsync('say/red/note', note, { qos: 1 });
  await vi.waitFor(() => expect(two.toSorted((a, b) => Number(a) - Number(b))).toEqual(said), 10_000);
  expect(one).toEqual([]);
});

testNeeding('mosquitto', 'what was not handled before a stop is handled by the next life of the same console', async () => {
  const { url, port } = await mosquitto();
  const dataDir = testFolder();
  const heard: string[] = [];
  const failing = subscription({ topic: 'say/:name/note', payload: 'text', handle: () => Promise.reject(new Error('no')) });
  const first = await testRoom({ dataDir, config: { url }, use: { subscriptions: [failing] } });
  await untilUp(first);
  const { client } = await device(port, 'red');
  await client.publishAsync('say/red/note', 'failed', { qos: 1 });
  await vi.waitFor(async () => expect(await first.series()).toContain('outcome="retried"'));
  await first.stop();
  await client.publishAsync('say/red/note', 'while away', { qos: 1 });
  await testRoom({ dataDir, config: { url }, use: { subscriptions: [notes(heard)] } });
  await vi.waitFor(() => expect(heard).toEqual(['failed', 'while away']), 5_000);
});

testNeeding(
  'mosquitto',
  'what is kept is followed through a restart of the broker, and what it lost meanwhile is gone here, too',
  async () => {
    const broker = await mosquitto();
    const states: RetainedState<'say/:name/state', string>[] = [];
    const found = await testRoom({
      config: { url: broker.url },
      prepare: (room) => void states.push(room.retainedState({ topic: 'say/:name/state', payload: 'text' })),
    });
    const [state] = states;
    await state?.ready();
    for (const name of ['red', 'blue']) await found.room.publish(`say/${name}/state`, 'on', { retain: true });
    await vi.waitFor(() => expect([...(state?.all.keys() ?? [])].toSorted()).toEqual(['say/blue/state', 'say/red/state']));
    const changes: unknown[] = [];
    state?.onChange((topic, value) => changes.push([topic, value]));
    await broker.end('SIGTERM');
    await vi.waitFor(() => expect(state?.isReady).toBe(false));
    await broker.start();
    await state?.ready();
    expect([...(state?.all.keys() ?? [])].toSorted()).toEqual(['say/blue/state', 'say/red/state']);
    await broker.end('SIGTERM');
    broker.wipe();
    await vi.waitFor(() => expect(state?.isReady).toBe(false));
    expect(state?.all.size).toBe(2);
    await broker.start();
    await state?.ready();
    expect(state?.all.size).toBe(0);
    expect(changes.slice(-2).toSorted()).toEqual([
      ['say/blue/state', null],
      ['say/red/state', null],
    ]);
  },
);

testNeeding('mosquitto', 'a wrong password and a refused subscription are told by readiness', async () => {
  const file = join(testFolder(), 'acl');
  writeFileSync(file, 'topic write say/#\n', { mode: 0o600 });
  const broker = await mosquitto(['allow_anonymous true', `acl_file ${file}`]);
  const deaf = subscription({ topic: 'hear/:name', payload: 'text', handle: async () => {} });
  const found = await testRoom({ config: { url: broker.url }, use: { subscriptions: [deaf] } });
  // Mosquitto grants what it will not deliver; what may not be published it refuses by name.
  await untilUp(found);
  await expect(found.room.publish('hear/x', 'x')).rejects.toMatchObject({ permanent: true });
  const closed = await mosquitto(['allow_anonymous false']);
  const refused = await testRoom({ config: { url: closed.url }, use: { subscriptions: [deaf] } });
  await vi.waitFor(() => expect(isUp(refused)).rejects.toThrow('Not authorized'), 5_000);
});

test('a broker that knows MQTT 3.1.1 only is spoken to in that version', async () => {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.close();
    aedes.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const found = await testRoom({ config: { url: `mqtt://127.0.0.1:${port}` } });
  await untilUp(found);
  expect(await isUp(found)).toMatch(/is connected by MQTT 3\.1\.1\.$/);
  await found.room.publish('a', 'b', { expiry: Temporal.Duration.from({ minutes: 1 }) });
});

/** A certificate for 127.0.0.1, signed by itself. */
function certificate(folder: string) {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const { status, stderr } = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      keyFile,
      '-out',
      certFile,
      ...subject,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return { certFile, keyFile };
}

test('by TLS: the embedded broker serves it, and a console elsewhere believes only the certificates it was given', async () => {
  const tls = certificate(testFolder());
  const port = await freePort('127.0.0.1');
  const serving = await testRoom({ config: { host: '0.0.0.0', port, tls } });
  expect(serving.port()).toBe(port);
  const url = `mqtts://red:red-password@127.0.0.1:${port}`;
  const doubting = await testRoom({ config: { url } });
  await vi.waitFor(() => expect(isUp(doubting)).rejects.toThrow(/self-signed certificate/), 5_000);
  const believing = await testRoom({ config: { url, caFile: tls.certFile } });
  await untilUp(believing);
  await believing.room.publish('say/red/note', 'x'.repeat(300_000));
});
