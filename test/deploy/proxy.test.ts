import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/kernel/http/free-port.ts';
import { testNeeding } from '../needs.ts';
import { connectionTo, itemsOf, PASSWORD } from '../start/connection.ts';
import { startedConsole, temporaryFolder } from '../start/console-process.ts';
import { deployed, said, scratch } from './files.ts';
import { type Browser, browserAt, makeCertificate } from './https.ts';
import { type Behind, startCaddy, startCaddyOfMany, startNginx } from './proxies.ts';

/** Where the people of these tests sit. Linux answers on all of 127.0.0.0/8. */
const PERSON = '127.0.0.5';
const STRANGER = '127.0.0.6';
const CLAIMED = '203.0.113.99';

const port = await freePort('127.0.0.1');
const consolePort = await freePort('127.0.0.1');
const plainPort = await freePort('127.0.0.1');
const certificate = makeCertificate(scratch());
const behind: Behind = { ...certificate, consolePort, port, plainPort };

const running = await startedConsole({
  dataDir: `${temporaryFolder()}/data`,
  isForFile: true,
  env: {
    CARETAKER_PORT: String(consolePort),
    CARETAKER_PUBLIC_URL: `https://localhost:${port}`,
    CARETAKER_TRUST_PROXY: '127.0.0.1,::1',
  },
});
const direct = connectionTo(`http://127.0.0.1:${consolePort}`);
await direct.setUp(running.setupToken);
const bearer = await direct.signIn();

const sameOrigin = { origin: `https://localhost:${port}`, 'sec-fetch-site': 'same-origin' };

async function signIn(browser: Browser, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const reply = await browser.ask('POST', '/api/auth/login', {
    body: { username: 'sam', password: PASSWORD, session: 'cookie' },
    headers: { ...sameOrigin, ...headers },
  });
  expect(reply.status, reply.text).toBe(200);
  const cookie = reply.headers['set-cookie']?.[0] ?? '';
  expect(cookie).toMatch(/; *Secure/i);
  expect(cookie).toMatch(/; *HttpOnly/i);
  return cookie.split(';')[0] ?? '';
}

const lastSignIn = async (): Promise<Readonly<Record<string, unknown>> | undefined> =>
  itemsOf(await direct.ask('GET', '/api/audit?action=auth.signed_in&limit=1', { bearer }))[0];

/** Reads a stream until it holds a text; answers after how many milliseconds. */
async function untilHeard(stream: AsyncIterable<unknown>, text: string): Promise<number> {
  const begun = performance.now();
  let heard = '';
  for await (const chunk of stream) {
    heard += String(chunk);
    if (heard.includes(text)) break;
  }
  return performance.now() - begun;
}

/** A player in a browser: by WebSocket, from the pages of this console alone. */
async function playInBrowser(name: string): Promise<void> {
  const code = Object(JSON.parse((await direct.ask('POST', '/api/screens/enrolment-codes', { bearer, body: {} })).text)).code;
  const uuid = crypto.randomUUID();
  const enrolled = await direct.ask('POST', '/api/screens/enrol', { body: { code, uuid, hardware: { hostname: `behind ${name}` } } });
  const { username, password } = Object(JSON.parse(enrolled.text)).broker;
  const come = (origin: string) =>
    connectAsync(
      `wss://localhost:${port}/mqtt`,
      {
        ...{ username, password, protocolVersion: 4, reconnectPeriod: 0, ca: readFileSync(certificate.certFile) },
        wsOptions: { headers: { origin } },
      },
      false,
    );
  const client = await come(`https://localhost:${port}`);
  await client.publishAsync(`infoscreen/${uuid}/heartbeat`, JSON.stringify({ process_pid: 7, filler: 'x'.repeat(50_000) }), { qos: 1 });
  await expect.poll(async () => (await direct.ask('GET', `/api/screens/${uuid}`, { bearer })).text).toContain('"processPid":7');
  await client.endAsync();
  await expect(come('https://evil.example')).rejects.toThrow('connect');
}

