import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/time.ts';
import { told } from '../contract/told.ts';
import type { Log } from '../log/log.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { type Connection, keepConnected, type Pauses } from './connection.ts';
import { type Dial, MAX_PACKET_BYTES } from './dial.ts';
import type { Mqtt, PublishOptions } from './mqtt.ts';
import type { MqttMetrics } from './mqtt-metrics.ts';
import { isTopic } from './topic.ts';

export interface SpeakerParts {
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  onConnected(): void;
  readonly pauses?: Pauses;
  readonly timeoutMs?: number;
}

export interface Speaker {
  readonly connection: Connection;
  readonly publish: Mqtt['publish'];
}

const TIMEOUT_MS = 10_000;
/** Messages whose acknowledgement is awaited. Whoever has more to say must wait: nothing is queued. */
const MAX_UNDER_WAY = 1_000;
/** Topic, properties and header of a packet beside its payload. */
const FRAME_BYTES = 2_048;

/**
 * Says what the house has to say, by a connection of its own: the listener's may have to pause while its handlers are
 * busy, and a handler that waits for an acknowledgement on it would wait for itself.
 */
export function startSpeaking(parts: SpeakerParts): Speaker {
  const { metrics, timeoutMs = TIMEOUT_MS } = parts;
  const connection = keepConnected({
    ...parts,
    name: 'speaker',
    call: { clientId: `console:speaker:${randomUUID()}`, isLasting: false },
    up: async () => {
      // Listeners publish, which wants the connection to be there.
      setImmediate(parts.onConnected);
    },
  });
  let underWay = 0;

  async function send(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void> {
    if (!isTopic(topic)) throw new DeliveryError(told('broker.bad_topic'), { permanent: true });
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    if (bytes.length > MAX_PACKET_BYTES - FRAME_BYTES) throw new DeliveryError(told('broker.too_large'), { permanent: true });
    const client = connection.client();
    if (client === null) throw new DeliveryError(told('broker.away'), { permanent: false });
    if (underWay >= MAX_UNDER_WAY) throw new DeliveryError(told('broker.busy'), { permanent: false });
    underWay += 1;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new DeliveryError(told('broker.timeout'), { permanent: false })), timeoutMs);
    try {
      const { qos = 1, retain = false, expiry } = options;
      const isNew = client.options.protocolVersion === 5 && expiry !== undefined;
      const properties = isNew ? { properties: { messageExpiryInterval: Math.ceil(expiry.total('seconds')) } } : {};
      await Promise.race([client.publishAsync(topic, bytes, { qos, retain, ...properties }), late.promise]);
    } catch (error) {
      throw toDeliveryError(error);
    } finally {
      clearTimeout(timer);
      underWay -= 1;
    }
  }

  return {
    connection,
    async publish(topic, payload, options = {}) {
      try {
        await send(topic, payload, options);
        metrics.published.inc({ outcome: 'sent' });
      } catch (error) {
        metrics.published.inc({ outcome: 'failed' });
        throw error;
      }
    },
  };
}

/** PUBACK (MQTT 5, section 3.4.2.1): not authorised, topic invalid, payload not as announced. */
const FOR_GOOD = [135, 144, 153];

function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const permanent = FOR_GOOD.some((one) => one === code);
  const reason = error instanceof Error ? error.message : String(error);
  return new DeliveryError(told('broker.refused', { reason }), { permanent, cause: error });
}
