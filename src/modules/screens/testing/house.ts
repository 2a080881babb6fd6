import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll } from 'vitest';
import type { z } from 'zod';
import { type DrivenClock, drivenClock, type House, house, type Voice } from '../../../../test/kit/house.ts';
import { must } from '../../../../test/kit/must.ts';
import type { MqttConfig } from '../../../kernel/mqtt/mqtt-config.ts';
import * as routes from '../contract/routes.ts';

type Broker = Extract<z.output<typeof routes.enrolScreen.output>, { state: 'enrolled' }>['broker'];

/** A player that has enrolled. */
export interface Enrolled {
  readonly uuid: string;
  readonly screenId: string;
  readonly broker: Broker;
}

/** A player that is signed in. */
export interface Player {
  readonly client: MqttClient;
  /** `topic payload`, as it came. */
  readonly heard: readonly string[];
  say(topic: string, payload: unknown, options?: { readonly retain?: boolean }): Promise<void>;
  /** Resolves when its connection has ended. */
  readonly closed: Promise<void>;
}

export interface ScreensHouse extends House {
  readonly clock: DrivenClock;
  readonly adam: Voice;
  readonly stranger: Voice;
  code(input?: z.input<typeof routes.makeEnrolmentCode.input>): Promise<string>;
  enrol(code: string, uuid?: string, hardware?: Readonly<Record<string, string>>): ReturnType<Voice['call']>;
  /** A new screen. */
  enrolled(hardware?: Readonly<Record<string, string>>, uuid?: string): Promise<Enrolled>;
  group(name: string): Promise<{ readonly id: string; readonly number: number }>;
  signIn(of: Enrolled, options?: IClientOptions): Promise<Player>;
}

const clients = new Set<MqttClient>();

/** Called at the top of a test file: a console at work with its broker, and players that speak MQTT. */
export async function screensHouse(mqtt?: MqttConfig, start?: Temporal.Instant): Promise<ScreensHouse> {
  const clock = drivenClock(start?.toString());
  const found = await house({ clock, isStarted: true, ...(mqtt === undefined ? {} : { mqtt }) });
  afterAll(async () => {
    for (const client of clients) await client.endAsync(true);
  });
  const [adam, stranger] = [found.as('adam'), found.with({})];
  const code: ScreensHouse['code'] = async (input = {}) => (await must(adam, routes.makeEnrolmentCode, input)).code;
  const enrol: ScreensHouse['enrol'] = (shown, uuid = crypto.randomUUID(), hardware = {}) =>
    stranger.call(routes.enrolScreen, { code: shown, uuid, hardware });
  return {
    ...{ ...found, clock, adam, stranger, code, enrol },
    async enrolled(hardware = {}, uuid = crypto.randomUUID()) {
      const answer = await must(stranger, routes.enrolScreen, { code: await code(), uuid, hardware });
      if (answer.state !== 'enrolled') throw new Error('it was held');
      return { uuid, screenId: answer.screenId, broker: answer.broker };
    },
    group: (name) => must(adam, routes.addGroup, { name }),
    signIn: ({ broker }, options) => signIn(broker, options),
  };
}

/** Rejects where the broker does not let it in. */
export async function signIn(
  { url, username, password }: Pick<Broker, 'url' | 'username' | 'password'>,
  options: IClientOptions = {},
): Promise<Player> {
  const heard: string[] = [];
  const client = connect(url, { username, password, protocolVersion: 4, reconnectPeriod: 0, ...options });
  clients.add(client);
  client.on('message', (topic, payload) => void heard.push(`${topic} ${payload.toString()}`));
  await new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
  });
  client.on('error', () => {});
  return {
    ...{ client, heard },
    closed: new Promise((resolve) => void client.once('close', () => resolve())),
    async say(topic, payload, { retain = false } = {}) {
      await client.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos: 1, retain });
    },
  };
}

/** Subscribes, and answers what was granted: 128 is a refusal. */
export const granted = (client: MqttClient, filters: readonly string[]): Promise<readonly number[]> =>
  new Promise((resolve) => {
    client.subscribe([...filters], { qos: 1 }, (_error, _grants, packet) => resolve(packet?.granted.map(Number) ?? []));
  });
