import { LOG_LEVELS_OF_TOPIC, TOPICS } from './topics.ts';

/** A player that has an identity of its own. */
export interface EnrolledPlayer {
  /** As it names itself; a UUID in lower case. */
  readonly uuid: string;
  /** Null: in no group. */
  readonly groupNumber: number | null;
}

/** Topic filters of MQTT. Everything that is not named is denied. */
export interface Grants {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Of an account that several players use. */
export interface SharedGrants extends Grants {
  /** What may be subscribed to, though nothing is delivered that `subscribe` does not name. */
  readonly ask: readonly string[];
}

type Topic = keyof typeof TOPICS;

const TOLD: readonly Topic[] = [
  ...(['playerDiscovery', 'heartbeat', 'health', 'dashboard', 'screenshot', 'serviceFailed'] as const),
  ...(['ack', 'ackOld', 'interruptAck', 'plays', 'powerState'] as const),
];
const HEARD: readonly Topic[] = ['discoveryAck', 'groupId', 'commands', 'commandsOld', 'powerIntent', 'legacyRestart'];
const HEARD_OF_GROUP: readonly Topic[] = ['events', 'schedule', 'groupPowerIntent', 'interrupt'];

/** What a player may publish and subscribe to: its own telemetry and topics, and its group's content (spec, "Broker security"). */
export function grantsOf({ uuid, groupNumber }: EnrolledPlayer): Grants {
  const own = (topic: Topic): string => TOPICS[topic].replace(':uuid', uuid);
  const logs = LOG_LEVELS_OF_TOPIC.map((level) => own('logs').replace(':level', level));
  const group = groupNumber === null ? [] : HEARD_OF_GROUP.map((topic) => TOPICS[topic].replace(':group', String(groupNumber)));
  return { publish: [...TOLD.map(own), ...logs], subscribe: [...HEARD.map(own), ...group] };
}

/**
 * What the players of the old contract may do, who share one account: nobody can tell who of them speaks, so that each may speak for
 * each of them, and for none of the enrolled ones. A new one may say who it is, and no more until the console knows it; it listens for
 * the answer before it asks.
 */
export function sharedGrants(players: readonly EnrolledPlayer[]): SharedGrants {
  const each = players.map(grantsOf);
  return {
    publish: [TOPICS.discovery, ...each.flatMap(({ publish }) => publish)],
    subscribe: [...new Set(each.flatMap(({ subscribe }) => subscribe))],
    ask: HEARD.map((topic) => TOPICS[topic].replace(':uuid', '+')),
  };
}

/** Names of players' accounts at the broker begin with this, so that a look at the broker tells them from others. */
export const ACCOUNT_PREFIX = 'infoscreen-client-';

/** The account that players of the old contract share. It does not begin as those of single players do. */
export const SHARED_ACCOUNT = 'infoscreen-shared';

/** The account of a player: it holds enough of the UUID that two never meet by chance; uniqueness is the store's. */
export const accountOf = (uuid: string): string => `${ACCOUNT_PREFIX}${uuid.replaceAll('-', '').slice(0, 16)}`;
