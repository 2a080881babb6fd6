import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import '../auth/tables.ts';
import { auditRoutes } from '../audit/routes.ts';
import { writeAudit } from '../audit/write.ts';
import { ALL_ROLES } from '../contract/process-roles.ts';
import { createTransact } from '../db/transact.ts';
import { createSubscriptions } from '../events/subscriptions.ts';
import { createHealth } from '../health/health.ts';
import { healthRoutes } from '../health/routes.ts';
import { askAt } from '../http/fixture-routes.ts';
import type { Gatekeeper } from '../http/gatekeeper.ts';
import { OLGA, olga, openDoor, startTestHttp } from '../http/http-fixture.ts';
import { createJobs } from '../jobs/jobs.ts';
import { LEASE_PERIODS } from '../leases/leadership.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createSeal } from '../secrets/seal.ts';
import { sealedUnder } from '../secrets/sealed-values.ts';
import { testDatabase } from '../testing/database.ts';
import { createSettings } from './create-settings.ts';
import { setting } from './declare.ts';
import { createEditSetting } from './edit-setting.ts';
import { KERNEL_SETTINGS } from './kernel-settings.ts';
import { settingsRoutes } from './routes.ts';
import { sealClearSettings } from './seal-clear.ts';

const { db, url } = await testDatabase();
const logged: string[] = [];
const log = createLog({ level: 'info', format: 'json' }, { write: (line) => void logged.push(line) });
const jobs = createJobs({ url, db, log, metrics: createMetrics() });
const transact = createTransact({ db, boss: jobs.boss, clock: systemClock, subscriptions: createSubscriptions() });

const size = setting({ schema: z.int().min(1).max(9).meta({ title: 'Size', description: 'How large.' }), default: 5 });
const colour = setting({ schema: z.enum(['red', 'green']), default: 'red', needsRestart: true });
const serviceKey = setting({ schema: z.string().max(40), default: '', isSecret: true });
const own = { 'test.size': size, 'test.colour': colour, 'test.serviceKey': serviceKey };
const tables = { kernel: KERNEL_SETTINGS, test: own };
const seal = createSeal(new Uint8Array(32).fill(7));
const settings = createSettings({ log, seal });

/** Olga, and a token of hers that reads settings. */
const door: Gatekeeper = {
  ...openDoor,
  async identify(shown, origin) {
    if (shown.authorization !== 'Bearer reader') return openDoor.identify(shown, origin);
    return { ok: true, actor: { ...olga(origin), tokenScopes: ['settings:read'] }, via: 'header' };
  },
};

const { url: at } = await startTestHttp({
  gatekeeper: door,
  served: [
    ...settingsRoutes({ db, transact, seal, tables }),
    ...auditRoutes(db),
    ...healthRoutes({
      ...{ db, clock: systemClock, version: '1.2.3', isEmbedded: true, modules: ['servers'], timeZone: 'Europe/Berlin' },
      health: createHealth({ log }),
      queues: async () => [{ name: 'test.queue', waiting: 1, running: 0, failed: 2 }],
      roles: ALL_ROLES,
      leadership: { holder: { host: 'here', pid: 1, startId: crypto.randomUUID() }, periods: LEASE_PERIODS },
    }),
  ],
});
const ask = askAt(at);

beforeAll(async () => {
  await db
    .insertInto('kernel.users')
    .values({ id: OLGA, username: 'olga', email: null, password_hash: null, time_zone: null, created_at: systemClock.now() })
    .execute();
});

const edit = (key: string, value: unknown, headers = {}) => ask('PATCH', `/api/settings/${key}`, { body: { value }, headers });
const readSize = () => settings.read(db, 'test.size', size);

test('every setting is listed with the schema that draws its form', async () => {
  const { body } = await ask('GET', '/api/settings');
  expect(body.items).toHaveLength(Object.keys(KERNEL_SETTINGS).length + Object.keys(own).length);
  expect(body.items.find((one: { key: string }) => one.key === 'test.size')).toEqual({
    key: 'test.size',
    module: 'test',
    schema: { type: 'integer', minimum: 1, maximum: 9, title: 'Size', description: 'How large.' },
    value: 5,
    default: 5,
    secret: null,
    needsRestart: false,
    isDefault: true,
    updatedAt: null,
    updatedBy: null,
    version: 0,
  });
});

