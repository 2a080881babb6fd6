import type { Duplex } from 'node:stream';
import type { AedesOptions, Client, PublishPacket } from 'aedes';
import type { Clock } from '../../../shared/time.ts';
import type { Log } from '../../log/log.ts';
import { createFloods } from '../floods.ts';
import type { MqttCredentials, MqttPrincipal } from '../mqtt.ts';
import type { MqttMetrics } from '../mqtt-metrics.ts';
import { createPace, createPaces, type Pace, type PaceLimits } from '../pace.ts';
import type { SeldomLog } from '../seldom-log.ts';
import { isTopic } from '../topic.ts';
import { compileGrants, type Grants } from './grants.ts';
import type { Reading } from './packet-sizes.ts';

export interface AccessParts {
  readonly credentials: readonly MqttCredentials[];
  /** Whether the console itself is at the other end: its connection never leaves the process. */
  isOwn(connection: Duplex): boolean;
  /** Bytes that may wait for one client in our memory. */
  readonly maxUnsentBytes: number;
  readonly pace: PaceLimits;
  /** Takes an allowed message in before it is acknowledged. */
  store(packet: PublishPacket, client: Client | null, done: (error: Error | null) => void): void;
  /** A message that may not be published: it is acknowledged like any other, and goes nowhere. */
  swallow(packet: PublishPacket): void;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MqttMetrics;
  readonly seldom: SeldomLog;
}

interface Known {
  readonly username: string;
  grants: Grants;
  readonly pace: Pace;
  /** What it said last, among what it may say. */
  topic: string | null;
}

type Hooks = Required<Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>>;

export interface Access {
  readonly hooks: Hooks;
  /** Whether it has signed in. */
  isKnown(client: Client): boolean;
  maySubscribe(client: object, filter: string): boolean;
  /** How fast a client is read. */
  readingOf(client: Client): Reading;
  /** Connections of an account that has changed, to be ended; a sign-in that is under way is looked at again. */
  clientsToEnd(username: string): readonly Client[];
  /** Has the connections of a shared account do from now on what it may do now. */
  regrant(username: string, principal: MqttPrincipal): void;
  leave(client: Client): void;
}

/** Of one account that is one device's: a stolen one is not to take all the places there are. */
const MOST_CONNECTIONS = 8;

/** Codes of CONNACK (3.1.1, section 3.2.2.3). */
const UNAVAILABLE = 3;
const WRONG_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

/** The one lasting session of an account. */
export const lastingSession = (username: string): string => encodeURIComponent(username);

/** The console's own: no account's session can begin like this, because a colon in a name is written otherwise. */
export const isOwnSession = (clientId: string): boolean => clientId.startsWith('console:');

