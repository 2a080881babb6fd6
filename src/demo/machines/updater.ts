import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { Log } from '../../kernel/log/log.ts';

/** What the console calls at a slot's start: the demo's stand-in for Ansible or Semaphore, over the real hand-off. */
export interface Updater {
  readonly url: string;
  stop(): void;
}

export interface UpdaterParts {
  readonly log: Log;
  /** Installs all that is pending on the machine of this name, which then reports. */
  update(name: string): Promise<void>;
}

const Order = z.looseObject({
  server: z.looseObject({ name: z.string() }),
  callback: z.looseObject({ url: z.url(), token: z.string() }),
});
type Order = z.infer<typeof Order>;

/** Long enough to see a slot that has started. */
const TAKES_MS = 20_000;

export async function startUpdater({ log, update }: UpdaterParts): Promise<Updater> {
  const underWay = new Set<NodeJS.Timeout>();
  const work = async ({ server, callback }: Order): Promise<void> => {
    try {
      await update(server.name);
      await tell(callback);
    } catch (error) {
      log.debug({ err: error }, 'the demo could not tell what became of a slot');
    }
  };
  const answer = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const order = Order.safeParse(await json(request).catch(() => null));
    if (!order.success) return void reply.writeHead(400).end();
    underWay.add(setTimeout(() => void work(order.data), TAKES_MS));
    reply.writeHead(202, { 'content-type': 'application/json' }).end('{"state":"running"}');
  };
  const server = createServer((request, reply) => void answer(request, reply));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo updater has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop() {
      for (const timer of underWay) clearTimeout(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}

async function tell({ url, token }: Order['callback']): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const reply = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ state: 'succeeded', text: 'All updates are installed.' }),
  });
  await reply.arrayBuffer();
}
