import { connect } from 'node:net';
import fc from 'fast-check';
import { DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Method, type Route, route } from '../contract/route.ts';
import { WireId } from '../contract/wire.ts';
import { startTestHttp } from './http-fixture.ts';
import { Refusal, type Served, serve } from './serve.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

const base = { summary: 'For the test', permission: 'test:do', refusals: {} };
const Thing = z.object({ id: WireId, name: z.string(), version: z.int() });

const getThing = route({
  ...base,
  method: 'GET',
  path: '/things/:id',
  input: z.strictObject({ id: WireId }),
  output: Thing,
  version: 'version',
});
const addThing = route({
  ...base,
  method: 'POST',
  path: '/things',
  input: z.strictObject({ name: z.string().min(1), hidden: z.boolean().optional(), more: z.json().optional() }),
  output: Thing,
  refusals: { 'test.taken': 409 },
});
const editThing = route({
  ...base,
  method: 'PATCH',
  path: '/things/:id',
  input: z.strictObject({ id: WireId, name: z.string().optional() }),
  output: z.object({ seen: z.int().nullable(), name: z.string().nullable() }),
});
const removeThing = route({ ...base, method: 'DELETE', path: '/things/:id', input: z.strictObject({ id: WireId }), output: z.null() });
const listThings = route({
  ...base,
  method: 'GET',
  path: '/things',
  input: z.strictObject({ limit: z.coerce.number().int().default(50), q: z.string().optional() }),
  output: z.object({ limit: z.int() }),
});
const never = route({
  ...base,
  method: 'POST',
  path: '/never',
  permission: 'test:never',
  input: z.strictObject({ x: z.string() }),
  output: z.null(),
});
const open = route({
  ...base,
  method: 'POST',
  path: '/open',
  permission: null,
  input: z.strictObject({}),
  output: z.object({ who: z.string() }),
});
const report = route({
  ...base,
  method: 'POST',
  path: '/report',
  body: 'text',
  bodyLimit: 1_000,
  input: z.strictObject({ body: z.string() }),
  output: z.object({ length: z.int() }),
});
const fail = route({ ...base, method: 'POST', path: '/fail', input: z.strictObject({ how: z.string() }), output: z.null() });
const chatter = route({ ...base, method: 'GET', path: '/chatter', input: z.strictObject({}), output: z.object({ a: z.int() }) });
const scarce = route({ ...base, method: 'POST', path: '/scarce', input: z.strictObject({}), output: z.null(), triesPerMinute: 3 });
const cookies = route({ ...base, method: 'POST', path: '/cookies', permission: null, input: z.strictObject({}), output: z.null() });

const databaseError = (code: string) => Object.assign(new DatabaseError('no', 1, 'error'), { code });

const FAILURES: Readonly<Record<string, () => Error>> = {
  bug: () => new Error('the secret is hunter2'),
  undeclared: () => new Refusal('test.never_declared'),
  away: () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  slow: () => databaseError('57014'),
  nul: () => databaseError('22021'),
};

const served: Served[] = [
  serve(getThing, async ({ id }) => ({ id, name: 'one', version: 3 })),
  serve(addThing, async ({ name }) => {
    if (name === 'taken') throw new Refusal('test.taken', { path: 'name', name });
    return { id: ID, name, version: 1 };
  }),
  serve(editThing, async ({ name }, { ifMatch }) => ({ seen: ifMatch, name: name ?? null })),
  serve(removeThing, async () => null),
  serve(listThings, async ({ limit }) => ({ limit })),
  serve(never, async () => null),
  serve(open, async (_input, { actor }) => ({ who: actor.kind })),
  serve(report, async ({ body }) => ({ length: body.length })),
  serve(fail, async ({ how }) => {
    throw FAILURES[how]?.() ?? new Error('unknown failure');
  }),
  serve(chatter, async () => ({ a: 1, b: 'more than was promised' })),
  serve(scarce, async () => null),
  serve(cookies, async (_input, call) => {
    call.cookies.set('session', 'olga', { maxAgeSeconds: 60 });
    return null;
  }),
];

const http = await startTestHttp({ served, sentences: { 'test.taken': 'The name {name} is taken.', 'kernel.bad_input': 'Bad.' } });

interface Ask {
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: 'olga' | 'stranger';
}

