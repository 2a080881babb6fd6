import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { expect, test, vi } from 'vitest';
import { COLOURS, device, granted, testFolder, testRoom } from '../testing/mqtt-house.ts';

const refusedWith = async (attempt: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  return error instanceof Error && 'code' in error ? error.code : error;
};

test('nobody without an account comes in, nor by a wrong password; each refusal is counted', async () => {
  const { port, series } = await testRoom();
  const url = `mqtt://127.0.0.1:${port()}`;
  expect(await refusedWith(connectAsync(url, { protocolVersion: 4 }, false))).toBe(4);
  expect(await refusedWith(device(port(), 'red', { password: 'blue-password' }))).toBe(4);
  expect(await refusedWith(device(port(), 'console:listener'))).toBe(4);
  expect(await refusedWith(device(port(), '__proto__'))).toBe(4);
  expect(await series()).toContain('caretaker_mqtt_broker_refused_total{what="connect"} 4');
});

test('a check of passwords that fails is no yes: the broker is unavailable', async () => {
  const broken = { check: () => Promise.reject(new Error('no database')) };
  const { port } = await testRoom({ use: { credentials: [broken, COLOURS] } });
  expect(await refusedWith(device(port(), 'red'))).toBe(3);
});

test('MQTT 5 is refused with the code of 3.1.1 for it', async () => {
  const { port } = await testRoom();
  expect(await refusedWith(device(port(), 'red', { protocolVersion: 5 }))).toBe(1);
});

test('an account subscribes to what is covered by its filters, and to nothing else', async () => {
  const { port, series } = await testRoom();
  const { client } = await device(port(), 'red');
  expect(await granted(client, ['hear/red', 'hear/all/+', 'hear/all/x'])).toEqual([1, 1, 1]);
  const refused = ['#', '+', 'hear/#', 'hear/+', 'hear/blue', 'hear/all/#', 'hear/all/x/y', '$SYS/#', '$share/caretaker/hear/red'];
  expect(await granted(client, refused)).toEqual(refused.map(() => 128));
  expect(await series()).toContain('{what="subscribe"} 9');
});

test('what may not be published is acknowledged and reaches nobody, not even as a will', async () => {
  const { room, port, series } = await testRoom();
  const { client: red } = await device(port(), 'red');
  const { client: blue, heard } = await device(port(), 'blue');
  await blue.subscribeAsync(['hear/blue', 'hear/all/x'], { qos: 1 });
  for (const qos of [0, 1, 2] as const) {
    for (const topic of ['hear/blue', 'hear/all/x', '$SYS/x', 'say/blue/x']) await red.publishAsync(topic, 'evil', { qos, retain: true });
  }
  const will = (topic: string) => ({ will: { topic, payload: Buffer.from('evil'), qos: 1 as const, retain: true } });
  expect(await refusedWith(device(port(), 'green', will('hear/blue')))).toBe(5);
  await room.publish('hear/blue', 'good');
  await vi.waitFor(() => expect(heard).toEqual(['hear/blue good']));
  const { heard: later, client } = await device(port(), 'blue', { clientId: 'later' });
  await client.subscribeAsync('hear/all/+');
  await sleep(50);
  expect(later).toEqual([]);
  expect(await series()).toContain('{what="publish"} 12');
});

test('an allowed will is published when the connection breaks, and not when it is ended properly', async () => {
  const credentials = [{ check: async () => ({ publish: ['say/+/will'], subscribe: ['say/#'] }) }];
  const { port } = await testRoom({ use: { credentials } });
  const { client, heard } = await device(port(), 'blue');
  await client.subscribeAsync('say/#', { qos: 1 });
  const will = (name: string) => ({ will: { topic: `say/${name}/will`, payload: Buffer.from('gone'), qos: 1 as const, retain: false } });
  const proper = await device(port(), 'red', will('red'));
  await proper.client.endAsync();
  const broken = await device(port(), 'green', will('green'));
  broken.client.stream.destroy();
  await vi.waitFor(() => expect(heard).toEqual(['say/green/will gone']));
});

