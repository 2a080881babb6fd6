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
    if (now === null) throw new Error('The broker has not been started.');
    const { broker, speaker, listener } = now;
    const states = [speaker.connection.state(), ...(listener === null ? [] : [listener.state()])];
    const where =
      broker === null ? `The broker ${placeOf(config.url ?? '')}` : `The embedded broker on ${config.host}, port ${broker.port()},`;
    const down = states.find(isDown);
    if (down !== undefined) throw new Error(`${where} has been away since ${down.since}: ${down.reason}.`);
    if (broker === null) return `${where} is connected by MQTT ${states[0]?.isUp === true && states[0].version === 5 ? '5' : '3.1.1'}.`;
    metrics.clients.set(broker.clients());
    return `${where} has ${broker.clients()} clients.`;
  },
});

const isDown = (state: ConnectionState): state is Extract<ConnectionState, { readonly isUp: false }> => !state.isUp;

/** Without user and password. */
const placeOf = (url: string): string => {
  const { protocol, host } = new URL(splitAccount(url).address);
  return `${protocol}//${host}`;
};
