import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach } from 'vitest';
import { systemClock } from '../../../shared/time.ts';
import { ALL_ROLES, type ProcessRoles } from '../../contract/process-roles.ts';
import { createLog } from '../../log/log.ts';
import { createMetrics } from '../../metrics/create-metrics.ts';
import type { BrokerLimits } from '../broker/broker.ts';
import { createMqtt, type MqttParts, type MqttRoom, type MqttUse } from '../create-mqtt.ts';
import type { MqttCredentials } from '../mqtt.ts';
import type { MqttConfig } from '../mqtt-config.ts';
import type { PaceLimits } from '../pace.ts';

export const PLAIN: MqttConfig = { url: null, host: '127.0.0.1', port: 0, tls: null, caFile: null, isPlainAllowed: false };

/** Nobody is held to a pace. */
export const UNBRIDLED: PaceLimits = { messagesPerSecond: 1e6, messagesAtOnce: 1e6, bytesPerSecond: 1e9, bytesAtOnce: 1e9 };

/** Accounts `red`, `blue` …: each may say what it likes below `say/<name>` and hear `hear/<name>` and what is for all. */
export const COLOURS: MqttCredentials = {
  async check({ username, password }) {
    if (!/^[a-z]+$/.test(username) || password !== `${username}-password`) return null;
    return { publish: [`say/${username}/#`], subscribe: [`hear/${username}`, 'hear/all/+'] };
  },
};

export interface TestRoomOptions {
  readonly use?: Partial<MqttUse>;
  readonly config?: Partial<MqttConfig>;
  readonly dataDir?: string;
  readonly limits?: Partial<BrokerLimits>;
  readonly roles?: ProcessRoles;
  /** How long an answer of the plugin is awaited. */
  readonly controlTimeoutMs?: number;
  /** Absent: nothing is held back. */
  readonly held?: MqttParts['held'];
  /** Before `wire`: retained states are asked for here. */
  prepare?(room: MqttRoom): void;
}

export interface TestRoom {
  readonly room: MqttRoom;
  readonly dataDir: string;
  /** Of the embedded broker. */
  port(): number;
  stop(): Promise<void>;
  series(): Promise<string>;
  said(): readonly string[];
}

const folders: string[] = [];
const stops = new Set<() => Promise<void>>();

afterEach(async () => {
  for (const stop of [...stops].reverse()) await stop();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-mqtt-'));
  folders.push(folder);
  return folder;
}

/** Ends with the test, if the test does not end it. */
export function atEnd(stop: () => Promise<void>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (stops.delete(once)) await stop();
  };
  stops.add(once);
  return once;
}

/** The room as a console has it, started. */
export async function testRoom(options: TestRoomOptions = {}): Promise<TestRoom> {
  const { dataDir = testFolder(), roles = ALL_ROLES } = options;
  const metrics = createMetrics();
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json' }, { write: (line) => void lines.push(line) });
  const room = createMqtt({
    ...{ dataDir, roles, clock: systemClock, log, metrics, config: { ...PLAIN, ...options.config } },
    held: options.held ?? { whileNotHeld: (send) => send() },
    pauses: { firstMs: 50, longestMs: 200 },
    heirPauses: { beforeMs: 200, quietMs: 200 },
    ...(options.controlTimeoutMs === undefined ? {} : { controlTimeoutMs: options.controlTimeoutMs }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  options.prepare?.(room);
  room.wire({ subscriptions: [], credentials: [COLOURS], ...options.use });
  const stop = atEnd(await room.start());
  return {
    ...{ room, dataDir, stop },
    port: () => room.ports()[0] ?? 0,
    series: () => metrics.registry.metrics(),
    said: () => lines.map((line) => String(JSON.parse(line).msg)),
  };
}

export interface Device {
  readonly client: MqttClient;
  /** What it heard: `topic payload`, with ` (kept)` behind it where it was retained. */
  readonly heard: string[];
}

/** A device that speaks MQTT 3.1.1 and never comes back by itself. */
export async function device(port: number, username: string, options: IClientOptions = {}): Promise<Device> {
  const heard: string[] = [];
  const account = { username, password: `${username}-password`, ...(options.clean === false && { clientId: 'player' }) };
  const client = connect(`mqtt://127.0.0.1:${port}`, { ...account, protocolVersion: 4, reconnectPeriod: 0, ...options });
  // Before it is connected: what waited for it comes at once.
  client.on('message', (topic, payload, { retain }) => void heard.push(`${topic} ${payload.toString()}${retain ? ' (kept)' : ''}`));
  await new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
  });
  client.on('error', () => {});
  atEnd(() => client.endAsync(true));
  return { client, heard };
}

/** Subscribes, and answers what was granted: 128 is a refusal. */
export const granted = (client: MqttClient, filters: readonly string[]): Promise<readonly number[]> =>
  new Promise((resolve) => {
    client.subscribe([...filters], { qos: 1 }, (_error, _grants, packet) => resolve(packet?.granted.map(Number) ?? []));
  });
