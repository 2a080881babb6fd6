import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../shared/ids.ts';
import * as routes from '../contract/routes.ts';
import { idOf, type Person, serversConsole } from '../testing/console.ts';

const house = await serversConsole();
const { db } = house;
const [adam, olga, vera, nora, nobody] = (['adam', 'olga', 'vera', 'nora', 'nobody'] as const).map(house.person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
];

const add = (person: Person, input: Readonly<Record<string, unknown>>) => person.call(routes.addServer, { hostname: 'host', ...input });
const window = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
const defaultSiteId = async () =>
  (await db.selectFrom('kernel.sites').select('id').where('is_default', '=', true).executeTakeFirstOrThrow()).id;
const rowsOf = async () => (await db.selectFrom('servers.servers').select('id').execute()).length;

let web01: string;
let monthly: string;

beforeAll(async () => {
  monthly = idOf(await olga.call(routes.addSchedule, { name: 'monthly', intervalDays: 30 }));
  const added = await add(olga, {
    name: 'web01',
    hostname: 'web01.example.org',
    ipAddress: '2001:DB8:0:0::7',
    updateScheduleId: monthly,
    lastUpdatedAt: '2026-11-01T10:00:00+02:00',
    serviceWindow: window,
    tags: ['web'],
  });
  expect(added.status).toBe(201);
  web01 = idOf(added);
});

test('a new server answers the three questions', async () => {
  const { status, body, headers } = await vera.call(routes.getServer, { id: web01 });
  expect(status).toBe(200);
  expect(headers['etag']).toBe('"1"');
  expect(body).toMatchObject({
    name: 'web01',
    ipAddress: '2001:db8::7',
    site: { id: expect.any(String) },
    updateSchedule: { id: monthly, name: 'monthly', intervalDays: 30, preferredWeekday: null },
    lastUpdatedAt: '2026-11-01T08:00:00Z',
    updateStatus: 'ok',
    nextUpdateDueAt: '2026-12-01T08:00:00Z',
    daysSinceLastUpdate: 20,
    suggestedUpdateAt: '2026-12-01T08:00:00Z',
    serviceWindow: { ...window, weekdays: [1, 2, 3, 4, 5, 6, 7] },
    serviceWindowStatus: 'risky',
    serverLocalTime: '2026-11-21T09:00:00+01:00',
    nextSafeAt: '2026-11-21T21:00:00Z',
    nextRiskyAt: '2026-11-22T07:00:00Z',
    responsibles: [{ username: 'olga', role: 'owner' }],
    pendingUpdates: null,
    rebootRequired: 'unknown',
    reportState: 'unknown',
    mode: 'confirm',
    createdBy: 'olga',
    decisions: [{ action: 'read', answer: 'allow' }, { action: 'update', answer: 'confirm' }, { action: 'reboot' }],
  });
});

test('at another instant everything is computed for it', async () => {
  const { body } = await vera.call(routes.listServers, { at: '2026-12-01T08:00:00.001Z' });
  expect(body).toMatchObject({ items: [{ updateStatus: 'overdue', daysSinceLastUpdate: 30, serviceWindowStatus: 'risky' }] });
  const night = await vera.call(routes.listServers, { at: '2026-11-21T21:30:00Z', window: 'safe' });
  expect(night.body).toMatchObject({ items: [{ id: web01, serviceWindowStatus: 'safe', nextSafeAt: '2026-11-22T21:00:00Z' }] });
});