test('a change is valid at once, audited, told, and null puts the default back without lowering the version', async () => {
  expect(await edit('test.size', 7, { 'if-match': '"0"' })).toMatchObject({
    status: 200,
    body: { value: 7, isDefault: false, updatedBy: 'olga', version: 1 },
  });
  expect(await readSize()).toBe(7);
  expect(await edit('test.size', null)).toMatchObject({ body: { value: 5, isDefault: true, version: 2 } });
  expect(await readSize()).toBe(5);
  const { body } = await ask('GET', '/api/audit?action=settings.changed&subjectId=test.size');
  expect(body.items).toMatchObject([
    { actor: { kind: 'person', userId: OLGA, name: 'olga' }, before: { value: 7 }, after: { value: 5 } },
    { before: { value: 5 }, after: { value: 7 }, subject: { kind: 'setting', id: 'test.size' } },
  ]);
  const events = await db.selectFrom('kernel.events').select('payload').where('name', '=', 'settings.changed').execute();
  expect(events.map(({ payload }) => payload)).toEqual([{ key: 'test.size' }, { key: 'test.size' }]);
});

test('an address whose path is a secret is shown by its origin in the audit, and to tokens, which cannot change it', async () => {
  const { body } = await edit('telling.pingUrl', 'https://ping.example.org/first-secret');
  expect(body).toMatchObject({ value: 'https://ping.example.org/first-secret' });
  await edit('telling.pingUrl', 'https://ping.example.org/second-secret');
  const audited = await ask('GET', '/api/audit?action=settings.changed&subjectId=telling.pingUrl');
  expect(audited.body.items).toMatchObject([
    { before: { value: 'https://ping.example.org/••••••' }, after: { value: 'https://ping.example.org/•••••• (new)' } },
    { before: { value: '' }, after: { value: 'https://ping.example.org/•••••• (new)' } },
  ]);
  const seenBy = async (headers: Readonly<Record<string, string>>) => {
    const listed = await ask('GET', '/api/settings', { headers });
    return listed.body.items.find(({ key }: { key: string }) => key === 'telling.pingUrl').value;
  };
  expect(await seenBy({})).toBe('https://ping.example.org/second-secret');
  expect(await seenBy({ authorization: 'Bearer reader' })).toBe('https://ping.example.org/••••••');
});

const readKey = () => settings.read(db, 'test.serviceKey', serviceKey);
const shownKey = async () => (await ask('GET', '/api/settings')).body.items.find(({ key }: { key: string }) => key === 'test.serviceKey');
const storedKey = () =>
  db.selectFrom('kernel.settings').select(['value', 'sealed', 'version']).where('key', '=', 'test.serviceKey').executeTakeFirst();

test('a secret is stored sealed, told to nobody again, masked in the audit, and erased by the empty text or by null', async () => {
  expect(await shownKey()).toMatchObject({ secret: 'not_set', value: null, isDefault: true });
  for (const value of ['first-key', 'second-key', 'second-key', '']) {
    const { body } = await edit('test.serviceKey', value);
    expect(body).toMatchObject({ value: null, default: null, secret: value === '' ? 'not_set' : 'set', isDefault: value === '' });
    expect(await readKey()).toBe(value);
    expect((await storedKey())?.sealed === null).toBe(value === '');
  }
  await edit('test.serviceKey', 'third-key');
  expect(await edit('test.serviceKey', null)).toMatchObject({ body: { secret: 'not_set', version: 6 } });
  const audited = await ask('GET', '/api/audit?action=settings.changed&subjectId=test.serviceKey');
  expect(audited.body.items.map(({ before, after }: Record<string, { value: string }>) => [before?.value, after?.value])).toEqual([
    ['••••••', ''],
    ['', '•••••• (new)'],
    ['••••••', ''],
    ['••••••', '••••••'],
    ['••••••', '•••••• (new)'],
    ['', '•••••• (new)'],
  ]);
  const everything = await sql<{ text: string }>`
    select to_jsonb(s)::text as text from kernel.settings s union all select to_jsonb(a)::text from kernel.audit a
    union all select to_jsonb(e)::text from kernel.events e`.execute(db);
  expect(everything.rows.map(({ text }) => text).join()).not.toMatch(/(first|second|third)-key/);
  expect(await edit('test.serviceKey', 'x'.repeat(41))).toMatchObject({ status: 422, body: { code: 'settings.bad_value' } });
});

test('a secret that an earlier version left in clear is read, and sealed at the start, once', async () => {
  const clear = { value: JSON.stringify('from-before'), sealed: null, version: 1 };
  await db.updateTable('kernel.settings').set(clear).where('key', '=', 'test.serviceKey').execute();
  expect(await readKey()).toBe('from-before');
  for (let start = 0; start < 2; start += 1) await sealClearSettings({ transact, seal }, own);
  expect(await storedKey()).toMatchObject({ value: null, sealed: expect.any(Uint8Array), version: 1 });
  expect(await readKey()).toBe('from-before');
  const audited = await ask('GET', '/api/audit?action=settings.sealed');
  expect(audited.body.items).toMatchObject([{ subject: { id: 'test.serviceKey' }, actor: { kind: 'system' }, before: null, after: null }]);
});