test('nobody takes over the session of another account by saying its client id', async () => {
  const { room, port } = await testRoom();
  const lasting = { clean: false, clientId: 'player' };
  const { client: red } = await device(port(), 'red', lasting);
  await red.subscribeAsync('hear/red', { qos: 1 });
  await red.endAsync();
  await room.publish('hear/red', 'secret');
  const { heard: thief } = await device(port(), 'blue', lasting);
  const { heard: plain } = await device(port(), 'blue', { clientId: 'red' });
  await sleep(100);
  expect([...thief, ...plain]).toEqual([]);
  const { heard: owner } = await device(port(), 'red', { clean: false, clientId: 'another name' });
  await vi.waitFor(() => expect(owner).toEqual(['hear/red secret']));
});

test('retained messages, sessions and what waits for them are there again after a restart', async () => {
  const dataDir = testFolder();
  const first = await testRoom({ dataDir });
  const { client } = await device(first.port(), 'red', { clean: false });
  await client.subscribeAsync('hear/red', { qos: 1 });
  await client.endAsync();
  await first.room.publish('hear/red', 'waiting');
  await first.room.publish('hear/all/kept', 'kept', { retain: true });
  await first.room.publish('hear/all/gone', 'gone', { retain: true });
  await first.room.publish('hear/all/gone', '', { retain: true });
  await first.stop();
  const second = await testRoom({ dataDir });
  const { client: again, heard } = await device(second.port(), 'red', { clean: false });
  await again.subscribeAsync('hear/all/+', { qos: 1 });
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(['hear/all/kept kept (kept)', 'hear/red waiting']));
});

test('a change of what an account may do counts from its next sign-in, which the console can bring about; what was allowed once is not delivered', async () => {
  let subscribe = ['hear/red', 'hear/all/+'];
  const credentials = [{ check: async () => ({ publish: [], subscribe }) }];
  const { room, port } = await testRoom({ use: { credentials } });
  const { client } = await device(port(), 'red', { clean: false });
  await client.subscribeAsync(['hear/red', 'hear/all/x'], { qos: 1 });
  subscribe = ['hear/all/+'];
  const closed = new Promise((resolve) => void client.once('close', () => resolve(null)));
  await room.accounts.grant({ username: 'red', publish: [], subscribe: [] });
  await closed;
  await room.publish('hear/red', 'no longer');
  await room.publish('hear/all/x', 'still');
  const { heard } = await device(port(), 'red', { clean: false });
  await vi.waitFor(() => expect(heard).toEqual(['hear/all/x still']));
  await sleep(50);
  expect(heard).toHaveLength(1);
});

test('an account that is forgotten is thrown out, with its session and what waited for it', async () => {
  const { room, port } = await testRoom();
  const { client } = await device(port(), 'red', { clean: false });
  await client.subscribeAsync('hear/red', { qos: 1 });
  await room.publish('hear/red', 'one');
  const closed = new Promise((resolve) => void client.once('close', () => resolve(null)));
  await room.accounts.revoke('red');
  await closed;
  await room.publish('hear/red', 'two');
  const { client: again, heard } = await device(port(), 'red', { clean: false });
  await sleep(50);
  expect(heard).toEqual([]);
  expect(again.connected).toBe(true);
});

test('what waits for a session has an end: the newest are thrown away, and counted', async () => {
  const { room, port, series } = await testRoom({ limits: { maxWaiting: 3 } });
  const { client } = await device(port(), 'red', { clean: false });
  await client.subscribeAsync('hear/red', { qos: 1 });
  await client.endAsync();
  for (const text of ['1', '2', '3', '4', '5']) await room.publish('hear/red', text);
  const { heard } = await device(port(), 'red', { clean: false });
  await vi.waitFor(() => expect(heard).toEqual(['hear/red 1', 'hear/red 2', 'hear/red 3']));
  expect(await series()).toContain('{what="backlog"} 2');
  await sleep(50);
  await room.publish('hear/red', 'room again');
  await vi.waitFor(() => expect(heard).toHaveLength(4));
});

/** A connection without a client. */
async function raw(port: number): Promise<{ socket: Socket; ended: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { socket, ended: once(socket, 'close') };
}

