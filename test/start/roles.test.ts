import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { testNeeding } from '../needs.ts';
import { itemsOf } from './connection.ts';
import { caretaker, type RunningProcess, temporaryFolder } from './console-process.ts';
import { furnish, isDue, leaseIn, linesOf, makeServerDue, withMany } from './many.ts';

// Several starts each, on a machine that does ten other things.
vi.setConfig({ testTimeout: 150_000 });

const soon = { timeout: 25_000, interval: 20 };

testNeeding('postgresql', 'four processes with a role each do together what one process does', () =>
  withMany(async (many) => {
    // The first one on an empty database, and for now the only one: nobody has laid queues, nobody leads.
    const web = await many.start({ roles: 'web' });
    const bearer = await furnish(web);
    const health = await web.ask('GET', '/api/health', { bearer });
    expect(health).toMatchObject({ status: 200, body: { roles: ['web'], leases: [] } });
    expect(await leaseIn(many)).toBeNull();

    const [ingest, worker, scheduler] = [
      await many.start({ roles: 'ingest' }),
      await many.start({ roles: 'worker' }),
      await many.start({ roles: 'scheduler' }),
    ];
    expect(await leaseIn(many)).toMatchObject({ holder_pid: scheduler.pid });
    for (const one of [web, ingest, worker, scheduler]) {
      await expect.poll(async () => (await one.ask('GET', '/readiness')).body['status'], soon).toBe('ready');
      expect((await one.ask('GET', '/healthz')).status).toBe(200);
      expect((await one.ask('GET', '/metrics')).text).toContain(`caretaker_leading ${one === scheduler ? 1 : 0}`);
      if (one !== web) expect(one.setupToken).toBeNull();
    }

    // Every request has its process, and the others say so.
    const made = await web.ask('POST', '/api/servers', { bearer, body: { name: 'web01', hostname: 'web01' } });
    const token = await web.ask('POST', `/api/servers/${made.body['id']}/report-token`, { bearer, body: {} });
    const report = { bearer: String(token.body['token']), body: reportText({ now: Temporal.Now.instant(), pending: ['curl!'] }) };
    for (const one of [web, worker, scheduler]) {
      expect(await one.ask('POST', '/api/servers/report', report)).toMatchObject({ status: 421, body: { code: 'kernel.elsewhere' } });
    }
    for (const one of [ingest, worker, scheduler]) {
      expect(await one.ask('GET', '/api/servers', { bearer })).toMatchObject({ status: 421, body: { code: 'kernel.elsewhere' } });
      expect((await one.ask('GET', '/', { headers: { accept: 'text/html' } })).status).toBe(421);
    }

    // What one process does is heard by pages at another.
    const heard = await eventsAt(web, bearer);
    expect((await ingest.ask('POST', '/api/servers/report', report)).status).toBe(204);
    await vi.waitFor(() => expect(heard()).toContain('servers.reported'), soon);

    // An event, its job at the worker, what that marks, and the leader's timer that settles it.
    const people = async () => itemsOf(await web.ask('GET', '/api/users', { bearer }));
    const vera = await web.ask('POST', '/api/users', {
      bearer,
      body: {
        username: 'vera',
        email: 'vera@example.org',
        password: 'Regenschirm & Kanne',
        grants: [{ role: 'user', siteId: null, module: null }],
      },
    });
    expect(vera.status, vera.text).toBe(201);
    expect((await people()).length).toBe(2);
    const orphan = await web.ask('POST', '/api/servers', {
      bearer,
      body: { name: 'db01', hostname: 'db01', ownerUserId: vera.body['id'] },
    });
    expect(orphan.status, orphan.text).toBe(201);
    expect((await web.ask('POST', `/api/users/${vera.body['id']}/deactivate`, { bearer, body: {} })).status).toBeLessThan(300);
    const rulesOf = async (id: unknown) =>
      (
        await many.db
          .selectFrom('kernel.findings')
          .select('rule')
          .where('asset_id', '=', String(id))
          .where('closed_at', 'is', null)
          .execute()
      ).map(({ rule }) => rule);
    await vi.waitFor(async () => expect(await rulesOf(orphan.body['id'])).toEqual(['no-responsible']), soon);

    // Time alone, at the leader.
    const due = await makeServerDue(many, web, bearer);
    await vi.waitFor(async () => expect(await isDue(many, due)).toBe(false), soon);

    const after = await web.ask('GET', '/api/health', { bearer });
    expect(after.body).toMatchObject({ leases: [{ name: 'scheduler', pid: scheduler.pid, isThis: false, state: 'held' }] });
    for (const one of [web, ingest, worker, scheduler]) expect(await one.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(web, 'this process leads now')).toEqual([]);
  }),
);

