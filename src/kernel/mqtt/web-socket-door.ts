import type { IncomingMessage } from 'node:http';
import { refuseUpgrade, type Upgrade } from '../http/upgrade.ts';
import type { Broker } from './broker/broker.ts';

/** MQTT by WebSocket (3.1.1, chapter 6) at the console's own address, for players that live in a browser. */
export const MQTT_PATH = '/mqtt';

/** As browsers and libraries ask for it. */
const PROTOCOL = 'mqtt';
/** A frame may hold several packets, or a part of one; how large packets may be is the broker's business. */
const MAX_FRAME_BYTES = 8 * 1_048_576;
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
        maxPayload: MAX_FRAME_BYTES,
        handleProtocols: (asked) => (asked.has(PROTOCOL) ? PROTOCOL : false),
      });
      server.on('connection', (webSocket, { socket }) => {
        socket.setKeepAlive(true, ASK_AFTER_MS);
        webSocket.on('message', (_bytes, isBinary) => {
          // Text is none of MQTT's (section 6.0).
          if (!isBinary) webSocket.terminate();
        });
        const connection = createWebSocketStream(webSocket, { readableHighWaterMark: BUFFER_BYTES, writableHighWaterMark: BUFFER_BYTES });
        // What breaks before the broker listens for it is no reason to end the console.
        connection.on('error', () => {});
        enter(connection);
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

const asksForMqtt = ({ headers }: IncomingMessage): boolean =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((one) => one.trim() === PROTOCOL);
