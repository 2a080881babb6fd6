import { once } from 'node:events';
import { createServer, isIP, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { StartError } from '../../start-error.ts';
import type { MqttConfig, MqttTls } from '../mqtt-config.ts';
import { readPem } from '../read-pem.ts';

export interface Listener {
  readonly port: number;
  close(): void;
}

/** Connections that say nothing are asked by TCP: a client may do without MQTT's keep-alive. */
const ASK_AFTER_MS = 60_000;
/** Small messages to a client that pauses do not keep the others waiting. */
const BUFFER_BYTES = 262_144;

/** Listens by TLS, or in the open on loopback or with the operator's consent. Throws a StartError with the mend. */
export async function listenForClients(
  config: Pick<MqttConfig, 'host' | 'port' | 'tls' | 'isPlainAllowed'>,
  limits: { readonly maxConnections: number },
  accept: (socket: Socket) => void,
): Promise<Listener> {
  const { host, port, tls } = config;
  if (tls === null && !config.isPlainAllowed && !isLoopback(host)) {
    throw new StartError(
      `CARETAKER_MQTT_HOST is ${host}, where others can listen in: passwords would travel in the open. Set CARETAKER_MQTT_TLS_CERT_FILE and CARETAKER_MQTT_TLS_KEY_FILE, or consent with CARETAKER_MQTT_ALLOW_PLAIN=yes.`,
    );
  }
  const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay: ASK_AFTER_MS, highWaterMark: BUFFER_BYTES };
  const server = tls === null ? createServer(options, accept) : await secureServer(tls, options, accept);
  server.maxConnections = limits.maxConnections;
  await bind(server, host, port);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a socket without a port');
  return { port: address.port, close: () => void server.close() };
}

async function secureServer(
  tls: MqttTls,
  options: Parameters<typeof createTlsServer>[0],
  accept: (socket: Socket) => void,
): Promise<Server> {
  const cert = await readPem(tls.certFile, 'CERT');
  const key = await readPem(tls.keyFile, 'KEY');
  try {
    return createTlsServer({ ...options, cert, key, minVersion: 'TLSv1.2' }, accept);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The certificate ${tls.certFile} and the key ${tls.keyFile} cannot be used: ${reason}.`, { cause: error });
  }
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const reason = isTaken ? 'something else listens there' : error instanceof Error ? error.message : String(error);
    const mend = isTaken ? `, or use that broker with CARETAKER_MQTT_URL=mqtt://${host}:${port}` : '';
    throw new StartError(
      `The embedded broker cannot listen on ${host}, port ${port}: ${reason}. Choose another one with CARETAKER_MQTT_PORT${mend}.`,
      { cause: error },
    );
  }
  // After the start a failing accept (no file descriptor left) is no reason to end the console.
  server.on('error', () => {});
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
