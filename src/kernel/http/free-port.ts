import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that is free at this moment: links must name it before the console listens. */
export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('a socket without a port');
  return address.port;
}
