import type { MqttClient } from 'mqtt';
import type { Clock } from '../../shared/time.ts';
import type { Log } from '../log/log.ts';
import { type Connection, keepConnected, type Pauses } from './connection.ts';
import type { Dial } from './dial.ts';
import { createDispatch, type DispatchParts } from './dispatch.ts';
import type { MqttMetrics } from './mqtt-metrics.ts';
import type { SeldomLog } from './seldom-log.ts';
import type { Subscription } from './subscription.ts';

export interface ListenerParts {
  readonly dial: Dial;
  /** The broker keeps this session while we are away. */
  readonly clientId: string;
  readonly subscriptions: readonly Subscription[];
  /** Telemetry is shared out among all processes that listen: `$share/caretaker/…`. Retained topics never are. */
  readonly isShared: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  readonly seldom: SeldomLog;
  /** On each new connection: before anything is heard, and when all subscriptions stand. */
  onBegin(): void;
  onSubscribed(): void;
  onDown(): void;
  readonly pauses?: Pauses;
  readonly dispatch?: Partial<DispatchParts>;
}

const GROUP = '$share/caretaker/';
/** Enough to keep all handlers busy, and few enough to have them again quickly after a crash. */
const MAX_UNACKNOWLEDGED = 500;

/** Hears what the house's devices say, and acknowledges what was handled. */
export function startListening(parts: ListenerParts): Connection {
  const { clock } = parts;
  const filters = filtersOf(parts.subscriptions, parts.isShared);
  const dispatch = createDispatch(parts.subscriptions, { ...parts, ...parts.dispatch });
  const connection = keepConnected({
    ...parts,
    name: 'listener',
    call: { clientId: parts.clientId, isLasting: true, maxUnacknowledged: MAX_UNACKNOWLEDGED },
    prepare(client) {
      parts.onBegin();
      const acknowledgements = createAcknowledgements(client);
      // Its answer means "acknowledged elsewhere": as an error it lets mqtt.js go on without sending one itself. Otherwise it
      // would wait for each handler before it looked at the next packet.
      client.handleMessage = ({ topic, payload, qos, retain, messageId }, next) => {
        // No broker sends QoS 2 to who asked for 1; mqtt.js would complete it by itself.
        const isOwed = qos === 1 && messageId !== undefined;
        const done = isOwed ? acknowledgements.expect(messageId) : () => {};
        const delivery = {
          ...{ topic, isOwed, done, retained: retain === true, receivedAt: clock.now() },
          payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
          isStale: () => !client.connected,
        };
        const answer = isOwed ? HELD : undefined;
        const room = dispatch.take(delivery);
        if (room === null) next(answer);
        else void room.then(() => next(answer));
      };
    },
    async up(client) {
      const granted = await client.subscribeAsync(Object.fromEntries(filters.map((filter) => [filter, { qos: 1 }])));
      const refused = granted.filter(({ qos }) => qos >= 128).map(({ topic }) => topic);
      if (refused.length > 0) throw new Error(`the broker refuses a subscription to ${refused.join(', ')}`);
      parts.onSubscribed();
    },
    down: parts.onDown,
  });
  return {
    ...connection,
    async stop() {
      await Promise.race([dispatch.stop(), patience()]);
      await connection.stop();
    },
  };
}

const HELD = new Error('acknowledged when it has been handled');

/** How long a stop waits for handlers; what they do not finish the broker sends again. */
const STOP_MS = 10_000;
const patience = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, STOP_MS).unref();
  });

/** Each filter once: two subscriptions to one topic share a delivery. */
export function filtersOf(subscriptions: readonly Subscription[], isShared: boolean): readonly string[] {
  const filters = subscriptions.map(({ filter, isRetained }) => (isShared && !isRetained ? `${GROUP}${filter}` : filter));
  return [...new Set(filters)];
}

/** Acknowledges in the order of arrival (3.1.1, section 4.6), whatever the order in which the handlers finish. */
function createAcknowledgements(client: MqttClient) {
  const owed: { readonly messageId: number; isDone: boolean }[] = [];
  return {
    expect(messageId: number): () => void {
      const one = { messageId, isDone: false };
      owed.push(one);
      return () => {
        one.isDone = true;
        while (owed[0]?.isDone === true) {
          const first = owed.shift();
          // The only way of mqtt.js to send an acknowledgement on one's own; private in its types.
          if (first !== undefined && client.connected) client['_sendPacket']({ cmd: 'puback', messageId: first.messageId });
        }
      };
    },
  };
}
