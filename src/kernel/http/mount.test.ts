import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askAt, ID, testRoutes } from './fixture-routes.ts';
import { startTestHttp } from './http-fixture.ts';

const http = await startTestHttp({
  served: testRoutes,
  sentences: { 'test.taken': 'The name {name} is taken.', 'kernel.bad_input': 'Bad.' },
});
const ask = askAt(http.url);

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
