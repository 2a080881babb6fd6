import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Account } from '../account.ts';

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker kept it: it is as old as it likes. */
  readonly isRetained: boolean;
}

/** The connection to the broker, for as long as the player runs. */
export interface Link {
  /** Resolves when the broker has it (QoS 1) or it was written (QoS 0); rejects while the broker is away. */
  publish(topic: string, payload: string, qos: 0 | 1): Promise<void>;
  subscribe(topics: readonly string[]): Promise<void>;
  unsubscribe(topics: readonly string[]): Promise<void>;
  isConnected(): boolean;
  /** Reconnections since the start, and when the last connection ended. */
  figures(): { readonly reconnects: number; readonly lostAt: Temporal.Instant | null };
  close(): Promise<void>;
}

export interface LinkParts {
  readonly account: Account;
  readonly clientId: string;
  now(): Temporal.Instant;
  onMessage(message: Message): void;
  onUp(): void;
  onDown(): void;
  warn(message: string): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export function openLink(parts: LinkParts): Link {
  const { url, username, password, ca } = parts.account;
  const options: IClientOptions = {
    ...{ username, password, clientId: parts.clientId, protocolVersion: 4, clean: true, keepalive: 60, reconnectPeriod: FIRST_PAUSE_MS },
    ...(ca === null ? {} : { ca: [ca] }),
    // Old words of a player are no news: what must arrive is kept by whoever says it.
    queueQoSZero: false,
  };
  const client: MqttClient = mqtt.connect(url, options);
  let reconnects = -1;
  let lostAt: Temporal.Instant | null = null;
  let isUp = false;
  client.on('connect', () => {
    isUp = true;
    reconnects += 1;
    client.options.reconnectPeriod = FIRST_PAUSE_MS;
    parts.onUp();
  });
  client.on('close', () => {
    if (isUp) {
      lostAt = parts.now();
      parts.onDown();
    }
    isUp = false;
    client.options.reconnectPeriod = Math.min((client.options.reconnectPeriod ?? FIRST_PAUSE_MS) * 2, LONGEST_PAUSE_MS);
  });
  client.on('error', (error) => parts.warn(`the broker: ${error.message}`));
  client.on('message', (topic, payload, { retain }) => parts.onMessage({ topic, payload, isRetained: retain === true }));
  return {
    async publish(topic, payload, qos) {
      if (!client.connected) throw new Error('the broker is away');
      await client.publishAsync(topic, payload, { qos });
    },
    async subscribe(topics) {
      await client.subscribeAsync([...topics], { qos: 1 });
    },
    async unsubscribe(topics) {
      await client.unsubscribeAsync([...topics]);
    },
    isConnected: () => client.connected,
    figures: () => ({ reconnects: Math.max(0, reconnects), lostAt }),
    close: () => client.endAsync(true),
  };
}
