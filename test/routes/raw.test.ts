import { connect } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { addMyToken } from '../../src/kernel/contract/routes/auth.ts';
import { ALL_PERMISSIONS, ALL_ROUTES, nameOf } from '../kit/all-routes.ts';
import { HOSTILE_SEGMENTS } from '../kit/hostile-requests.ts';
import { house } from '../kit/house.ts';
import { must } from '../kit/must.ts';

// Injected requests pass through a URL parser that tidies up; what a socket brings does not.

const found = await house();
let port = 0;
let token = '';

beforeAll(async () => {
  port = (await found.app.http.listen({ host: '127.0.0.1', port: 0 })).port;
  const scopes = [...ALL_PERMISSIONS.values()].filter(({ tokens }) => tokens).map(({ name }) => name);
  token = (await must(found.as('sam'), addMyToken, { name: 'raw', scopes })).token;
});

/** One request line as it is, and everything that comes back. */
function ask(method: string, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.write(
      `${method} ${target} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
  });
}

const targets = ALL_ROUTES.filter(({ path }) => path.includes('/:'));

test.each(targets.map((route) => [nameOf(route), route] as const))(
  '%s by a socket refuses hostile addresses in words',
  async (_name, route) => {
    for (const segment of [...HOSTILE_SEGMENTS, '..', '.', '\u00e4', '\u0001', '//evil.example', 'a;b=c', '#', '?']) {
      const answer = await ask(route.method, `/api${route.path.replaceAll(/:\w+/g, segment)}`);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
      // 200: the address is another, known one by then (`/api/users/../users`).
      expect([200, 400, 403, 404, 405, 422], `${segment}: ${answer.slice(0, 300)}`).toContain(status);
      if (status !== 200) expect(answer.toLowerCase(), segment).toContain('content-type: application/problem+json');
    }
  },
);

test.each(['/api', '/api/', '/api//', '/api/nowhere', '/api/servers/', '/api/SERVERS', 'http://evil.example/api/servers'])(
  'the address %s is answered in words',
  async (target) => {
    expect(await ask('GET', target)).toMatch(/^HTTP\/1\.1 (200|400|404|422)[\s\S]*content-type: application\/(problem\+)?json/i);
  },
);

test.each(['TRACE', 'OPTIONS', 'PROPFIND', 'HEAD', 'PUT'])('%s is no way to call a route', async (method) => {
  expect(await ask(method, '/api/servers')).toMatch(/^HTTP\/1\.1 (404|405)/);
});