for (const [name, need, start] of [
  ['nginx', 'nginx-light', startNginx],
  ['caddy', 'caddy', startCaddy],
] as const) {
  testNeeding(
    need,
    `behind ${name}: sign-in by cookie, writes of this origin alone, HSTS, live events as they happen, the caller's own address`,
    async () => {
      await start(behind);
      const browser = browserAt({ port, certFile: certificate.certFile, from: PERSON });

      const page = await browser.ask('GET', '/healthz');
      expect(page.status).toBe(200);
      expect(page.headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
      expect((await browser.ask('GET', '/readiness')).text).not.toContain('detail');
      expect((await browser.ask('GET', '/metrics')).status).toBe(401);

      const cookie = await signIn(browser, { 'x-forwarded-for': CLAIMED, forwarded: `for=${CLAIMED}` });
      expect(await lastSignIn()).toMatchObject({ address: PERSON });
      const edit = (headers: Readonly<Record<string, string>>) =>
        browser.ask('PATCH', '/api/users/me', { body: { displayName: `Sam behind ${name}` }, headers: { cookie, ...headers } });
      expect((await edit({ origin: 'https://evil.example' })).status).toBe(403);

      const stream = await browser.open('/api/live', { cookie, accept: 'text/event-stream' });
      expect(stream.headers['content-type']).toContain('text/event-stream');
      const heard = untilHeard(stream, 'users.changed');
      // A proxy that collects would have the first words with the connection, and the event never.
      await sleep(300);
      const edited = await edit(sameOrigin);
      expect(edited.status, edited.text).toBe(200);
      expect(await heard).toBeLessThan(5_000);
      stream.destroy();

      await playInBrowser(name);

      // Larger than what proxies let through by themselves: the console itself says what it thinks of it.
      const csv = `name,hostname\n${'x'.repeat(3_000_000)}`;
      const large = await browser.ask('POST', '/api/servers/import', { body: { csv }, headers: { cookie, ...sameOrigin } });
      expect([large.status, large.headers['x-request-id']]).toEqual([expect.toBeOneOf([200, 422]), expect.any(String)]);
    },
  );
}

testNeeding('nginx-light', 'nginx logs what was asked for, and no secret of a calendar', async () => {
  const logged = await startNginx(behind);
  const browser = browserAt({ port, certFile: certificate.certFile, from: PERSON });
  expect((await browser.ask('GET', '/api/servers/calendar.ics?token=ctl_secret')).headers['x-request-id']).toEqual(expect.any(String));
  await browser.ask('GET', '/healthz?last');
  await expect.poll(logged).toContain('/healthz?last');
  expect(logged()).not.toContain('ctl_secret');
});

test('what others claim in X-Forwarded-For is not believed', async () => {
  // Not the proxy's address, and no TLS.
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const body = JSON.stringify({ username: 'sam', password: PASSWORD });
  const sent = request(
    {
      ...{ host: '127.0.0.1', port: consolePort, method: 'POST', path: '/api/auth/login', localAddress: STRANGER },
      headers: { 'content-type': 'application/json', 'x-forwarded-for': CLAIMED, 'x-forwarded-proto': 'https' },
    },
    (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    },
  );
  sent.on('error', reject);
  sent.end(body);
  expect(await promise).toBe(200);
  expect(await lastSignIn()).toMatchObject({ address: STRANGER });
});

testNeeding(
  'caddy',
  'the proxy of the many leaves out a process that does not answer, and brings reports to those that take them',
  async () => {
    const ingest = createServer((_asked, answer) => void answer.end('{"status":"ready","who":"ingest"}'));
    ingest.listen(0, '127.0.0.1');
    await once(ingest, 'listening');
    onTestFinished(() => void ingest.close());
    const ingestPort = Number(Object(ingest.address()).port);
    await startCaddyOfMany(behind, { web1: consolePort, web2: await freePort('127.0.0.1'), ingest1: ingestPort });
    const browser = browserAt({ port, certFile: certificate.certFile, from: PERSON });
    const replies = await Promise.all(Array.from({ length: 20 }, () => browser.ask('GET', '/healthz')));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"status":"alive"}']));
    expect((await browser.ask('POST', '/api/servers/report', { body: {} })).text).toContain('ingest');
    expect((await browser.ask('GET', '/api/servers', { headers: { cookie: await signIn(browser) } })).status).toBe(200);
  },
);

for (const file of ['Caddyfile', 'Caddyfile.scale']) {
  testNeeding('caddy', `${file} is valid and formatted`, () => {
    const home = scratch();
    said('caddy', ['validate', '--adapter', 'caddyfile', '--config', deployed(`proxy/${file}`)], {
      ...{ HOME: home, XDG_DATA_HOME: home, CARETAKER_DOMAIN: 'caretaker.example.org' },
    });
    expect(said('caddy', ['fmt', deployed(`proxy/${file}`)])).toBe(said('cat', [deployed(`proxy/${file}`)]));
  });
}
