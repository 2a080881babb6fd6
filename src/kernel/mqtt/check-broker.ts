import { type Saying, SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Check } from '../health/check.ts';
import type { Broker } from './broker/broker.ts';
import type { Connection, ConnectionState } from './connection.ts';
import { splitAccount } from './dial.ts';
import type { MqttConfig } from './mqtt-config.ts';
import type { MqttMetrics } from './mqtt-metrics.ts';

export interface CheckBrokerParts {
  readonly config: MqttConfig;
  readonly metrics: MqttMetrics;
  running(): {
    readonly broker: Broker | null;
    readonly speaker: { readonly connection: Connection };
    readonly listener: Connection | null;
  } | null;
}

/** `broker` of readiness: not critical, because all but the devices' messages works without. */
export const checkBroker = ({ config, metrics, running }: CheckBrokerParts): Check => ({
  name: 'broker',
  isCritical: false,
  async probe() {
    const now = running();
    if (now === null) throw new SayingError(told('broker.not_started'));
    const { broker, speaker, listener } = now;
    const states = [speaker.connection.state(), ...(listener === null ? [] : [listener.state()])];
    const place = placeOf(config.url ?? 'mqtt://nowhere');
    const down = states.find(isDown);
    if (down !== undefined)
      throw new SayingError(awaySaying(down, broker === null ? { place } : { host: config.host, port: broker.port() }));
    if (broker === null) {
      return told('broker.connected', { place, version: states[0]?.isUp === true && states[0].version === 5 ? '5' : '3.1.1' });
    }
    metrics.clients.set(broker.clients());
    return told('broker.clients', { host: config.host, port: broker.port(), clients: broker.clients() });
  },
});

type Down = Extract<ConnectionState, { readonly isUp: false }>;

type Where = { readonly place: string } | { readonly host: string; readonly port: number };

const awaySaying = ({ since, reason }: Down, where: Where): Saying =>
  told('place' in where ? 'broker.other_away' : 'broker.own_away', { ...where, since: since.toString(), reason });

const isDown = (state: ConnectionState): state is Down => !state.isUp;

/** Without user and password. */
const placeOf = (url: string): string => {
  const { protocol, host } = new URL(splitAccount(url).address);
  return `${protocol}//${host}`;
};