const CONNECT_RED = Buffer.concat([
  Buffer.from([0x10, 29, 0, 4, ...Buffer.from('MQTT'), 4, 0xc2, 0, 60, 0, 0, 0, 3, ...Buffer.from('red'), 0, 12]),
  Buffer.from('red-password'),
]);

test.each([
  ['nothing, for too long', Buffer.alloc(0)],
  ['words of another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['256 MB announced before signing in', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
  ['a publish before signing in', Buffer.from([0x30, 5, 0, 1, 0x61, 0x62, 0x63])],
  ['a length that never ends', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ['5 MB announced after signing in', Buffer.concat([CONNECT_RED, Buffer.from([0x30, 0x80, 0x80, 0xc0, 0x02])])],
  ['a second CONNECT', Buffer.concat([CONNECT_RED, CONNECT_RED])],
  ['a topic with a wildcard', Buffer.concat([CONNECT_RED, Buffer.from([0x30, 4, 0, 1, 0x23, 0x61])])],
  ['a topic of 200 levels', Buffer.concat([CONNECT_RED, Buffer.from([0x30, 0xcb, 1, 0, 201, ...Buffer.alloc(201, '/')])])],
  ['both QoS bits', Buffer.concat([CONNECT_RED, Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1])])],
])('who sends %s is cut off, and the others notice nothing', async (_what, bytes) => {
  const { room, port } = await testRoom({ limits: { connectMs: 300 } });
  const { client, heard } = await device(port(), 'blue');
  await client.subscribeAsync('hear/blue', { qos: 1 });
  const { socket, ended } = await raw(port());
  socket.write(bytes);
  socket.resume();
  await ended;
  await room.publish('hear/blue', 'fine');
  await vi.waitFor(() => expect(heard).toEqual(['hear/blue fine']));
});

test('a large message within the limit arrives whole, in whatever chunks it comes', async () => {
  const { room, port } = await testRoom();
  const { client, heard } = await device(port(), 'red');
  await client.subscribeAsync('hear/red', { qos: 1 });
  await room.publish('hear/red', 'x'.repeat(3_000_000));
  await vi.waitFor(() => expect(heard[0]).toHaveLength('hear/red '.length + 3_000_000));
});

test('a client that takes nothing is cut off, and nobody waits for it meanwhile', async () => {
  const { room, port, series } = await testRoom({ limits: { maxUnsentBytes: 1_000_000 } });
  const { client: stuck } = await device(port(), 'red');
  const { client: lively, heard } = await device(port(), 'blue');
  await stuck.subscribeAsync('hear/all/x', { qos: 0 });
  await lively.subscribeAsync('hear/blue', { qos: 1 });
  // Its socket is not read any more.
  stuck.stream.unpipe();
  stuck.stream.pause();
  const closed = new Promise((resolve) => void stuck.once('close', () => resolve(null)));
  const isCut = async () => (await series()).includes('{what="slow"} 1');
  // Loopback takes some megabytes before it says no.
  for (let index = 0; index < 60 && !(await isCut()); index += 1) {
    await room.publish('hear/all/x', 'x'.repeat(400_000));
    await room.publish('hear/blue', String(index));
  }
  expect(await isCut()).toBe(true);
  expect(heard.length).toBeGreaterThan(2);
  stuck.stream.resume();
  await closed;
});

test('only so many connections are taken', async () => {
  const { port } = await testRoom({ limits: { maxConnections: 2 } });
  await device(port(), 'red');
  await device(port(), 'blue');
  const { ended } = await raw(port());
  await ended;
});

test('a sign-in that began before a change and ended after it does not come in with what was', async () => {
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let isThere = true;
  const credentials = [
    {
      async check() {
        const found = isThere ? { publish: [], subscribe: ['hear/red'] } : null;
        begun.resolve();
        await goOn.promise;
        return found;
      },
    },
  ];
  const { room, port } = await testRoom({ use: { credentials } });
  const coming = refusedWith(device(port(), 'red'));
  await begun.promise;
  isThere = false;
  await room.accounts.revoke('red');
  goOn.resolve();
  expect(await coming).toBe(4);
});
