import mqtt, { type MqttClient } from 'mqtt';
import { systemClock } from '../../shared/time.ts';
import type { Behaviour } from '../contract/routes.ts';

/** What a player of ours would never say is said beside it, by another connection of its account. */
export interface Voice {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly uuid: string;
}

const FIRST_MS = 3_000;

interface Saying {
  readonly everySeconds: number;
  /** The player's own connection is taken over, as a bad network would end it. */
  readonly asPlayer?: boolean;
  say(client: MqttClient, topic: (name: string) => string): Promise<unknown>;
}

const json = (value: unknown): string => JSON.stringify(value);

const SAYINGS: Partial<Record<Behaviour, Saying>> = {
  malformed: {
    everySeconds: 40,
    async say(client, topic) {
      await client.publishAsync(topic('health'), '{"timestamp": "2026-');
      await client.publishAsync(topic('heartbeat'), json({ process_pid: 'many', process_status: 'dancing' }), { qos: 1 });
      await client.publishAsync(topic('dashboard'), json({ nothing: 'of it' }));
    },
  },
  floods: {
    everySeconds: 150,
    async say(client, topic) {
      const line = json({ timestamp: systemClock.now().toString(), message: 'decoder: frame dropped', context: {} });
      for (let count = 0; count < 800; count += 1) client.publish(topic('logs/info'), line);
      await client.publishAsync(topic('logs/info'), line, { qos: 1 });
    },
  },
  reconnects: { everySeconds: 45, asPlayer: true, say: async () => null },
  errors: {
    everySeconds: 120,
    say: (client, topic) =>
      client.publishAsync(
        topic('logs/error'),
        json({ timestamp: systemClock.now().toString(), message: 'HDMI: the adapter gives no signal', context: { port: 'HDMI-A-1' } }),
        { qos: 1 },
      ),
  },
};

/** Once: what stays at the broker until somebody has repaired it. */
export async function tellFailedService(voice: Voice): Promise<void> {
  const failure = { event: 'service_failed', unit: 'hdmi-cec.service', client_uuid: voice.uuid, failed_at: systemClock.now().toString() };
  await speak(voice, {
    everySeconds: 0,
    say: (client, topic) => client.publishAsync(topic('service_failed'), json(failure), { qos: 1, retain: true }),
  });
}

/** Begins to say what belongs to a behaviour; answers how to end it. Most say nothing. */
export function saysBeside(behaviour: Behaviour, voice: Voice): () => void {
  const saying = SAYINGS[behaviour];
  if (saying === undefined) return () => {};
  // What cannot be said now is said the next time.
  const once = (): void => void speak(voice, saying).catch(() => {});
  // The player itself comes first.
  const first = setTimeout(once, FIRST_MS);
  const timer = setInterval(once, saying.everySeconds * 1_000);
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

async function speak({ url, username, password, uuid }: Voice, { say, asPlayer = false }: Saying): Promise<void> {
  const own = asPlayer ? { clientId: username } : {};
  const client = await mqtt.connectAsync(url, { username, password, protocolVersion: 4, reconnectPeriod: 0, ...own }, false);
  client.on('error', () => {});
  try {
    await say(client, (name) => `infoscreen/${uuid}/${name}`);
  } finally {
    await client.endAsync();
  }
}