describe('bad input is refused with the place and a sentence, and nothing is written', () => {
  test.each([
    ['equal edges', { serviceWindow: { ...window, end: '08:00' } }, 422, 'window.edges_equal', 'serviceWindow.end'],
    ['an unknown zone', { serviceWindow: { ...window, timeZone: 'Mars/Phobos' } }, 422, 'window.unknown_zone', 'serviceWindow.timeZone'],
    ['a bad time', { serviceWindow: { ...window, start: '25:00' } }, 422, 'window.bad_time', 'serviceWindow.start'],
    ['no address', { ipAddress: 'web01' }, 422, 'servers.bad_address', 'ipAddress'],
    ['an empty address', { ipAddress: '' }, 422, 'servers.bad_address', 'ipAddress'],
    ['a network', { ipAddress: '192.0.2.0/24' }, 422, 'servers.bad_address', 'ipAddress'],
    ['an address with a zone', { ipAddress: 'fe80::1%eth0' }, 422, 'servers.bad_address', 'ipAddress'],
    ['a future update', { lastUpdatedAt: '2026-11-21T08:00:00.001Z' }, 422, 'servers.updated_in_future', 'lastUpdatedAt'],
    ['a future reboot', { lastRebootedAt: '2027-01-01T00:00:00Z' }, 422, 'servers.rebooted_in_future', 'lastRebootedAt'],
    ['the year 0', { lastUpdatedAt: '0000-06-01T00:00:00Z' }, 422, 'kernel.bad_input', 'lastUpdatedAt'],
    ['an unknown schedule', { updateScheduleId: newId() }, 422, 'servers.unknown_schedule', 'updateScheduleId'],
    ['an unknown owner', { ownerUserId: newId() }, 422, 'servers.unknown_owner', 'ownerUserId'],
    ['a taken name, letter case aside', { name: 'WEB01' }, 409, 'servers.name_taken', 'name'],
    ['a name of blanks', { name: '  ' }, 422, 'kernel.bad_input', 'name'],
    ['something unknown', { colour: 'red' }, 422, 'kernel.bad_input', 'colour'],
  ])('%s', async (_what, input, status, code, path) => {
    const before = await rowsOf();
    const reply = await add(olga, { name: 'new', ...input });
    expect(reply).toMatchObject({ status, body: { code, errors: [{ path }] } });
    expect(Reflect.get(Object(reply.body), 'title')).not.toBe(code);
    expect(await rowsOf()).toBe(before);
  });

  test('an unknown site', async () => {
    expect(await add(adam, { name: 'new', siteId: newId() })).toMatchObject({
      status: 422,
      body: { code: 'servers.unknown_site', errors: [{ path: 'siteId' }] },
    });
  });

  test('a schedule of another site', async () => {
    const theirs = idOf(await nora.call(routes.addSchedule, { name: 'weekly', intervalDays: 7 }));
    const reply = await add(olga, { name: 'new', updateScheduleId: theirs });
    expect(reply).toMatchObject({ status: 422, body: { code: 'servers.unknown_schedule', errors: [{ path: 'updateScheduleId' }] } });
  });
});

describe('who may', () => {
  test('viewers create nothing, and nobody sees nothing', async () => {
    expect((await add(vera, { name: 'new' })).status).toBe(403);
    expect((await nobody.call(routes.listServers)).status).toBe(403);
    expect((await house.with({}).call(routes.listServers, {})).status).toBe(401);
  });

  test('an administrator of another site neither sees nor touches the server', async () => {
    expect((await nora.call(routes.getServer, { id: web01 })).status).toBe(404);
    expect((await nora.call(routes.editServer, { id: web01, name: 'mine' })).status).toBe(404);
    expect((await nora.call(routes.listPackages, { id: web01 })).status).toBe(404);
    expect((await nora.call(routes.listServers)).body).toEqual({ items: [], nextCursor: null });
    expect((await nora.call(routes.listServers, { siteId: await defaultSiteId() })).body).toEqual({ items: [], nextCursor: null });
    expect((await nora.call(routes.countServers)).body).toMatchObject({ total: 0 });
  });

  test('without a site, a server lands on the only one where its creator may create', async () => {
    const theirs = await add(nora, { name: 'web01' });
    expect(theirs).toMatchObject({ status: 201, body: { site: { id: house.otherSiteId } } });
    await nora.call(routes.archiveServer, { id: idOf(theirs) });
  });

  test('an editor who does not answer for a server may not edit it; its owner may', async () => {
    const other = idOf(await add(adam, { name: 'db01' }));
    expect((await olga.call(routes.editServer, { id: other, description: 'x' })).status).toBe(403);
    expect((await olga.call(routes.editServer, { id: web01, description: 'x' })).status).toBe(200);
    await adam.call(routes.archiveServer, { id: other });
  });

  test('what the caller may do stands beside the server', async () => {
    expect((await vera.call(routes.getServer, { id: web01 })).body).toMatchObject({ may: ['servers:read'] });
    const { body } = await olga.call(routes.getServer, { id: web01 });
    expect(body).toMatchObject({ may: expect.arrayContaining(['servers:read', 'servers:act', 'servers:edit']) });
  });
});

