import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { connectAsync, type IClientOptions } from 'mqtt';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import WebSocket from 'ws';
import { must } from '../../../test/kit/must.ts';
import { getScreen } from './contract/screen-routes.ts';
import { type Enrolled, granted, screensHouse } from './testing/house.ts';

const house = await screensHouse();
const { adam, app, enrolled, group } = house;
let origin = '';
beforeAll(async () => {
  const { port } = await app.http.listen({ host: '127.0.0.1', port: 0 });
  origin = `127.0.0.1:${port}`;
});

async function enter({ broker: { username, password } }: Enrolled, options: IClientOptions = {}) {
  const account = { username, password, protocolVersion: 4 as const, reconnectPeriod: 0 };
  const client = await connectAsync(`ws://${origin}/mqtt`, { ...account, ...options }, false);
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** The status by which a handshake is refused. */
async function refusedWith(path: string, headers: Readonly<Record<string, string>>, protocols: readonly string[] = ['mqtt']) {
  const socket = new WebSocket(`ws://${origin}${path}`, [...protocols], { headers });
  socket.on('error', () => {});
  const [, answer] = await once(socket, 'unexpected-response');
  return Object(answer).statusCode;
}

/** An open WebSocket that has shown nothing yet, and when it ends. */
async function stranger(): Promise<{ readonly socket: WebSocket; readonly raw: Socket; readonly closed: Promise<unknown> }> {
  const socket = new WebSocket(`ws://${origin}/mqtt`, 'mqtt');
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  const [[{ socket: raw }]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')]);
  return { socket, raw, closed };
}

test('a player in a browser comes in by its own account, and may no more and no less than by the port', async () => {
  const [player, other] = [await enrolled(), await enrolled()];
  const client = await enter(player, { wsOptions: { headers: { origin: `http://${origin}` } } });
  const { number } = await group('browsers');
  expect(await granted(client, [`infoscreen/${player.uuid}/commands`])).toEqual([1]);
  const denied = ['#', `infoscreen/${other.uuid}/commands`, `infoscreen/events/${number}`, '$SYS/#', '$CONTROL/#'];
  expect(await granted(client, denied)).toEqual(denied.map(() => 128));
  await client.publishAsync(`infoscreen/${other.uuid}/heartbeat`, '{}', { qos: 1 });
  await client.publishAsync(`infoscreen/${player.uuid}/heartbeat`, JSON.stringify({ process_pid: 7, filler: 'x'.repeat(20_000) }), {
    qos: 1,
  });
  await vi.waitFor(async () => expect(await must(adam, getScreen, { id: player.screenId })).toMatchObject({ processPid: 7 }), 5_000);
  expect(await must(adam, getScreen, { id: other.screenId })).toMatchObject({ lastAlive: null });
});

test('by no other account, and from the page of no other site', async () => {
  const player = await enrolled();
  await expect(enter(player, { password: 'wrong' })).rejects.toMatchObject({ code: 4 });
  await expect(enter(player, { username: 'console:listener' })).rejects.toMatchObject({ code: 4 });
  expect(await refusedWith('/mqtt', { origin: 'https://evil.example' })).toBe(403);
  expect(await refusedWith('/mqtt', { origin: 'null' })).toBe(403);
  expect(await refusedWith('/mqtt', { origin: `http://${origin}`, host: 'elsewhere.example' })).toBe(403);
});

test('what is no MQTT is refused: no subprotocol, text, more than a stranger may say', async () => {
  expect(await refusedWith('/mqtt', {}, [])).toBe(400);
  expect(await refusedWith('/mqtt', {}, ['soap'])).toBe(400);
  const talker = await stranger();
  talker.socket.send('hello');
  await talker.closed;
  const large = await stranger();
  large.socket.send(Buffer.from([0x10, 0xff, 0xff, 0x7f]));
  await large.closed;
});

test('a stranger fills no memory: neither by a large message nor by pings whose answers it never takes', async () => {
  const announcing = await stranger();
  // A frame of 1 MiB is coming: its head alone is too much of somebody who has not signed in.
  announcing.raw.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4]));
  await announcing.closed;
  const player = await enrolled();
  const client = await enter(player);
  await client.publishAsync(`infoscreen/${player.uuid}/screenshot`, 'x'.repeat(1_500_000), { qos: 1 });
  const asking = await stranger();
  asking.raw.pause();
  const ping = Buffer.from([0x89, 0xfd, 1, 2, 3, 4, ...Buffer.alloc(125)]);
  const pings = Buffer.concat(Array.from({ length: 500 }, () => ping));
  for (let turn = 0; turn < 400 && !asking.raw.destroyed; turn += 1) await new Promise((resolve) => asking.raw.write(pings, resolve));
  asking.raw.resume();
  await asking.closed;
});

test('elsewhere nothing changes over, and whoever just asks is told what is here', async () => {
  expect(await refusedWith('/', {})).toBe(200);
  expect(await refusedWith('/healthz', {})).toBe(200);
  const asked = request(`http://${origin}/mqtt`, { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' } }).end();
  const [answer] = await once(asked, 'response');
  Object(answer).resume();
  expect(Object(answer).statusCode).toBe(426);
  const reply = await fetch(`http://${origin}/mqtt`);
  expect([reply.status, await reply.text()]).toEqual([426, expect.stringContaining('MQTT over WebSocket')]);
});

test('an account that is taken away is cut off here as well', async () => {
  const player = await enrolled();
  const client = await enter(player);
  const closed = new Promise((resolve) => void client.once('close', () => resolve(null)));
  await house.app.http.app.inject({ method: 'DELETE', url: `/api/screens/${player.screenId}/account`, headers: adam.headers });
  await closed;
  await expect(enter(player)).rejects.toMatchObject({ code: 4 });
});
