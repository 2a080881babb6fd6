import { setTimeout as sleep } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { Clock } from '../../shared/time.ts';
import type { Log } from '../log/log.ts';
import type { Call, Dial, Version } from './dial.ts';
import type { MqttMetrics } from './mqtt-metrics.ts';

export interface ConnectionParts {
  /** `listener` or `speaker`: for logs and metrics. */
  readonly name: string;
  readonly dial: Dial;
  readonly call: Omit<Call, 'version'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  /** Before anything is read, on each new connection. */
  prepare?(client: MqttClient): void;
  /** It is connected. Failing ends the connection; it is tried again later. */
  up?(client: MqttClient): Promise<void>;
  down?(): void;
  readonly pauses?: Pauses;
}

export interface Pauses {
  readonly firstMs: number;
  readonly longestMs: number;
}

export type ConnectionState =
  | { readonly isUp: true; readonly version: Version; readonly since: Temporal.Instant }
  | { readonly isUp: false; readonly since: Temporal.Instant; readonly reason: string };

/** One connection that is made again whenever it is lost. */
export interface Connection {
  /** Null while there is none. */
  client(): MqttClient | null;
  state(): ConnectionState;
  /** Resolves when it is up for the first time. */
  readonly isUp: Promise<void>;
  stop(): Promise<void>;
}

const PAUSES: Pauses = { firstMs: 1_000, longestMs: 60_000 };

/** Between half of it and all of it, so that a house full of consoles does not come back at one moment. */
const pauseAfter = (failures: number, { firstMs, longestMs }: Pauses): number =>
  Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.5 + Math.random() / 2);

/** Begins at once and goes on until it is stopped; never throws. */
export function keepConnected(parts: ConnectionParts): Connection {
  const { name, clock, log, metrics, pauses = PAUSES } = parts;
  const stopping = new AbortController();
  const firstUp = Promise.withResolvers<void>();
  const attempt = createAttempt(parts);
  let current: MqttClient | null = null;
  let state: ConnectionState = { isUp: false, since: clock.now(), reason: 'not connected yet' };

  const lose = (reason: string): void => {
    if (state.isUp && !stopping.signal.aborted) log.warn({ connection: name, reason }, 'the broker is lost; trying again');
    state = { isUp: false, since: state.isUp ? clock.now() : state.since, reason };
    current = null;
    metrics.connected.set({ connection: name }, 0);
    parts.down?.();
  };

  const keeping = (async () => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const { client, version, closed } = await attempt(stopping.signal);
        failures = 0;
        current = client;
        state = { isUp: true, version, since: clock.now() };
        metrics.connected.set({ connection: name }, 1);
        metrics.reconnects.inc({ connection: name });
        log.info({ connection: name, version: version === 5 ? '5' : '3.1.1' }, 'connected to the broker');
        firstUp.resolve();
        lose(await closed);
        // Whoever still waits for an acknowledgement hears that none will come.
        client.end(true);
      } catch (error) {
        lose(reasonOf(error));
      }
      failures += 1;
      await sleep(pauseAfter(failures, pauses), undefined, { signal: stopping.signal }).catch(() => {}); // Stopped while waiting.
    }
  })();

  return {
    client: () => current,
    state: () => state,
    isUp: firstUp.promise,
    async stop() {
      stopping.abort();
      await keeping;
    },
  };
}

interface Made {
  readonly client: MqttClient;
  readonly version: Version;
  /** Resolves with the reason when it ends. */
  readonly closed: Promise<string>;
}

/** One attempt after the other, in the newest version that the broker was found to speak. */
function createAttempt({ dial, call, prepare, up }: ConnectionParts) {
  let version: Version = 5;
  return async (signal: AbortSignal): Promise<Made> => {
    const client = await dial({ ...call, version });
    const spoken = client.options.protocolVersion === 5 ? 5 : 4;
    let reason: unknown = null;
    const closed = new Promise<string>((resolve) => {
      client.on('close', () => resolve(reasonOf(reason)));
    });
    const isRefused = new Promise<never>((_resolve, reject) => {
      client.on('error', (error) => {
        reason = error;
        reject(error);
      });
    });
    isRefused.catch(() => {}); // Errors of later are known by `reason`.
    const end = (): void => void client.end(true);
    signal.addEventListener('abort', end);
    void closed.then(() => signal.removeEventListener('abort', end));
    prepare?.(client);
    try {
      await Promise.race([connected(client), isRefused, closed.then(() => Promise.reject(new HungUp()))]);
      await up?.(client);
      if (signal.aborted) throw new Error('stopping');
      return { client, version: spoken, closed };
    } catch (error) {
      client.end(true);
      if (isOtherVersion(error)) version = version === 5 ? 4 : 5;
      throw error;
    }
  };
}

const connected = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => {
    client.once('connect', () => resolve());
  });

class HungUp extends Error {
  override readonly name = 'HungUp';
  constructor() {
    super('the broker hung up without a word');
  }
}

/** CONNACK: 1 is what a broker of 3.1.1 says to a version it does not know (section 3.2.2.3), 132 what one of 5 says; some only hang up. */
const isOtherVersion = (error: unknown): boolean =>
  error instanceof HungUp || (error instanceof Error && 'code' in error && (error.code === 1 || error.code === 132));

function reasonOf(error: unknown): string {
  if (error === null) return 'the connection was closed';
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
