import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Sends requests by turns to those that say they are ready, by connections that it keeps; it repeats none. */
export interface Balancer {
  readonly url: string;
  add(url: string): void;
  remove(url: string): void;
  /** Those it sends requests to now. */
  ready(): readonly string[];
}

const LOOK_MS = 100;

interface Backend {
  readonly url: string;
  readonly agent: Agent;
  isReady: boolean;
}

export async function balancer(): Promise<Balancer> {
  const backends = new Map<string, Backend>();
  let turn = 0;

  const server = createServer((asked, answer) => {
    const ready = [...backends.values()].filter(({ isReady }) => isReady);
    turn += 1;
    const chosen = ready[turn % Math.max(1, ready.length)];
    if (chosen === undefined) return void answer.writeHead(503).end('nobody is ready');
    pass(asked, answer, chosen);
  });
  const looking = setInterval(() => {
    for (const backend of backends.values()) void look(backend);
  }, LOOK_MS);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    clearInterval(looking);
    server.closeAllConnections();
    server.close();
    for (const { agent } of backends.values()) agent.destroy();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => void backends.set(url, { url, agent: new Agent({ keepAlive: true }), isReady: false }),
    remove: (url) => void backends.delete(url),
    ready: () => [...backends.values()].filter(({ isReady }) => isReady).map(({ url }) => url),
  };
}

async function look(backend: Backend): Promise<void> {
  backend.isReady = await fetch(`${backend.url}/readiness`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status === 200,
    () => false, // It does not listen.
  );
}

function pass(asked: IncomingMessage, answer: ServerResponse, { url, agent }: Backend): void {
  const forwarded = request(`${url}${asked.url}`, { method: asked.method, headers: asked.headers, agent }, (reply) => {
    // Of one hop only (RFC 9110 section 7.6.1).
    const { connection: _connection, 'keep-alive': _keepAlive, ...headers } = reply.headers;
    answer.writeHead(reply.statusCode ?? 502, headers);
    reply.pipe(answer);
  });
  forwarded.on('error', (error) => {
    if (!answer.headersSent) answer.writeHead(502);
    answer.end(`the balancer met ${String(error)}`);
  });
  asked.pipe(forwarded);
}
