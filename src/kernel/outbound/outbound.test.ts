import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../shared/time.ts';
import { createHeld } from '../held/held.ts';
import { hold } from '../held/store.ts';
import { testDatabase } from '../testing/database.ts';
import { createOutbound } from './create-outbound.ts';
import { DeliveryError } from './delivery-error.ts';

const { db } = await testDatabase();
const held = createHeld({ db });

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function startServer(answer: Answer): Promise<{ readonly origin: string; readonly port: number; readonly seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, seen };
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'nas.example': ['127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'mixed.example': ['169.254.169.254', '127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
};

/** DNS lies outside the process: names of the test's own. */
const resolve = async (hostname: string): Promise<readonly string[]> => {
  const addresses = NAMES[hostname];
  if (addresses === undefined) throw new Error('ENOTFOUND');
  return addresses;
};

function client(options: { readonly ownPorts?: number[]; readonly proxy?: string } = {}) {
  const outbound = createOutbound({ proxy: options.proxy ?? null, ownPorts: () => options.ownPorts ?? [], resolve, held });
  closing.push(() => void outbound.close());
  return outbound;
}

async function failure(call: Promise<unknown>): Promise<DeliveryError> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`expected a DeliveryError, got ${String(error)}`);
  return error;
}

const text = (body: Uint8Array): string => new TextDecoder().decode(body);

describe('where calls may go', () => {
  test('an origin in the house answers where an administrator saved it, by address and by name', async () => {
    const server = await startServer((_request, response) => response.end('hello'));
    const named = `http://nas.example:${server.port}`;
    for (const origin of [server.origin, named]) {
      const reply = await client().request({ url: `${origin}/status`, trustedOrigins: [origin] });
      expect([reply.status, text(reply.body)]).toEqual([200, 'hello']);
    }
  });

  test('an origin in the house that nobody saved is refused for good, and never reached', async () => {
    const server = await startServer((_request, response) => response.end('secret'));
    const urls = [
      server.origin,
      `http://nas.example:${server.port}`,
      `http://mapped.example:${server.port}`,
      `http://[::ffff:127.0.0.1]:${server.port}`,
      `http://2130706433:${server.port}`,
      `http://0x7f.1:${server.port}`,
    ];
    for (const url of urls) {
      const error = await failure(client().request({ url, trustedOrigins: ['http://other.example'] }));
      expect(error).toMatchObject({ permanent: true, message: expect.stringContaining('private network') });
    }
    expect(server.seen).toEqual([]);
  });

  test('the metadata address is refused even for an origin that an administrator saved', async () => {
    for (const url of ['http://metadata.example', 'http://169.254.169.254', 'http://[fe80::1]', 'http://0.0.0.0:1', 'http://[::]:1']) {
      const error = await failure(client().request({ url, trustedOrigins: [new URL(url).origin] }));
      expect(error).toMatchObject({ permanent: true, message: expect.stringContaining('never called') });
    }
  });

  test('of several addresses only a permitted one is called', async () => {
    const server = await startServer((_request, response) => response.end('good'));
    const url = `http://mixed.example:${server.port}`;
    expect(text((await client().request({ url, trustedOrigins: [url] })).body)).toBe('good');
  });

  test("the console's own port on this machine is refused always", async () => {
    const server = await startServer((_request, response) => response.end('console'));
    const outbound = client({ ownPorts: [server.port] });
    const hosts = ['127.0.0.1', 'nas.example', 'mapped.example', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::1]', '[64:ff9b::127.0.0.1]'];
    for (const url of hosts.map((host) => new URL(`http://${host}:${server.port}`).origin)) {
      const error = await failure(outbound.request({ url, trustedOrigins: [url] }));
      expect(error.message).toContain('the console itself');
    }
    expect(server.seen).toEqual([]);
  });

  test.each(['ftp://nas.example/', 'file:///etc/passwd', 'nonsense', 'http://user:hunter2@nas.example/'])('%s is refused', async (url) => {
    const error = await failure(client().request({ url }));
    expect(error.permanent).toBe(true);
    expect(error.message).not.toContain('hunter2');
  });
});

