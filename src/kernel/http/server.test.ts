import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../metrics/create-metrics.ts';
import { askAt, ID, testRoutes } from './fixture-routes.ts';
import { startTestHttp } from './http-fixture.ts';

const http = await startTestHttp({
  served: testRoutes,
  sentences: { 'test.taken': 'The name {name} is taken.', 'kernel.bad_input': 'Bad.' },
});
const ask = askAt(http.url);

describe('writes from other sites', () => {
  const cookie = { cookie: 'session=olga' };
  const own = new URL(http.url).origin;
  test.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['no origin at all (null)', { origin: 'null' }, 403],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site', origin: own }, 403],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['our own pages', { 'sec-fetch-site': 'same-origin', origin: own }, 201],
    ['our own pages behind a proxy that rewrites the host', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:5173' }, 201],
    ['a browser that says the origin only', { origin: own }, 201],
    ['a tool with a cookie', {}, 201],
  ])('%s', async (_from, headers, status) => {
    const reply = await ask('POST', '/api/things', { as: 'stranger', body: { name: 'x' }, headers: { ...cookie, ...headers } });
    expect(reply.status).toBe(status);
    if (status === 403) expect(reply.body.code).toBe('kernel.cross_site');
  });

  test('a token in a header is no cookie: no browser sends it by itself', async () => {
    expect((await ask('POST', '/api/things', { body: { name: 'x' }, headers: { origin: 'https://tool.example' } })).status).toBe(201);
  });

  test('the public address counts as our own, whatever the proxy makes of the host', async () => {
    const behind = await startTestHttp({ served: testRoutes, publicUrl: 'https://care.example' });
    const reply = await fetch(`${behind.url}/api/open`, { method: 'POST', headers: { origin: 'https://care.example' } });
    expect(reply.status).toBe(201);
  });
});

describe('cookies and TLS', () => {
  test('without TLS: HttpOnly, Lax, and no promise of TLS', async () => {
    const reply = await ask('POST', '/api/cookies');
    expect(reply.headers.get('set-cookie')).toBe('session=olga; Max-Age=60; Path=/; HttpOnly; SameSite=Lax');
    expect(reply.headers.get('strict-transport-security')).toBeNull();
  });

  test('behind a trusted proxy with TLS: Secure, bound to the host, and read back under that name alone', async () => {
    const behind = await startTestHttp({ served: testRoutes, trustProxy: ['127.0.0.1'] });
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' };
    const reply = await fetch(`${behind.url}/api/cookies`, { method: 'POST', headers });
    expect(reply.headers.get('set-cookie')).toBe('__Host-session=olga; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax');
    expect(reply.headers.get('strict-transport-security')).toBe('max-age=31536000');
    const list = (cookie: string) => fetch(`${behind.url}/api/things`, { headers: { ...headers, cookie } });
    expect((await list('__Host-session=olga')).status).toBe(200);
    expect((await list('session=olga')).status).toBe(401);
  });

  test('a proxy that nobody trusts promises nothing', async () => {
    const reply = await ask('POST', '/api/cookies', { headers: { 'x-forwarded-proto': 'https' } });
    expect(reply.headers.get('set-cookie')).not.toContain('Secure');
  });
});

describe('trouble', () => {
  test("a refusal has the contract's status, a sentence with its figures, and the field to blame", async () => {
    expect(await ask('POST', '/api/things', { body: { name: 'taken' } })).toMatchObject({
      status: 409,
      body: {
        code: 'test.taken',
        title: 'The name taken is taken.',
        params: { name: 'taken' },
        errors: [{ path: 'name', message: 'The name taken is taken.' }],
      },
    });
  });

  test.each([
    ['bug', 500, 'kernel.internal'],
    ['undeclared', 500, 'kernel.internal'],
    ['away', 503, 'kernel.database_unavailable'],
    ['slow', 503, 'kernel.busy'],
    ['full', 503, 'kernel.disk_full'],
    ['nul', 422, 'kernel.bad_input'],
  ])('%s is a %i', async (how, status, code) => {
    const before = http.logged.length;
    const requestId = `test-of-${how}-0001`;
    const reply = await ask('POST', '/api/fail', { body: { how }, headers: { 'x-request-id': requestId } });
    expect(reply).toMatchObject({ status, body: { status, code, requestId } });
    expect(JSON.stringify(reply.body)).not.toContain('hunter2');
    expect(reply.headers.get('retry-after')).toBe(status === 503 ? '2' : null);
    const entries = http.logged.slice(before).filter((line) => line.includes(requestId));
    expect(entries).toHaveLength(status >= 500 ? 1 : 0);
  });

  test('an unknown address is a 404 problem, a known one by another method a 405 that names the others', async () => {
    expect(await ask('GET', '/api/nothing')).toMatchObject({ status: 404, body: { code: 'kernel.not_found' } });
    const reply = await ask('PUT', '/api/things');
    expect(reply).toMatchObject({ status: 405, body: { code: 'kernel.method_not_allowed' } });
    expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
    expect((await ask('GET', '/api/%zz')).status).toBe(400);
  });

  test('a request id of one word is kept, another one is replaced', async () => {
    const idOf = async (given: string) =>
      (await ask('GET', '/api/things', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idOf('trace-0123456789')).toBe('trace-0123456789');
    for (const given of ['short', 'x'.repeat(65), 'two words here', '<script>alert</script>']) expect(await idOf(given)).not.toBe(given);
  });

  test('what is no HTTP is a 400 problem too', async () => {
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(http.url).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(reply).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*kernel\.malformed/);
  });

  test('the fourth of three tries a minute waits, and other routes go on', async () => {
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await ask('POST', '/api/scarce')).status);
    expect(statuses).toEqual([204, 204, 204, 429]);
    const reply = await ask('POST', '/api/scarce');
    expect(reply).toMatchObject({ status: 429, body: { code: 'kernel.too_many_requests' } });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('GET', '/api/things')).status).toBe(200);
  });
});

test('every answer carries the guards for browsers', async () => {
  for (const path of ['/api/things', '/api/nothing', '/api/%zz', '/nowhere']) {
    const { headers } = await ask('GET', path);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    expect(headers.get('x-frame-options'), path).toBe('DENY');
    expect(headers.get('referrer-policy'), path).toBe('same-origin');
  }
});

test('requests and refusals are counted by pattern and code, not by address', async () => {
  const metrics = createMetrics();
  const counted = askAt((await startTestHttp({ served: testRoutes, metrics })).url);
  await counted('GET', `/api/things/${ID}`);
  await counted('GET', '/api/things/no-id');
  await counted('GET', '/api/never-heard-of');
  const text = await metrics.registry.metrics();
  expect(text).toContain('caretaker_http_requests_total{method="GET",route="/api/things/:id",status="200"} 1');
  expect(text).toContain('caretaker_http_requests_total{method="GET",route="/api/things/:id",status="422"} 1');
  expect(text).toContain('caretaker_http_refusals_total{code="kernel.bad_input"} 1');
  expect(text).not.toContain(ID);
  expect(text).not.toContain('never-heard-of');
});
