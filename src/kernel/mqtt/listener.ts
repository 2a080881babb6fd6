import type { Clock } from '../../shared/time.ts';
import type { Log } from '../log/log.ts';
import { type Connection, type ConnectionState, keepConnected, type Pauses } from './connection.ts';
import type { Dial, Version } from './dial.ts';
import { createDispatch, type Delivery, type DispatchParts } from './dispatch.ts';
import { createHeirs, type HeirPauses, willOf } from './heirs.ts';
import { takeIn } from './intake.ts';
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
  /** It handles whatever another one would handle: it takes over what waits for those that are gone, and they for it. */
  readonly isHeir: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  readonly seldom: SeldomLog;
  /** On each new connection: before anything is heard, and when all subscriptions stand. */
  onBegin(): void;
  onSubscribed(): void;
  onDown(): void;
  readonly pauses?: Pauses;
  readonly heirPauses?: HeirPauses;
  readonly dispatch?: Partial<DispatchParts>;
}

const GROUP = '$share/caretaker/';
/** Enough to keep all handlers busy, and few enough to have them again quickly after a crash. */
const MAX_UNACKNOWLEDGED = 500;

/** Hears what the house's devices say, and acknowledges what was handled. */
export function startListening(parts: ListenerParts): Connection {
  const { clock, clientId, isShared, isHeir } = parts;
  // What is shared out must go on when one of those that share it dies.
  const heirs = isHeir ? createHeirs({ ...parts, ...heirParts() }) : null;
  const subscriptions = heirs === null ? parts.subscriptions : [...parts.subscriptions, heirs.subscription];
  const filters = filtersOf(subscriptions, isShared);
  const dispatch = createDispatch(subscriptions, { ...parts, ...parts.dispatch });
  const connection = keepConnected({
    ...parts,
    name: 'listener',
    call: { clientId, isLasting: true, maxUnacknowledged: MAX_UNACKNOWLEDGED, ...(isHeir && { will: willOf(clientId) }) },
    prepare(client) {
      parts.onBegin();
      takeIn(client, dispatch, clock);
    },
    async up(client) {
      const granted = await client.subscribeAsync(Object.fromEntries(filters.map((filter) => [filter, { qos: 1 }])));
      const refused = granted.filter(({ qos }) => qos >= 128).map(({ topic }) => topic);
      if (refused.length > 0) throw new Error(`the broker refuses a subscription to ${refused.join(', ')}`);
      if (isHeir) client.publish(willOf(clientId).topic, '', { qos: 1, retain: true });
      parts.onSubscribed();
    },
    down: parts.onDown,
  });

  /** All of it is asked for when there is somebody to inherit from, long after the start. */
  function heirParts() {
    return {
      session: clientId,
      filters: filtersOf(parts.subscriptions, isShared),
      dispatch: { take: (delivery: Delivery) => dispatch.take(delivery) },
      version: () => versionOf(connection.state()),
      publish: async (topic: string, payload: string) => connection.client()?.publishAsync(topic, payload, { qos: 1, retain: true }),
    };
  }

  return {
    ...connection,
    async stop() {
      await heirs?.stop();
      await Promise.race([dispatch.stop(), patience()]);
      await connection.stop();
    },
  };
}

const versionOf = (state: ConnectionState): Version | null => (state.isUp ? state.version : null);

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