test('a secret under a key that is lost counts as not set, is said to be so, is counted, and can be entered anew', async () => {
  const other = createSeal(new Uint8Array(32).fill(9));
  await createEditSetting({ transact, seal: other, declarations: new Map(Object.entries(own)) })(systemActor('tester'), {
    ...{ key: 'test.serviceKey', value: 'of the other key', ifMatch: null },
  });
  expect(await readKey()).toBe('');
  expect(logged.join('')).toContain('does not open');
  expect(await shownKey()).toMatchObject({ secret: 'unreadable', isDefault: false });
  const counted = await db.transaction().execute((tx) => sealedUnder(tx));
  expect(counted.map(({ values }) => Number(values))).toContain(1);
  expect(await edit('test.serviceKey', 'anew')).toMatchObject({ body: { secret: 'set' } });
  expect(await readKey()).toBe('anew');
});

test('a sealed secret that is copied to another setting does not open there', async () => {
  const { sealed = null } = (await storedKey()) ?? {};
  await db
    .insertInto('kernel.settings')
    .values({ key: 'test.copied', value: 'null', sealed, updated_at: systemClock.now(), updated_by: null, version: 1 })
    .execute();
  expect(await settings.read(db, 'test.copied', serviceKey)).toBe('');
});

test('who saw an older version changes nothing', async () => {
  await edit('test.colour', 'green');
  const reply = await edit('test.colour', 'red', { 'if-match': '"0"' });
  expect(reply).toMatchObject({ status: 412, body: { code: 'kernel.version_conflict' } });
  expect(await edit('test.colour', 'red', { 'if-match': '"1"' })).toMatchObject({ status: 200 });
});

test('of two who edit the same version at once, one is told', async () => {
  const current = (await edit('test.size', 2)).body.version;
  const replies = await Promise.all([3, 4, 5, 6].map((value) => edit('test.size', value, { 'if-match': `"${current}"` })));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
});

test.each([
  ['test.size', 10, 422, 'settings.bad_value'],
  ['test.size', 'large', 422, 'settings.bad_value'],
  ['test.size', { deep: [[[[1]]]] }, 422, 'settings.bad_value'],
  ['test.unknown', 1, 404, 'settings.unknown'],
  ['__proto__', 1, 404, 'settings.unknown'],
])('%s = %j is refused', async (key, value, status, code) => {
  expect(await edit(key, value)).toMatchObject({ status, body: { code } });
});

test('a bad value is blamed on its field, with the reason in the sentence', async () => {
  const { body } = await edit('test.size', 10);
  expect(body).toMatchObject({ errors: [{ path: 'value' }], title: expect.stringContaining('This must be at most 9.') });
});

test('a stored value that no longer fits reads as the default, and the log says so', async () => {
  await db
    .insertInto('kernel.settings')
    .values({ key: 'test.old', value: '"purple"', sealed: null, updated_at: systemClock.now(), updated_by: null, version: 1 })
    .execute();
  expect(await settings.read(db, 'test.old', colour)).toBe('red');
  expect(logged.join('')).toContain('test.old');
});

test('the audit is read in pages, newest first, and searched as people type', async () => {
  const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
  for (let index = 0; index < 7; index += 1) {
    // Two rows of each instant: the id must break the tie.
    const at = start.add({ hours: Math.floor(index / 2) });
    const subject = { kind: 'server', id: `s${index}`, name: `50%_off ${index}` };
    await transact(systemActor('tester'), ({ tx }) => writeAudit(tx, olga(), at, { action: 'test.paged', subject, siteId: null }));
  }
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await ask('GET', `/api/audit?action=test.paged&limit=3${cursor}`);
    ids.push(...body.items.map((row: { subject: { id: string } }) => row.subject.id));
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  expect(ids.toSorted()).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6']);
  expect(ids[0]).toBe('s6');
  const count = async (query: string) => (await ask('GET', `/api/audit?action=test.paged&${query}`)).body.items.length;
  expect(await count('q=50%25_OFF')).toBe(7);
  expect(await count('q=50x_off')).toBe(0);
  expect(await count('since=2026-01-01T01:00:00Z&until=2026-01-01T03:00:00Z')).toBe(4);
  expect(await count(`userId=${OLGA}`)).toBe(7);
  expect(await ask('GET', '/api/audit?cursor=nonsense')).toMatchObject({ status: 422, body: { code: 'kernel.bad_cursor' } });
});

test('health and about say what runs here', async () => {
  expect(await ask('GET', '/api/about')).toMatchObject({ body: { version: '1.2.3', modules: ['servers'], timeZone: 'Europe/Berlin' } });
  const { body } = await ask('GET', '/api/health');
  expect(body).toMatchObject({ status: 'ready', node: process.version, isEmbedded: true, queues: [{ failed: 2 }] });
  expect(body.databaseBytes).toBeGreaterThan(1_000_000);
  expect(body.timeZoneData).toMatch(/^\d{4}[a-z]$/);
});
