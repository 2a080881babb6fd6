import type { Duplex } from 'node:stream';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { MqttConfig } from './mqtt-config.ts';
import { readPem } from './read-pem.ts';

/** Versions of MQTT as CONNECT says them: 4 is 3.1.1. */
export type Version = 4 | 5;

export interface Call {
  readonly version: Version;
  readonly clientId: string;
  /** The broker keeps the session while we are away: subscriptions, and what comes meanwhile. */
  readonly isLasting: boolean;
  /** Messages (QoS 1) that the broker may send before it has heard of the first one that it arrived (MQTT 5 only). */
  readonly maxUnacknowledged?: number;
  /** What the broker says, and keeps, when the connection ends. */
  readonly will?: Will;
}

export interface Will {
  readonly topic: string;
  readonly payload: string;
}

/** Begins a connection to the broker; it makes one attempt and never comes back by itself. */
export type Dial = (call: Call) => Promise<MqttClient>;

/** Sessions are kept for so long after the console has gone. */
const SESSION_SECONDS = 7 * 86_400;
const CONNECT_MS = 10_000;
const KEEP_ALIVE_SECONDS = 60;
export const MAX_PACKET_BYTES = 4 * 1_048_576;

const optionsOf = ({ version, clientId, isLasting, maxUnacknowledged, will }: Call): IClientOptions => ({
  clientId,
  protocolVersion: version,
  clean: !isLasting,
  keepalive: KEEP_ALIVE_SECONDS,
  connectTimeout: CONNECT_MS,
  reconnectPeriod: 0,
  resubscribe: false,
  queueQoSZero: false,
  ...(will !== undefined && { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
  ...(version === 5 && {
    properties: {
      maximumPacketSize: MAX_PACKET_BYTES,
      ...(isLasting && { sessionExpiryInterval: SESSION_SECONDS }),
      ...(maxUnacknowledged !== undefined && { receiveMaximum: maxUnacknowledged }),
    },
  }),
});

/** To the embedded broker, without a socket. */
export const dialOwn =
  (open: () => Duplex): Dial =>
  async (call) => {
    const { MqttClient } = await import('mqtt');
    return new MqttClient(() => open(), optionsOf({ ...call, version: 4 }));
  };

/** To a broker somewhere. Throws a StartError where a file that was configured cannot be read. */
export async function dialUrl({ url, tls, caFile }: { readonly url: string } & Pick<MqttConfig, 'tls' | 'caFile'>): Promise<Dial> {
  const [ca, cert, key] = await Promise.all([
    caFile === null ? null : readPem(caFile, 'CA'),
    tls === null ? null : readPem(tls.certFile, 'CERT'),
    tls === null ? null : readPem(tls.keyFile, 'KEY'),
  ]);
  const { address, ...account } = splitAccount(url);
  const files = { ...(ca !== null && { ca }), ...(cert !== null && { cert }), ...(key !== null && { key }) };
  return async (call) => {
    const { connect } = await import('mqtt');
    return connect(address, { ...optionsOf(call), ...account, ...files });
  };
}

/** User name and password are percent-encoded in the address, as in any other. */
export function splitAccount(text: string): { readonly address: string; readonly username?: string; readonly password?: string } {
  const url = new URL(text);
  const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = '';
  url.password = '';
  return { address: url.href, ...(username !== '' && { username }), ...(password !== '' && { password }) };
}
