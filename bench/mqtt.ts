import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { z } from 'zod';
import { ALL_ROLES } from '../src/kernel/contract/process-roles.ts';
import { createLog } from '../src/kernel/log/log.ts';
import { createMetrics } from '../src/kernel/metrics/create-metrics.ts';
import { createMqtt } from '../src/kernel/mqtt/create-mqtt.ts';
import { subscription } from '../src/kernel/mqtt/subscription.ts';
import { systemClock } from '../src/shared/time.ts';

const DEVICES = 20;
const MESSAGES = 20_000;
const WARMING_UP = 2_000;
/** Messages that each device has under way. */
const AT_ONCE = 20;

/** Something that devices can talk to, and that counts what was heard. */
interface Contender {
  readonly what: string;
  readonly port: number;
  heard(): number;
  stop(): Promise<void>;
}

/** Messages of QoS 1 from devices to a handler, acknowledged on both ways: ours against the bare broker with a bare client. */
export async function run(): Promise<void> {
  console.log(`\nmqtt: ${MESSAGES} messages (QoS 1) of ${DEVICES} devices, from publish to handler; devices and broker in one process\n`);
  console.log(`${'what'.padEnd(52)}${'messages/s'.padStart(12)}${'ratio'.padStart(8)}`);
  const [bare, ours] = [await measure(await bareBroker()), await measure(await ourRoom())];
  print('aedes and mqtt.js alone, in memory', bare, bare);
  print('our broker (on disk, signed in) and a typed subscription', ours, bare);
  console.log('');
}

const print = (what: string, perSecond: number, ofAll: number): void =>
  console.log(`${what.padEnd(58)}${perSecond.toFixed(0).padStart(6)}${(perSecond / ofAll).toFixed(2).padStart(8)}`);

async function bareBroker(): Promise<Contender> {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let heard = 0;
  const listener = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  listener.on('message', () => {
    heard += 1;
  });
  await listener.subscribeAsync('bench/+/heartbeat', { qos: 1 });
  return {
    ...{ what: 'bare', port, heard: () => heard },
    async stop() {
      await listener.endAsync(true);
      server.close();
      aedes.close();
    },
  };
}

async function ourRoom(): Promise<Contender> {
  const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
  const log = createLog({ level: 'error', format: 'pretty' });
  const room = createMqtt({
    ...{ dataDir, roles: ALL_ROLES, clock: systemClock, log, metrics: createMetrics() },
    held: { whileNotHeld: (send) => send() },
  });
  let heard = 0;
  const beats = subscription({
    topic: 'bench/:device/heartbeat',
    payload: z.object({ n: z.int(), state: z.string() }),
    handle: async () => {
      heard += 1;
    },
  });
  room.wire({
    subscriptions: [beats],
    credentials: [{ check: async ({ username }) => ({ publish: [`bench/${username}/heartbeat`], subscribe: [] }) }],
  });
  const stop = await room.start();
  return {
    ...{ what: 'ours', port: room.ports()[0] ?? 0, heard: () => heard },
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Messages per second, until the last one has been heard. */
async function measure(contender: Contender): Promise<number> {
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, (_none, index) =>
      connectAsync(`mqtt://127.0.0.1:${contender.port}`, { username: `device${index}`, password: 'x', protocolVersion: 4 }),
    ),
  );
  try {
    await say(devices, contender, WARMING_UP);
    const started = performance.now();
    await say(devices, contender, MESSAGES);
    return (MESSAGES * 1_000) / (performance.now() - started);
  } finally {
    await Promise.all(devices.map((device) => device.endAsync(true)));
    await contender.stop();
  }
}

async function say(devices: readonly MqttClient[], { heard, what }: Contender, messages: number): Promise<void> {
  const until = heard() + messages;
  let left = messages;
  const talk = async (device: MqttClient, index: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await device.publishAsync(`bench/device${index}/heartbeat`, JSON.stringify({ n: left, state: 'running' }), { qos: 1 });
    }
  };
  await Promise.all(devices.flatMap((device, index) => Array.from({ length: AT_ONCE }, () => talk(device, index))));
  const patience = performance.now() + 30_000;
  while (heard() < until) {
    if (performance.now() > patience) throw new Error(`${what}: ${until - heard()} of ${messages} messages were never heard`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