describe('redirects', () => {
  test('within the origin they are followed, and a POST becomes a GET by 303', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/new') response.end('there');
      else response.writeHead(303, { location: '/new' }).end();
    });
    const reply = await client().request({ url: `${server.origin}/old`, method: 'POST', body: 'x', trustedOrigins: [server.origin] });
    expect(text(reply.body)).toBe('there');
    expect(server.seen).toEqual(['POST /old', 'GET /new']);
  });

  test('to another origin they are refused, even to one that is trusted', async () => {
    const other = await startServer((_request, response) => response.end('other'));
    const server = await startServer((_request, response) => response.writeHead(302, { location: other.origin }).end());
    const error = await failure(client().request({ url: server.origin, trustedOrigins: [server.origin, other.origin] }));
    expect(error).toMatchObject({ permanent: true, message: expect.stringContaining('another origin') });
    expect(other.seen).toEqual([]);
  });

  test('without end they end after three', async () => {
    const server = await startServer((_request, response) => response.writeHead(307, { location: '/again' }).end());
    expect((await failure(client().request({ url: server.origin, trustedOrigins: [server.origin] }))).permanent).toBe(true);
    expect(server.seen).toHaveLength(4);
  });
});

describe('limits', () => {
  test('an answer that does not end is cut off at its size', async () => {
    const server = await startServer((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const error = await failure(client().request({ url: server.origin, maxBytes: 100_000, trustedOrigins: [server.origin] }));
    expect(error.message).toContain('larger than 100000 bytes');
  });

  test('a packed answer is unpacked, and counted as unpacked', async () => {
    const server = await startServer((request, response) => {
      const plain = request.url === '/bomb' ? Buffer.alloc(50_000_000) : Buffer.from('small');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(plain));
    });
    const ask = (path: string) => client().request({ url: server.origin + path, trustedOrigins: [server.origin] });
    expect(text((await ask('/small')).body)).toBe('small');
    expect((await failure(ask('/bomb'))).message).toContain('larger than');
  });

  test('an answer that trickles ends with the time of the whole call', async () => {
    const server = await startServer((_request, response) => {
      response.write('a');
      const timer = setInterval(() => response.write('b'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const timeout = Temporal.Duration.from({ milliseconds: 300 });
    const error = await failure(client().request({ url: server.origin, timeout, trustedOrigins: [server.origin] }));
    expect(error).toMatchObject({ permanent: false, message: expect.stringContaining('in time') });
  });

  test('nobody there: trying again may help', async () => {
    const server = createSocketServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((done) => server.close(() => done()));
    const url = `http://127.0.0.1:${port}`;
    expect(await failure(client().request({ url, trustedOrigins: [url] }))).toMatchObject({ permanent: false });
    expect(await failure(client().request({ url: 'http://unknown.example' }))).toMatchObject({ permanent: false });
  });

  test('a status is an answer, not a failure', async () => {
    const server = await startServer((_request, response) => response.writeHead(500, { 'x-a': ['1', '2'] }).end('broken'));
    const reply = await client().request({ url: server.origin, trustedOrigins: [server.origin] });
    expect(reply).toMatchObject({ status: 500, headers: { 'x-a': '1, 2' } });
  });
});

describe('behind a proxy', () => {
  test('public names go through it, the house is called directly, forbidden addresses are not asked of it', async () => {
    const proxy = await startServer((_request, response) => response.end('by proxy'));
    const house = await startServer((_request, response) => response.end('direct'));
    const outbound = client({ proxy: proxy.origin });
    expect(text((await outbound.request({ url: 'http://known-to-the-proxy.example/hook' })).body)).toBe('by proxy');
    expect(text((await outbound.request({ url: house.origin, trustedOrigins: [house.origin] })).body)).toBe('direct');
    expect((await failure(outbound.request({ url: house.origin }))).permanent).toBe(true);
    expect((await failure(outbound.request({ url: 'http://metadata.example/' }))).permanent).toBe(true);
    expect(proxy.seen).toEqual(['GET http://known-to-the-proxy.example/hook']);
  });
});

test('a held console calls nobody, and says that it may be tried again', async () => {
  const { origin, seen } = await startServer((_request, response) => response.end());
  const now = systemClock.now();
  await db.transaction().execute((tx) => hold(tx, { since: now, backupMadeAt: now }));
  const error = await failure(client().request({ url: origin, trustedOrigins: [origin] }));
  expect(error.message).toContain('is held since');
  expect(error.permanent).toBe(false);
  expect(seen).toEqual([]);
  await db.deleteFrom('kernel.held').execute();
  expect((await client().request({ url: origin, trustedOrigins: [origin] })).status).toBe(200);
});
