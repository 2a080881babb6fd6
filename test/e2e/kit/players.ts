import { connectAsync, type MqttClient } from 'mqtt';
import type { z } from 'zod';
import { enrolScreen } from '../../../src/modules/screens/contract/enrolment-routes.ts';
import { caller } from './caller.ts';

export type Answer = z.output<typeof enrolScreen.output>;
type Claims = z.input<typeof enrolScreen.input>['hardware'];

/** A player of the wire contract, as simple as it gets: it enrols, signs in and speaks. */
export interface Player {
  readonly uuid: string;
  readonly screenId: string;
  readonly client: MqttClient;
  /** `topic payload`, as it came. */
  readonly heard: readonly string[];
  /** Under its own UUID. */
  say(topic: string, payload: unknown): Promise<void>;
  /** A heartbeat now and every few seconds, until it leaves. */
  beat(state?: Readonly<Record<string, unknown>>): Promise<void>;
  leave(): Promise<void>;
}

/** Shows a code, as nobody who is signed in. */
export const showCode = (url: string, code: string, uuid: string, hardware: Claims = {}): Promise<Answer> =>
  caller(url, null).call(enrolScreen, { code, uuid, hardware });

/** Enrols with a code and signs in; refused or held, it throws. */
export async function enterAs(url: string, code: string, hardware: Claims = {}, uuid: string = crypto.randomUUID()): Promise<Player> {
  const answer = await showCode(url, code, uuid, hardware);
  if (answer.state !== 'enrolled') throw new Error('The player was held.');
  return enter(uuid, answer);
}

const BEAT_MS = 3_000;
const RUNNING = { current_process: 'chromium', process_pid: 4_211, process_status: 'running' };

/** Signs in with what the enrolment has told. */
export async function enter(uuid: string, { screenId, broker }: Extract<Answer, { state: 'enrolled' }>): Promise<Player> {
  const heard: string[] = [];
  const { url, username, password } = broker;
  const client = await connectAsync(url, { username, password, protocolVersion: 4, reconnectPeriod: 300 });
  client.on('message', (topic, payload) => void heard.push(`${topic} ${payload.toString()}`));
  client.on('error', () => {});
  await client.subscribeAsync([`infoscreen/${uuid}/discovery_ack`, `infoscreen/${uuid}/group_id`], { qos: 1 });
  const say: Player['say'] = async (topic, payload) => {
    await client.publishAsync(`infoscreen/${uuid}/${topic}`, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos: 1 });
  };
  let beating: ReturnType<typeof setInterval> | undefined;
  return {
    ...{ uuid, screenId, client, heard, say },
    async beat(state = RUNNING) {
      clearInterval(beating);
      await say('heartbeat', state);
      beating = setInterval(() => void say('heartbeat', state).catch(() => {}), BEAT_MS);
    },
    async leave() {
      clearInterval(beating);
      await client.endAsync(true);
    },
  };
}