testNeeding(
  'postgresql',
  'a job waits for a worker, what a command changes waits with it, and without a scheduler readiness is degraded',
  () =>
    withMany(async (many) => {
      const web = await many.start({ roles: 'web' });
      const bearer = await furnish(web);
      const server = await web.ask('POST', '/api/servers', { bearer, body: { name: 'web01', hostname: 'web01' } });
      expect(server.status).toBe(201);
      const made = await caretaker(['user', 'create', 'olga', '--role', 'editor', '--json'], {
        dataDir: join(temporaryFolder(), 'data'),
        env: { CARETAKER_DATABASE_URL: many.url },
        input: 'Regenschirm & Kanne\n',
      });
      expect(made).toMatchObject({ code: 0, stderr: '' });
      const queues = async () => {
        const { body } = await web.ask('GET', '/api/health', { bearer });
        return Array.isArray(body['queues']) ? body['queues'] : [];
      };
      const waiting = { name: 'on.users.changed.servers', waiting: expect.any(Number), running: 0, failed: 0 };
      expect(await queues()).toContainEqual(waiting);
      const before = (await queues()).find(({ name }) => name === waiting.name);
      // The set-up's own account, and the command's.
      expect(before.waiting).toBeGreaterThanOrEqual(1);
      await expect
        .poll(async () => (await web.ask('GET', '/readiness')).body, soon)
        .toMatchObject({ status: 'degraded', checks: { scheduler: { status: 'failing' } } });
      await many.start({ roles: 'worker,scheduler' });
      await vi.waitFor(async () => expect(await queues()).toContainEqual({ ...waiting, waiting: 0 }), soon);
      await expect.poll(async () => (await web.ask('GET', '/readiness')).body['status'], soon).toBe('ready');
    }),
);

/** Names of the events that a page at this process has heard so far. */
async function eventsAt({ url }: RunningProcess, bearer: string): Promise<() => readonly string[]> {
  const ending = new AbortController();
  const reply = await fetch(`${url}/api/live`, { headers: { authorization: `Bearer ${bearer}` }, signal: ending.signal });
  expect(reply.status).toBe(200);
  let said = '';
  const reading = (async () => {
    for await (const bytes of reply.body ?? []) said += Buffer.from(bytes).toString();
  })().catch(() => {}); // Hung up at the end of the test.
  onTestFinished(async () => {
    ending.abort();
    await reading;
  });
  return () => [...said.matchAll(/^data: (\{"id".*)$/gm)].map(([, json = '']) => String(JSON.parse(json).name));
}

test.each([
  [
    ['serve', '--roles', 'web,wroker'],
    {},
    2,
    /^There is no role "wroker"; there is web, ingest, worker, scheduler\.\nUsage: caretaker serve/,
  ],
  [
    ['serve'],
    { CARETAKER_ROLES: 'web,wroker' },
    1,
    /^CARETAKER_ROLES must name roles separated by commas; there is web, ingest, worker, scheduler\.\n$/,
  ],
  [
    ['serve', '--roles', 'web'],
    {},
    1,
    /^This process is to be web only, but no other one can share the embedded database\. Give it all roles, or a database of its own \(CARETAKER_DATABASE_URL\)\.\n$/,
  ],
])('%j with %j is refused with a sentence', async (args, env, code, sentence) => {
  const done = await caretaker(args, { dataDir: join(temporaryFolder(), 'data'), env });
  expect(done).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(sentence) });
});