async function ask(method: Method | 'HEAD', path: string, { body, text, headers = {}, as = 'olga' }: Ask = {}) {
  const reply = await fetch(`${http.url}${path}`, {
    method,
    headers: {
      ...(as === 'olga' ? { authorization: 'Bearer olga' } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined && text === undefined ? {} : { body: text ?? JSON.stringify(body) }),
  });
  const content = await reply.text();
  return { status: reply.status, headers: reply.headers, body: content === '' ? null : JSON.parse(content) };
}

describe('what goes out', () => {
  test('a read carries its version as ETag and is never kept', async () => {
    const reply = await ask('GET', `/api/things/${ID}`);
    expect(reply).toMatchObject({ status: 200, body: { id: ID, name: 'one', version: 3 } });
    expect(reply.headers.get('etag')).toBe('"3"');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('what was made is 201 and says where it is', async () => {
    const reply = await ask('POST', '/api/things', { body: { name: 'x' } });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/api/things/${ID}`);
  });

  test('nothing is 204 without a body', async () => {
    expect(await ask('DELETE', `/api/things/${ID}`)).toMatchObject({ status: 204, body: null });
  });

  test('more than the contract promises is a bug where outputs are checked', async () => {
    expect(await ask('GET', '/api/chatter')).toMatchObject({ status: 500, body: { code: 'kernel.internal' } });
    expect(http.logged.join('')).toContain('says more than its contract');
  });
});

describe('what comes in', () => {
  test.each([
    ['"7"', 7],
    ['W/"7"', 7],
    [' "7" ', 7],
    ['*', null],
  ])('If-Match %s reads as %s', async (tag, seen) => {
    expect((await ask('PATCH', `/api/things/${ID}`, { body: {}, headers: { 'if-match': tag } })).body.seen).toBe(seen);
  });

  test.each(['7', '"a"', '"1", "2"', '""'])('If-Match %s is refused', async (tag) => {
    const reply = await ask('PATCH', `/api/things/${ID}`, { body: {}, headers: { 'if-match': tag } });
    expect(reply).toMatchObject({ status: 422, body: { code: 'kernel.bad_input', errors: [{ path: 'If-Match' }] } });
  });

  test.each([
    ['a query twice', 'GET', '/api/things?limit=1&limit=2', {}, 'limit'],
    ['path and body', 'PATCH', `/api/things/${ID}`, { body: { id: ID } }, 'id'],
    ['query and body', 'POST', '/api/things?name=a', { body: { name: 'b' } }, 'name'],
  ] as const)('a key that comes twice (%s) is refused, not decided', async (_where, method, path, options, key) => {
    expect(await ask(method, path, options)).toMatchObject({
      status: 422,
      body: { errors: [{ path: key, message: 'This was given twice.' }] },
    });
  });

  test('each faulty field is named with its path', async () => {
    const reply = await ask('POST', '/api/things', { body: { name: '', colour: 'red' } });
    expect(reply).toMatchObject({
      status: 422,
      body: { code: 'kernel.bad_input', title: 'Bad.', status: 422, type: '/problems/kernel.bad_input' },
    });
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(reply.body.errors.map((error: { path: string }) => error.path).sort()).toEqual(['colour', 'name']);
  });

  test('a body need not be there where no field is required', async () => {
    const empty = { headers: { 'content-type': 'application/json' }, text: '' };
    expect(await ask('PATCH', `/api/things/${ID}`, empty)).toMatchObject({ status: 200, body: { name: null } });
    expect(await ask('PATCH', `/api/things/${ID}`)).toMatchObject({ status: 200 });
  });

  test.each([
    ['no JSON', { text: '{"name":', headers: { 'content-type': 'application/json' } }, 400, 'kernel.malformed'],
    ['a list', { body: [] }, 422, 'kernel.bad_input'],
    ['null', { body: null }, 422, 'kernel.bad_input'],
    ['a form', { text: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'kernel.media_type'],
    ['plain text', { text: 'name', headers: { 'content-type': 'text/plain' } }, 415, 'kernel.media_type'],
    ['packed', { body: { name: 'x' }, headers: { 'content-encoding': 'gzip' } }, 415, 'kernel.media_type'],
    ['too large', { body: { name: 'x'.repeat(1_100_000) } }, 413, 'kernel.too_large'],
    ['a prototype', { text: '{"name":"x","__proto__":{"a":1}}', headers: { 'content-type': 'application/json' } }, 400, 'kernel.malformed'],
    [
      'too deep',
      { text: `{"name":"x","more":${'['.repeat(90)}${']'.repeat(90)}}`, headers: { 'content-type': 'application/json' } },
      400,
      'kernel.malformed',
    ],
  ] as const)('a body that is %s', async (_what, options, status, code) => {
    expect(await ask('POST', '/api/things', options)).toMatchObject({ status, body: { status, code } });
  });

  test('half a megabyte of brackets does not reach the stack', async () => {
    const text = `{"name":"x","more":${'['.repeat(500_000)}`;
    expect((await ask('POST', '/api/things', { text, headers: { 'content-type': 'application/json' } })).status).toBe(400);
  });

  test('brackets inside a text are no depth, and a byte order mark is no fault', async () => {
    expect((await ask('POST', '/api/things', { body: { name: '["\\"['.repeat(200) } })).status).toBe(201);
    expect((await ask('POST', '/api/things', { text: '\uFEFF{"name":"x"}', headers: { 'content-type': 'application/json' } })).status).toBe(
      201,
    );
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json', 'application/octet-stream'])(
    'a text route takes its body as text, called %s',
    async (type) => {
      expect(await ask('POST', '/api/report', { text: '{"a"\nEND: 1', headers: { 'content-type': type } })).toMatchObject({
        status: 201,
        body: { length: 11 },
      });
    },
  );

  test("a text route has its contract's own limit", async () => {
    expect(await ask('POST', '/api/report', { text: 'x'.repeat(1_001), headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 413,
    });
  });

  test('whatever a body holds, the answer is a problem or a success, never a 500', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('/api/things', '/api/open', '/api/never'), fc.json(), async (path, text) => {
        const reply = await ask('POST', path, { text, headers: { 'content-type': 'application/json' } });
        expect(reply.status).toBeLessThan(500);
        if (reply.status >= 400) expect(reply.body).toMatchObject({ status: reply.status, code: expect.stringMatching(/^kernel\./) });
      }),
      { numRuns: 200 },
    );
  });
});

describe('the order of refusals', () => {
  test.each([
    ['a stranger', 'stranger', { text: '{', headers: { 'content-type': 'application/json' } }, 401],
    ['a stranger with too much', 'stranger', { body: { x: 'x'.repeat(1_100_000) } }, 401],
    ['somebody who never may', 'olga', { body: { wrong: true } }, 403],
  ] as const)('%s hears of that before any fault of the input', async (_who, as, options, status) => {
    expect(await ask('POST', '/api/never', { as, ...options })).toMatchObject({ status });
  });

  test('a fault of the input comes before what lies outside the scope', async () => {
    expect((await ask('POST', '/api/things', { body: { hidden: true } })).status).toBe(422);
    expect(await ask('POST', '/api/things', { body: { name: 'x', hidden: true } })).toMatchObject({
      status: 404,
      body: { code: 'kernel.not_found' },
    });
  });

  test('a refused credential is a stranger on a public route and a 401 elsewhere, with its challenge', async () => {
    const headers = { authorization: 'Bearer wrong' };
    expect(await ask('POST', '/api/open', { headers, body: {} })).toMatchObject({ status: 201, body: { who: 'stranger' } });
    const reply = await ask('GET', '/api/things', { headers });
    expect(reply).toMatchObject({ status: 401, body: { code: 'kernel.not_signed_in' } });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('writes from other sites', () => {
  const cookie = { cookie: 'session=olga' };
  const own = new URL(http.url).origin;
  test.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['no origin at all (null)', { origin: 'null' }, 403],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site', origin: own }, 403],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['our own pages', { 'sec-fetch-site': 'same-origin', origin: own }, 201],
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
    const behind = await startTestHttp({ served, publicUrl: 'https://care.example' });
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
    const behind = await startTestHttp({ served, trustProxy: ['127.0.0.1'] });
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

test('requests and refusals are counted by pattern, not by address', async () => {
  await ask('GET', `/api/things/${ID}`);
  const routes: Route[] = served.map(({ route: one }) => one);
  expect(routes).toHaveLength(served.length);
  const counted = await startTestHttp({ served });
  await fetch(`${counted.url}/api/things/${ID}`, { headers: { authorization: 'Bearer olga' } });
  expect(counted.app.server.listening).toBe(true);
});
