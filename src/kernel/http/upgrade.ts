import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Edge } from './edges.ts';

/** An address whose connections become something else than HTTP. */
export interface Upgrade {
  readonly path: string;
  /** False: asked for, it is answered in words by the edge of the same path. */
  isOpen(): boolean;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends its connections: the server waits for them when it stops. */
  close(): Promise<void>;
}

/**
 * Whether a connection may change over: to this address, by a WebSocket. Everything else is answered as the request that it is, as
 * servers do that know no upgrade (`curl --http2` asks for one with every request).
 */
export const mayUpgrade = ({ url, headers }: IncomingMessage, upgrade: Upgrade): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket' && (url ?? '').split('?', 1)[0] === upgrade.path && upgrade.isOpen();

/** Hands connections over that may change. */
export function registerUpgrade({ server }: FastifyInstance, upgrade: Upgrade, ownOrigins: readonly string[]): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isForeign(request, ownOrigins)) refuseUpgrade(socket, '403 Forbidden', 'This page belongs to another site.');
    else upgrade.accept(request, socket, head);
  });
}

/**
 * Whether a page of another site has made a browser ask. Nothing that a browser sends by itself lets anybody in here (MQTT has its own
 * sign-in), but no site is to use the browsers of people in the house as its way in. Programs say no origin.
 */
const isForeign = ({ headers: { origin, host } }: IncomingMessage, ownOrigins: readonly string[]): boolean =>
  origin !== undefined && !ownOrigins.includes(origin) && URL.parse(origin)?.host !== host;

/** In words, because whoever writes a client looks for them. */
export function refuseUpgrade(socket: Duplex, status: string, words: string): void {
  const text = `${words}\n`;
  const headers = [
    ...['Connection: close', 'Content-Type: text/plain; charset=utf-8', 'X-Content-Type-Options: nosniff'],
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.on('error', () => {}); // It has left already.
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${text}`);
}

/** What is answered at the address of an upgrade to whoever asks for none, or while there is none. */
export const upgradeEdge = (path: string, words: () => { readonly status: number; readonly text: string }): Edge => ({
  path,
  who: 'anyone',
  async answer() {
    const { status, text } = words();
    return { status, mediaType: 'text/plain; charset=utf-8', text: `${text}\n` };
  },
});
