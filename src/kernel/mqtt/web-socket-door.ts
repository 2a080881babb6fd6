import type { IncomingMessage } from 'node:http';
import { refuseUpgrade, type Upgrade } from '../http/upgrade.ts';
import type { Broker } from './broker/broker.ts';

/** MQTT by WebSocket (3.1.1, chapter 6) at the console's own address, for players that live in a browser. */
export const MQTT_PATH = '/mqtt';

/** As browsers and libraries ask for it. */
const PROTOCOL = 'mqtt';
/** A message of a WebSocket may hold several packets, or a part of one, and is collected whole before it is handed on. */
const MAX_MESSAGE_BYTES = 8 * 1_048_576;
/** Of somebody who has not signed in. */
const MAX_STRANGER_BYTES = 65_536;
/** Answers to pings that may wait for somebody who takes none. */
const MAX_UNSENT_PONGS = 65_536;
const BUFFER_BYTES = 262_144;
/** Connections that say nothing are asked by TCP: a client may do without MQTT's keep-alive. */
const ASK_AFTER_MS = 60_000;

export interface WebSocketDoor extends Upgrade {
  /** Lets devices in to a broker. */
  open(broker: Pick<Broker, 'enter' | 'maxConnections'>): Promise<void>;
}

export function createWebSocketDoor(): WebSocketDoor {
  let inside: { accept: Upgrade['accept']; end(): void } | null = null;
  return {
    path: MQTT_PATH,
    isOpen: () => inside !== null,
    accept: (request, socket, head) => inside?.accept(request, socket, head),
    async close() {
      inside?.end();
      inside = null;
    },
    async open({ enter, maxConnections }) {
      const { WebSocketServer, createWebSocketStream } = await import('ws');
      const server = new WebSocketServer({
        noServer: true,
        // Whoever is not let in has shown nothing yet: nobody may make us unpack.
        perMessageDeflate: false,
        maxPayload: MAX_MESSAGE_BYTES,
        // It would answer whoever asks and never reads, without end.
        autoPong: false,
        handleProtocols: (asked) => (asked.has(PROTOCOL) ? PROTOCOL : false),
      });
      server.on('connection', (webSocket, { socket }) => {
        socket.setKeepAlive(true, ASK_AFTER_MS);
        webSocket.on('message', (_bytes, isBinary) => {
          // Text is none of MQTT's (section 6.0).
          if (!isBinary) webSocket.terminate();
        });
        webSocket.on('ping', (said) => {
          if (webSocket.bufferedAmount > MAX_UNSENT_PONGS) webSocket.terminate();
          else webSocket.pong(said);
        });
        const connection = createWebSocketStream(webSocket, { readableHighWaterMark: BUFFER_BYTES, writableHighWaterMark: BUFFER_BYTES });
        // What breaks before the broker listens for it is no reason to end the console.
        connection.on('error', () => {});
        const { isKnown } = enter(connection);
        limitMessages(webSocket, () => (isKnown() ? MAX_MESSAGE_BYTES : MAX_STRANGER_BYTES));
      });
      inside = {
        accept(request, socket, head) {
          if (!asksForMqtt(request)) return refuseUpgrade(socket, '400 Bad Request', 'MQTT over WebSocket wants the subprotocol "mqtt".');
          if (server.clients.size >= maxConnections) return refuseUpgrade(socket, '503 Service Unavailable', 'Too many connections.');
          server.handleUpgrade(request, socket, head, (webSocket) => void server.emit('connection', webSocket, request));
        },
        end() {
          for (const client of server.clients) client.terminate();
          server.close();
        },
      };
    },
  };
}

/** The library knows one limit for all its connections; who has shown nothing yet is not to fill the memory. */
function limitMessages(webSocket: object, limit: () => number): void {
  const receiver: unknown = Reflect.get(webSocket, '_receiver');
  if (typeof receiver !== 'object' || receiver === null || !Reflect.has(receiver, '_maxPayload')) {
    throw new Error('ws has no receiver where it used to be');
  }
  Object.defineProperty(receiver, '_maxPayload', { get: limit });
}

const asksForMqtt = ({ headers }: IncomingMessage): boolean =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((one) => one.trim() === PROTOCOL);
