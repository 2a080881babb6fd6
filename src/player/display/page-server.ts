import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';

/** What the page says of itself, about once a second, from the moment at which a frame is drawn. */
const Beat = z.object({ shownId: z.string().max(100).nullable() });

export interface PageServer {
  /** Where the page is; nobody else knows the way. */
  readonly url: string;
  show(programme: Programme): void;
  close(): void;
}

export interface PageServerParts {
  /** The page as it was built. */
  readonly folder: string;
  /** The bytes of a file by its checksum; null: it is not there. */
  file(checksum: string): Uint8Array | null;
  beat(shownId: string | null): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
/** The page draws what came by the network: it runs its own scripts alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src http: https:; frame-src http: https:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'none'";
const MOST_BEAT_BYTES = 1_024;

/** Serves the page to the Chromium of this computer, by an address that cannot be guessed. */
export async function servePage({ folder, file, beat }: PageServerParts): Promise<PageServer> {
  const secret = randomBytes(24).toString('base64url');
  const listeners = new Set<ServerResponse>();
  let last: Programme = { kind: 'nothing' };

  const server = createServer((request, reply) => {
    const [, own, ...rest] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? [];
    if (own !== secret) return void reply.writeHead(404).end();
    reply.setHeader('content-security-policy', POLICY);
    reply.setHeader('x-content-type-options', 'nosniff');
    const path = rest.join('/');
    if (path === 'programme') return listen(reply);
    if (path === 'beat' && request.method === 'POST') return void hear(request, reply);
    if (path.startsWith('media/')) return sendBytes(reply, file(path.slice('media/'.length)), 'application/octet-stream');
    return sendBytes(
      reply,
      readAsset(folder, path),
      TYPES[/\.\w+$/.exec(path === '' ? '.html' : path)?.[0] ?? ''] ?? 'application/octet-stream',
    );
  });
  const listen = (reply: ServerResponse): void => {
    reply.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    listeners.add(reply);
    reply.on('close', () => void listeners.delete(reply));
    tell(reply, last);
  };
  const hear = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) {
      text += String(chunk);
      if (text.length > MOST_BEAT_BYTES) return void reply.writeHead(413).end();
    }
    const read = Beat.safeParse(parsed(text));
    if (read.success) beat(read.data.shownId);
    reply.writeHead(read.success ? 204 : 400).end();
  };

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/${secret}/`,
    show(programme) {
      last = programme;
      for (const listener of listeners) tell(listener, programme);
    },
    close() {
      for (const listener of listeners) listener.end();
      server.close();
      server.closeAllConnections();
    },
  };
}

const tell = (reply: ServerResponse, programme: Programme): void => void reply.write(`data: ${JSON.stringify(programme)}\n\n`);

function sendBytes(reply: ServerResponse, bytes: Uint8Array | null, type: string): void {
  if (bytes === null) return void reply.writeHead(404).end();
  reply.writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'cache-control': 'no-store' }).end(bytes);
}

function readAsset(folder: string, path: string): Uint8Array | null {
  const name = path === '' ? 'index.html' : normalize(path);
  const file = join(folder, name);
  return name.startsWith('..') || !existsSync(file) ? null : readFileSync(file);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
