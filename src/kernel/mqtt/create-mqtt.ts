import type { Clock } from '../../shared/time.ts';
import { ALL_ROLES, type ProcessRoles } from '../contract/process-roles.ts';
import { told } from '../contract/told.ts';
import type { Check } from '../health/check.ts';
import type { Held } from '../held/held.ts';
import type { Upgrade } from '../http/upgrade.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Resource } from '../module.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { StartError } from '../start-error.ts';
import type { Broker, BrokerLimits } from './broker/broker.ts';
import { checkBroker } from './check-broker.ts';
import type { Connection, Pauses } from './connection.ts';
import { type Dial, dialOwn, dialUrl } from './dial.ts';
import { createPluginAccounts } from './dynamic-security/accounts.ts';
import { type Control, createControl } from './dynamic-security/control.ts';
import { embeddedAccounts } from './embedded-accounts.ts';
import type { HeirPauses } from './heirs.ts';
import { startListening } from './listener.ts';
import type { BrokerAddress, Mqtt, MqttCredentials } from './mqtt.ts';
import type { MqttConfig } from './mqtt-config.ts';
import { createMqttMetrics } from './mqtt-metrics.ts';
import { PACE_LIMITS } from './pace.ts';
import { createRetainedState, type StateKeeper } from './retained-state.ts';
import { createSeldomLog } from './seldom-log.ts';
import { sessionName } from './session-name.ts';
import { type Speaker, startSpeaking } from './speaker.ts';
import type { Subscription } from './subscription.ts';
import { compileFilter, overlap } from './topic.ts';
import { createWebSocketDoor } from './web-socket-door.ts';

export interface MqttParts {
  /** Absent: the embedded broker on a free port of loopback. */
  readonly config?: MqttConfig;
  readonly dataDir: string;
  /** `ingest` hears telemetry; the embedded broker belongs to a process that does everything. */
  readonly roles: ProcessRoles;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Publishes nothing while a restored console is held. */
  readonly held: Pick<Held, 'whileNotHeld'>;
  readonly pauses?: Pauses;
  readonly heirPauses?: HeirPauses;
  readonly controlTimeoutMs?: number;
  readonly limits?: Partial<BrokerLimits>;
}

/** What modules declared. */
export interface MqttUse {
  readonly subscriptions: readonly Subscription[];
  readonly credentials: readonly MqttCredentials[];
}

/** The room as the composition root sees it. */
export interface MqttRoom extends Mqtt, Resource {
  /** To be called once, when all modules are wired. Throws where two subscriptions would hear one message twice. */
  wire(use: MqttUse): void;
  /** Empty while no module uses MQTT: then nothing is started either. */
  checks(): readonly Check[];
  /** Where the embedded broker listens: never to be called from inside. */
  ports(): readonly number[];
  /** The way into the embedded broker by WebSocket, for the console's HTTP server. */
  readonly door: Upgrade;
  /** What is told at the door's address to whoever does not come by WebSocket, or finds it closed. */
  doorWords(): { readonly status: number; readonly text: string };
}

const OWN_LISTENER = 'console:listener';

/** What runs between start and stop. */
interface Running {
  readonly broker: Broker | null;
  readonly speaker: Speaker;
  readonly listener: Connection | null;
}

