import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const Told = z.object({ id: z.uuid() });

/** Something outside that the console calls; it remembers which keys came for which id. */
export interface Receiver {
  readonly url: string;
  keysOf(id: string): ReadonlySet<string> | undefined;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const keys = new Map<string, Set<string>>();
  const server = createServer(async (request, reply) => {
    try {
      const { id } = Told.parse(await json(request));
      keys.set(id, (keys.get(id) ?? new Set()).add(String(request.headers['idempotency-key'])));
      reply.writeHead(204).end();
    } catch {
      // Cut off in the middle by the death of the caller.
      reply.writeHead(400).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    keysOf: (id) => keys.get(id),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