/** Who may connect, and what they may say and hear. Deny by default. */
export function createAccess(parts: AccessParts): Access {
  const { metrics, seldom } = parts;
  const known = new WeakMap<object, Known>();
  const wills = new WeakMap<Client, string>();
  /** Client ids as they were said. */
  const asked = new WeakMap<Client, string>();
  const connected = new Map<string, Set<Client>>();
  const changes = new Map<string, number>();

  const paceOf = createPaces(parts.pace);
  const floods = createFloods({
    log: parts.log,
    tell: ({ username, topic }: Known, count) =>
      Promise.all(parts.credentials.map((one) => one.limited?.({ username, topic, count, at: parts.clock.now() }))),
  });

  const isOwn = (client: Client | null): boolean => client !== null && parts.isOwn(client.conn);
  const mayPublish = (topic: string, grants: Grants | undefined): boolean => isTopic(topic) && grants?.mayPublish(topic) === true;
  const maySubscribe = (client: object, filter: string): boolean => known.get(client)?.grants.maySubscribe(filter) === true;

  const enter = (client: Client, username: string, principal: MqttPrincipal, grants: Grants): void => {
    const pace = principal.isShared === true ? createPace(parts.pace) : paceOf(username);
    known.set(client, { username, grants, pace, topic: null });
    const clients = connected.get(username) ?? new Set();
    connected.set(username, clients.add(client));
    const [oldest] = clients;
    // Not the newest: it may be the device itself, come back while its lost connections have not ended yet.
    if (principal.isShared !== true && clients.size > MOST_CONNECTIONS) oldest?.close();
  };

  async function signIn(client: Client, username: string, password: string): Promise<number | null> {
    if (username === '') return WRONG_PASSWORD;
    const before = changes.get(username);
    const principal = await check(parts.credentials, { username, password, clientId: client.id });
    // What was read may be older than the change, whose disconnection this client has escaped.
    if (changes.get(username) !== before) return signIn(client, username, password);
    if (principal === null) return WRONG_PASSWORD;
    const will = wills.get(client);
    const grants = compileGrants(principal);
    // The will of a client that a crash of the console survived is published without asking again.
    if (will !== undefined && !mayPublish(will, grants)) return NOT_AUTHORIZED;
    // Otherwise its devices would throw each other out of the one session that an account may keep.
    if (principal.isShared === true) Object.assign(client, { clean: true, id: `${lastingSession(username)}/${asked.get(client)}` });
    enter(client, username, principal, grants);
    return null;
  }

  const hooks: Hooks = {
    preConnect(client, packet, done) {
      if (isOwn(client)) return done(null, true);
      // A name of its own for each account's sessions: nobody takes over those of another one by saying its client id.
      const session = lastingSession(packet.username ?? '');
      asked.set(client, packet.clientId ?? '');
      packet.clientId = packet.clean === false ? session : `${session}/${packet.clientId}`;
      if (packet.will !== undefined) wills.set(client, packet.will.topic);
      done(null, true);
    },
    authenticate(client, username = '', password, done) {
      if (isOwn(client)) return done(null, true);
      const refuse = (code: number): void => {
        metrics.refused.inc({ what: 'connect' });
        seldom.warn(`connect ${username}`, { username, code }, 'a sign-in to the broker was refused');
        done(Object.assign(new Error('refused'), { returnCode: code }), false);
      };
      signIn(client, username, password?.toString() ?? '').then(
        (refusal) => (refusal === null ? done(null, true) : refuse(refusal)),
        (error: unknown) => {
          seldom.warn('sign-in', { err: error }, 'nobody can sign in to the broker');
          refuse(UNAVAILABLE);
        },
      );
    },
    authorizePublish(client, packet, done) {
      // Null: the will of a client of an earlier life, which was looked at when it connected.
      const who = client === null ? undefined : known.get(client);
      const isAllowed = !packet.topic.startsWith('$') && (client === null || isOwn(client) || mayPublish(packet.topic, who?.grants));
      if (isAllowed) {
        if (who !== undefined) who.topic = packet.topic;
        return parts.store(packet, client, done);
      }
      metrics.refused.inc({ what: 'publish' });
      const username = who?.username;
      seldom.warn(`publish ${username}`, { username, topic: packet.topic }, 'a client may not publish this');
      parts.swallow(packet);
      done(null);
    },
    authorizeSubscribe(client, subscription, done) {
      if (isOwn(client) || maySubscribe(client, subscription.topic)) return done(null, subscription);
      metrics.refused.inc({ what: 'subscribe' });
      const username = known.get(client)?.username;
      seldom.warn(`subscribe ${username}`, { username, filter: subscription.topic }, 'a client may not subscribe to this');
      done(null, null);
    },
    authorizeForward(client, packet) {
      if (isOwn(client)) {
        // By a filter with wildcards aedes hands on what was published with QoS 2 as such, whatever was granted.
        if (packet.qos === 2) packet.qos = 1;
        return packet;
      }
      if (client.conn.writableLength > parts.maxUnsentBytes) {
        metrics.refused.inc({ what: 'slow' });
        client.conn.destroy(new Error('reads too slowly'));
        return null;
      }
      // What waited for a session may have been allowed to it once and no longer.
      return known.get(client)?.grants.mayHear(packet.topic) === true ? packet : null;
    },
  };

  return {
    hooks,
    isKnown: (client) => isOwn(client) || known.has(client),
    maySubscribe: (client, filter) => maySubscribe(client, filter),
    clientsToEnd(username) {
      changes.set(username, (changes.get(username) ?? 0) + 1);
      return [...(connected.get(username) ?? [])];
    },
    readingOf: (client) => ({
      waitMs: () => known.get(client)?.pace.waitMs() ?? 0,
      spend(packets, bytes) {
        const who = known.get(client);
        const beyond = who?.pace.spend(packets, bytes) ?? 0;
        if (who === undefined || beyond === 0) return;
        metrics.limited.inc(beyond);
        seldom.warn(`pace ${who.username}`, { username: who.username, topic: who.topic }, 'a client says too much; it is read more slowly');
        floods.add(client.id, who, beyond);
      },
    }),
    regrant(username, principal) {
      changes.set(username, (changes.get(username) ?? 0) + 1);
      const grants = compileGrants(principal);
      for (const client of connected.get(username) ?? []) {
        const who = known.get(client);
        if (who !== undefined) who.grants = grants;
      }
    },
    leave(client) {
      const { username = '' } = known.get(client) ?? {};
      const clients = connected.get(username);
      clients?.delete(client);
      if (clients?.size === 0) connected.delete(username);
    },
  };
}

async function check(
  credentials: readonly MqttCredentials[],
  signIn: Parameters<MqttCredentials['check']>[0],
): Promise<MqttPrincipal | null> {
  for (const one of credentials) {
    const principal = await one.check(signIn);
    if (principal !== null) return principal;
  }
  return null;
}