export function createMqtt(parts: MqttParts): MqttRoom {
  const { config = EMBEDDED, clock, log, roles } = parts;
  const metrics = createMqttMetrics(parts.metrics);
  const seldom = createSeldomLog({ log, clock });
  const keepers: StateKeeper[] = [];
  const onConnected: (() => void)[] = [];
  let use: MqttUse = { subscriptions: [], credentials: [] };
  let running: Running | null = null;
  /** There before all the rest runs: handlers and whoever waits for a connection publish. */
  let speaker: Speaker | null = null;
  let control: Control | null = null;
  const pluginAccounts = createPluginAccounts(async (commands) => {
    if (control === null) throw new DeliveryError(told('broker.none_here'), { permanent: false });
    return control.run(commands);
  });

  const subscriptions = (): readonly Subscription[] => [
    ...(roles.has('ingest') ? use.subscriptions : []),
    ...keepers.map(({ subscription }) => subscription),
  ];
  const all = (act: (keeper: StateKeeper) => void): void => {
    for (const keeper of keepers) act(keeper);
  };
  const tellConnected = (): void => {
    for (const tell of onConnected) tell();
  };
  const isUsed = (): boolean => use.subscriptions.length > 0 || use.credentials.length > 0 || keepers.length > 0;
  const isEmbedded = config.url === null;
  const pace = { ...PACE_LIMITS, ...config.pace };
  const door = createWebSocketDoor();

  const openBroker = async (): Promise<Broker> => {
    const { startBroker } = await import('./broker/broker.ts');
    const limits = { pace, ...parts.limits };
    return startBroker({ ...parts, config, metrics, seldom, credentials: use.credentials, limits });
  };

  const listen = async (dial: Dial): Promise<Connection | null> => {
    const wanted = subscriptions();
    if (wanted.length === 0) return null;
    return startListening({
      ...{ ...parts, dial, metrics, seldom, subscriptions: wanted, isShared: !isEmbedded },
      // Without the role it could not handle what devices said to another one.
      isHeir: !isEmbedded && roles.has('ingest'),
      // The embedded broker reads whoever says too much more slowly; what another one hands on is not ours to slow down.
      dispatch: { pace, isPacedByBroker: isEmbedded },
      clientId: isEmbedded ? OWN_LISTENER : await sessionName(parts.dataDir),
      onBegin: () => all((keeper) => keeper.begin()),
      onSubscribed: () => all((keeper) => keeper.settle()),
      onDown: () => all((keeper) => keeper.end()),
    });
  };

  async function connect(broker: Broker | null): Promise<Running> {
    const dial = broker === null ? await dialUrl({ ...config, url: config.url ?? '' }) : dialOwn(() => broker.open());
    const speaking = startSpeaking({ ...parts, dial, metrics, onConnected: tellConnected });
    speaker = speaking;
    control = broker === null && use.credentials.length > 0 ? createControl({ ...parts, dial, metrics, ...timeoutOf(parts) }) : null;
    return { broker, speaker: speaking, listener: await listen(dial) };
  }

  /** On somebody else's broker nobody waits: being without it is a state, not a failure. */
  async function open(): Promise<Running> {
    if (!isEmbedded) return connect(null);
    const broker = await openBroker();
    const caughtUp = broker.caughtUp(OWN_LISTENER);
    const opened = await connect(broker);
    try {
      await opened.speaker.connection.isUp;
      // Devices come in when we are all ears: what they say comes after what waited for us.
      if (opened.listener !== null) await Promise.all([opened.listener.isUp, caughtUp]);
      await broker.listen();
      await door.open(broker);
      return opened;
    } catch (error) {
      await close(opened);
      throw error;
    }
  }

  async function close(opened: Running): Promise<void> {
    running = null;
    await door.close();
    // Handlers that are still at it may publish.
    await opened.listener?.stop();
    speaker = null;
    await control?.connection.stop();
    control = null;
    await opened.speaker.connection.stop();
    await opened.broker?.close();
  }

  return {
    name: 'mqtt',
    wire(given) {
      use = given;
      refuseOverlaps([...given.subscriptions, ...keepers.map(({ subscription }) => subscription)]);
    },
    async start() {
      if (!isUsed()) return async () => {};
      if (isEmbedded && roles.size < ALL_ROLES.size) throw new StartError(NOT_SHARED);
      const opened = await open();
      running = opened;
      return () => close(opened);
    },
    async publish(topic, payload, options) {
      const speaking = speaker;
      if (speaking === null) throw new DeliveryError(told('broker.none_here'), { permanent: false });
      await parts.held.whileNotHeld(() => speaking.publish(topic, payload, options));
    },
    retainedState(spec) {
      const { state, keeper } = createRetainedState(spec);
      keepers.push(keeper);
      return state;
    },
    onConnected: (listener) => void onConnected.push(listener),
    isAway: () => [speaker?.connection, running?.listener].some((connection) => connection?.state().isUp === false),
    accounts: isEmbedded ? embeddedAccounts(() => running?.broker ?? null) : pluginAccounts,
    address: () => addressOf(config, running?.broker?.port() ?? config.port),
    checks: () => (isUsed() ? [checkBroker({ config, metrics, running: () => running })] : []),
    door,
    doorWords: () => doorWords(isEmbedded, door.isOpen()),
    ports: () => (running?.broker === undefined || running.broker === null ? [] : [running.broker.port()]),
  };
}

const timeoutOf = ({ controlTimeoutMs }: MqttParts) => (controlTimeoutMs === undefined ? {} : { timeoutMs: controlTimeoutMs });

function addressOf({ url, tls }: MqttConfig, embeddedPort: number): BrokerAddress {
  if (url === null) return { protocol: tls === null ? 'mqtt' : 'mqtts', host: null, port: embeddedPort };
  const { protocol, hostname, port } = new URL(url);
  return { protocol: protocol.slice(0, -1), host: hostname, port: port === '' ? null : Number(port) };
}

function doorWords(isEmbedded: boolean, isOpen: boolean): { readonly status: number; readonly text: string } {
  if (isOpen) return { status: 426, text: 'This address speaks MQTT over WebSocket (subprotocol "mqtt") and nothing else.' };
  return {
    status: 404,
    text: isEmbedded
      ? 'The embedded broker is not running: no module of this console uses MQTT, or it is just starting or stopping.'
      : 'This console uses a broker elsewhere (CARETAKER_MQTT_URL). MQTT over WebSocket is served there, where it was set up, and not here.',
  };
}

const EMBEDDED: MqttConfig = { url: null, host: '127.0.0.1', port: 0, tls: null, caFile: null, isPlainAllowed: false };

const NOT_SHARED =
  'This process has only some of the roles, and the embedded broker belongs to one process. Set CARETAKER_MQTT_URL to a broker that all of them share.';

/** Each message must be handled once by each subscription: a broker sends one copy for every filter that it matches. */
function refuseOverlaps(subscriptions: readonly Subscription[]): void {
  for (const [index, one] of subscriptions.entries()) {
    for (const other of subscriptions.slice(index + 1)) {
      const isSame = one.filter === other.filter;
      if (isSame && one.isRetained !== other.isRetained) {
        throw new Error(`${one.pattern} is subscribed to as retained and as not retained`);
      }
      if (!isSame && overlap(compileFilter(one.filter) ?? [], compileFilter(other.filter) ?? [])) {
        throw new Error(`the subscriptions ${one.pattern} and ${other.pattern} overlap`);
      }
    }
  }
}
