/** Many players in one process, told by messages of the parent what to do. */
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, PASSWORD, uuidOf } from './fleet.ts';
import type { Answer, Order } from './orders.ts';
import { connectPacket, createReader, publishPacket } from './wire.ts';

interface Player {
  readonly uuid: string;
  readonly socket: Socket;
  /** Numbers that are on their way, with what they told. */
  readonly owed: Map<number, number>;
  nextId: number;
  /** The last number that was acknowledged. */
  told: number;
  /** Called at each acknowledgement. */
  onPuback(): void;
}

const AT_ONCE = 100;
const players: Player[] = [];
let told = 0;
let isTalking = false;
let [sent, acknowledged, sentQos0] = [0, 0, 0];

const answer = (message: Answer): void => void process.send?.(message);

async function come(port: number, index: number): Promise<void> {
  const uuid = uuidOf(index);
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  const isIn = Promise.withResolvers<void>();
  const player: Player = { uuid, socket, owed: new Map(), nextId: 1, told: 0, onPuback: () => {} };
  socket.on(
    'data',
    createReader(
      (code) => (code === 0 ? isIn.resolve() : isIn.reject(new Error(`${uuid} was refused with ${code}`))),
      (id) => {
        player.told = player.owed.get(id) ?? player.told;
        player.owed.delete(id);
        acknowledged += 1;
        player.onPuback();
      },
    ),
  );
  socket.on('error', isIn.reject);
  socket.on('close', () => answer({ what: 'lost', uuid }));
  socket.write(connectPacket(uuid, accountOf(index), PASSWORD));
  await isIn.promise;
  players.push(player);
}

function beat(player: Player): void {
  told += 1;
  const id = player.nextId;
  player.nextId = (id % 65_535) + 1;
  player.owed.set(id, told);
  sent += 1;
  const payload = { current_process: 'chromium', process_pid: told, process_status: 'running', current_event_id: '12' };
  player.socket.write(publishPacket(`infoscreen/${player.uuid}/heartbeat`, JSON.stringify(payload), id));
}

const HEALTH = JSON.stringify({
  timestamp: '2026-11-21T08:00:00Z',
  expected_state: { event_id: '12' },
  actual_state: { process: 'chromium', status: 'running' },
  health_metrics: { last_frame_update: '2026-11-21T08:00:00Z' },
  broker_connection: { broker_reachable: true, reconnect_count: 1, last_disconnect_at: null },
});

function health(player: Player): void {
  sentQos0 += 1;
  player.socket.write(publishPacket(`infoscreen/${player.uuid}/health`, HEALTH, null));
}

/** Each at its own moment, as in a house: a heartbeat in 65 seconds, its health every 5. */
async function talk(): Promise<void> {
  isTalking = true;
  const begun = performance.now();
  let [beaten, measured] = [0, 0];
  while (isTalking) {
    const seconds = (performance.now() - begun) / 1_000;
    for (const until = (seconds * players.length) / 65; beaten < until; beaten += 1) turn(beaten, beat);
    for (const until = (seconds * players.length) / 5; measured < until; measured += 1) turn(measured, health);
    await sleep(5);
  }
}

function turn(count: number, act: (player: Player) => void): void {
  // Not in the order in which they came: neighbours in the table are not written together.
  const player = players[(count * 7_919) % players.length];
  if (player !== undefined) act(player);
}

/** As many as go through, each player with so many on their way. */
async function flood(messages: number, window: number): Promise<void> {
  const done = Promise.withResolvers<void>();
  let [left, open] = [messages, messages];
  for (const player of players) {
    player.onPuback = () => {
      open -= 1;
      if (open === 0) done.resolve();
      if (left <= 0) return;
      left -= 1;
      beat(player);
    };
    for (let index = 0; index < window && left > 0; index += 1) {
      left -= 1;
      beat(player);
    }
  }
  await done.promise;
  for (const player of players) player.onPuback = () => {};
}

/** Everybody says one more thing, and has it acknowledged. */
async function finish(): Promise<void> {
  isTalking = false;
  for (const player of players) beat(player);
  while (players.some(({ owed }) => owed.size > 0)) await sleep(20);
}

async function obey(order: Order): Promise<void> {
  switch (order.what) {
    case 'come': {
      const wanted = Array.from({ length: order.count - players.length }, (_none, index) => players.length + index);
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let index = wanted.shift(); index !== undefined; index = wanted.shift()) await come(order.port, index);
        }),
      );
      return answer({ what: 'done' });
    }
    case 'talk':
      void talk();
      return answer({ what: 'done' });
    case 'flood':
      await flood(order.messages, order.window);
      return answer({ what: 'done' });
    case 'finish':
      await finish();
      return answer({ what: 'told', last: players.map(({ uuid, told: last }) => [uuid, last]), sent, acknowledged, sentQos0 });
  }
}

process.on('message', (order: Order) => void obey(order));
