import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Duplex, duplexPair } from 'node:stream';
import { promisify } from 'node:util';
import { newId } from '../../../shared/ids.ts';
import type { Clock } from '../../../shared/time.ts';
import type { Log } from '../../log/log.ts';
import { StartError } from '../../start-error.ts';
import type { MqttCredentials, MqttPrincipal } from '../mqtt.ts';
import type { MqttConfig } from '../mqtt-config.ts';
import type { MqttMetrics } from '../mqtt-metrics.ts';
import { PACE_LIMITS, type PaceLimits } from '../pace.ts';
import type { SeldomLog } from '../seldom-log.ts';
import { createAccess, isOwnSession, lastingSession } from './access.ts';
import { BrokerDb } from './broker-db.ts';
import { BrokerStore } from './broker-store.ts';
import { type Listener, listenForClients } from './listen.ts';
import { limitPackets } from './packet-sizes.ts';
import { StoringBroker } from './storing-broker.ts';

export interface BrokerParts {
  readonly config: Pick<MqttConfig, 'host' | 'port' | 'tls' | 'isPlainAllowed'>;
  /** The broker keeps what must last in `mqtt` below it. */
  readonly dataDir: string;
  readonly credentials: readonly MqttCredentials[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  readonly seldom: SeldomLog;
  readonly limits?: Partial<BrokerLimits>;
}

export interface BrokerLimits {
  readonly maxConnections: number;
  /** Of a packet, once its sender has signed in. */
  readonly maxPacketBytes: number;
  /** Before that: room for a CONNECT with a will. */
  readonly maxStrangerBytes: number;
  /** To sign in. */
  readonly connectMs: number;
  /** What was written to a client and not taken: nobody waits for it, and beyond this it is cut off. */
  readonly maxUnsentBytes: number;
  /** What waits for one session on disk; the newest are thrown away. Less than the above, or it could never be delivered. */
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
  /** How much one account may say. */
  readonly pace: PaceLimits;
}

export const BROKER_LIMITS: BrokerLimits = {
  maxConnections: 20_000,
  maxPacketBytes: 4 * 1_048_576,
  maxStrangerBytes: 65_536,
  connectMs: 10_000,
  maxUnsentBytes: 16 * 1_048_576,
  maxWaiting: 1_000,
  maxWaitingBytes: 8 * 1_048_576,
  pace: PACE_LIMITS,
};

/** The embedded broker: MQTT 3.1.1. */
export interface Broker {
  /** 0 until it listens. */
  port(): number;
  /** Lets devices in. Throws a StartError with a sentence. */
  listen(): Promise<void>;
  /** Resolves when what waited for this session of the console has been sent: later messages then come after it. */
  caughtUp(clientId: string): Promise<void>;
  clients(): number;
  /** A connection of the console itself, which needs no socket and no password; its client id begins with `console:`. */
  open(): Duplex;
  readonly maxConnections: number;
  /** Takes a connection of a device in that came by another way than its own port; answers whether it has signed in. */
  enter(connection: Duplex): { isKnown(): boolean };
  disconnect(username: string): void;
  /** Has a shared account do from now on what it may do now, without ending its connections. */
  regrant(username: string, principal: MqttPrincipal): void;
  forget(username: string): Promise<void>;
  close(): Promise<void>;
}

/** What the console has not handled yet may wait for it on disk, as long as there is any. */
const OWN_LIMITS = { maxWaiting: Number.POSITIVE_INFINITY, maxWaitingBytes: Number.POSITIVE_INFINITY };
/**
 * The console's own connection makes the others wait while its handlers are busy, but not for longer than this: then it is
 * cut off, and what is owed to it waits on disk until it has come back.
 */
const OWN_DRAIN_MS = 5_000;

/** Starts the broker, with what it kept. Throws a StartError with a sentence. */
export async function startBroker(parts: BrokerParts): Promise<Broker> {
  const { log, metrics, seldom } = parts;
  const limits = { ...BROKER_LIMITS, ...parts.limits };
  const own = new WeakSet<Duplex>();
  const db = await openStore(join(parts.dataDir, 'mqtt'));
  // Hooks and broker need each other; nobody connects before both are there.
  const access = createAccess({
    ...{ credentials: parts.credentials, clock: parts.clock, log, metrics, seldom },
    ...{ maxUnsentBytes: limits.maxUnsentBytes, pace: limits.pace },
    isOwn: (connection) => own.has(connection),
    store: (packet, client, done) => aedes.store(packet, client, done),
    swallow: (packet) => aedes.swallow(packet),
  });
  const store = new BrokerStore({
    db,
    isOwn: isOwnSession,
    maySubscribe: (client, filter) => isOwnSession(client.id) || access.maySubscribe(client, filter),
    limitsOf: (clientId) => (isOwnSession(clientId) ? OWN_LIMITS : limits),
    onOverflow(clientId) {
      metrics.refused.inc({ what: 'backlog' });
      seldom.warn(`backlog ${clientId}`, { session: clientId }, 'too many messages wait for a session; new ones are thrown away');
    },
  });
  const aedes = new StoringBroker(() => store.unstored(), {
    ...access.hooks,
    // What waits on disk is sorted by the broker's id, then by its own numbers: ids of later lives must sort later.
    id: newId(),
    persistence: store,
    // Unlimited: beyond a limit the emitter of aedes lets messages overtake each other. Publishers wait for theirs anyway.
    concurrency: 0,
    connectTimeout: limits.connectMs,
    drainTimeout: OWN_DRAIN_MS,
    maxInflightInbound: 20,
  });
  aedes.on('clientDisconnect', (client) => access.leave(client));
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      if (error.message === 'packet too large') metrics.refused.inc({ what: 'packet' });
      log.debug({ client: client.id, err: error }, 'a connection to the broker broke');
    });
  }
  // Its store, most likely: the disk is full. Whoever published gets no acknowledgement.
  Reflect.apply(aedes.on, aedes, ['error', (error: unknown) => seldom.warn('broker', { err: error }, 'the embedded broker had trouble')]);

  let listener: Listener | null = null;
  const accept = (connection: Duplex): { isKnown(): boolean } => {
    const client = aedes.handle(connection);
    // Whoever publishes would wait for the slowest of those who hear it.
    Object.assign(client, { waitForDrain: (done: () => void) => void setImmediate(done) });
    limitPackets(connection, {
      maxBytes: () => (access.isKnown(client) ? limits.maxPacketBytes : limits.maxStrangerBytes),
      pace: access.readingOf(client),
    });
    return { isKnown: () => access.isKnown(client) };
  };
  const disconnect = (username: string): void => {
    for (const client of access.clientsToEnd(username)) client.close();
  };
  await aedes.listen();
  return {
    port: () => listener?.port ?? 0,
    clients: () => aedes.connectedClients,
    async listen() {
      listener = await listenForClients(parts.config, limits, accept);
    },
    caughtUp: (clientId) =>
      new Promise((resolve) => {
        aedes.on('clientReady', ({ id }) => {
          if (id === clientId) resolve();
        });
      }),
    open() {
      const [theirs, ours] = duplexPair();
      own.add(ours);
      limitPackets(ours, { maxBytes: () => Number.POSITIVE_INFINITY });
      aedes.handle(ours);
      return theirs;
    },
    maxConnections: limits.maxConnections,
    enter: accept,
    disconnect,
    regrant: access.regrant,
    async forget(username) {
      disconnect(username);
      await store.forget(lastingSession(username));
    },
    async close() {
      listener?.close();
      await promisify(aedes.close).call(aedes);
      await db.end();
    },
  };
}

async function openStore(folder: string): Promise<BrokerDb> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const db = new BrokerDb(join(folder, 'broker'));
  try {
    await db.open();
    return db;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new StartError(
      `What the embedded broker kept in ${folder} cannot be read: ${cause}. Move that folder away to start without it: devices send again what matters.`,
      { cause: error },
    );
  }
}