describe('editing', () => {
  test('only what was sent changes; the audit holds what changed, before and after', async () => {
    const { body } = await olga.call(routes.editServer, { id: web01, hostname: 'web01.example.net', alwaysInUse: true });
    expect(body).toMatchObject({ name: 'web01', hostname: 'web01.example.net', alwaysInUse: true, nextSafeAt: null, tags: ['web'] });
    const entry = await db
      .selectFrom('kernel.audit')
      .selectAll()
      .where('action', '=', 'servers.edited')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(entry).toMatchObject({
      actor_name: 'olga',
      subject_id: web01,
      before: { hostname: 'web01.example.org', alwaysInUse: false },
      after: { hostname: 'web01.example.net', alwaysInUse: true },
    });
    await olga.call(routes.editServer, { id: web01, alwaysInUse: false });
  });

  test('a version that is no longer there is refused', async () => {
    const { headers } = await olga.call(routes.getServer, { id: web01 });
    const seen = { 'if-match': String(headers['etag']) };
    expect((await olga.call(routes.editServer, { id: web01, description: 'first' }, seen)).status).toBe(200);
    const second = await olga.call(routes.editServer, { id: web01, description: 'second' }, seen);
    expect(second).toMatchObject({ status: 412, body: { code: 'kernel.version_conflict' } });
    expect((await vera.call(routes.getServer, { id: web01 })).body).toMatchObject({ description: 'first' });
  });

  test('an edit that changes nothing writes nothing', async () => {
    const entries = async () => (await db.selectFrom('kernel.audit').select('id').execute()).length;
    const before = await entries();
    expect((await olga.call(routes.editServer, { id: web01, name: 'web01' })).status).toBe(200);
    expect(await entries()).toBe(before);
  });

  test.each([
    ['without a schedule', { updateScheduleId: null }, { updateStatus: 'unscheduled', nextUpdateDueAt: null, updateSchedule: null }],
    ['without hours', { serviceWindow: null }, { serviceWindowStatus: 'unknown', serverLocalTime: null, serviceWindow: null }],
  ])('%s it is said so', async (_what, change, expected) => {
    expect((await olga.call(routes.editServer, { id: web01, ...change })).body).toMatchObject(expected);
    await olga.call(routes.editServer, { id: web01, updateScheduleId: monthly, serviceWindow: window });
  });
});

test('an archived server is gone, its name is free, and its history stays', async () => {
  const old = idOf(await add(olga, { name: 'old', lastUpdatedAt: '2026-01-01T00:00:00Z' }));
  expect((await olga.call(routes.archiveServer, { id: old })).status).toBe(204);
  expect((await olga.call(routes.archiveServer, { id: old })).status).toBe(404);
  expect((await olga.call(routes.getServer, { id: old })).status).toBe(404);
  expect((await add(olga, { name: 'old' })).status).toBe(201);
  expect(await db.selectFrom('servers.update_records').select('id').where('server_id', '=', old).execute()).toHaveLength(1);
});

test.each([
  ['a cursor that is none', { cursor: 'x' }, 'kernel.bad_cursor'],
  ['a cursor of another sort', { cursor: Buffer.from('["servers -name","a","b"]').toString('base64url') }, 'kernel.bad_cursor'],
  ['an unknown status', { status: 'fine' }, 'kernel.bad_input'],
])('a list refuses %s', async (_what, query, code) => {
  expect(await vera.call(routes.listServers, query)).toMatchObject({ status: 422, body: { code } });
});
