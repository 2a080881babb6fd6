import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, itemsOf, serversConsole } from '../testing/console.ts';
import { reportText } from '../testing/report-text.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await serversConsole(NOW);
const { db, clock } = house;
const olga = house.person('olga');

const MACHINE_ID = '0123456789abcdef0123456789abcdef';
const HASH = 'ab'.repeat(32);
const bash = { name: 'bash', currentVersion: '5.2-1', needsUpdate: false, isSecurityUpdate: false };
const curl = { name: 'curl', currentVersion: '7.88-1', availableVersion: '7.88-2', needsUpdate: true, isSecurityUpdate: true };
const zlib = { name: 'zlib', currentVersion: '1.2-1', availableVersion: '1.2-2', needsUpdate: true, isSecurityUpdate: false };
/** As the agent sends it, with much that we do not ask for. */
const whole = {
  packages: [bash, curl, zlib],
  repositories: [{ name: 'main', url: 'http://deb.example/', isEnabled: true, isSecure: true }],
  ...{ osType: 'Debian GNU/Linux', osVersion: '12.7', hostname: 'web01', ip: '192.0.2.7', architecture: 'x86_64', agentVersion: '2.1.3' },
  ...{ machineId: MACHINE_ID, kernelVersion: '6.1.0-28-amd64', selinuxStatus: 'disabled', loadAverage: [0.1, 0.2, 0.3], diskDetails: null },
  ...{
    needsReboot: true,
    rebootReason: 'kernel',
    packageManager: 'apt',
    executionTime: 1.5,
    hashes: { packagesHash: HASH, reposHash: '' },
  },
};

let id: string;
let token: string;
let count = 0;

beforeEach(async () => {
  clock.set(NOW);
  id = idOf(await olga.call(routes.addServer, { name: `web ${++count}`, hostname: 'web' }));
  token = String(Reflect.get(Object((await olga.call(routes.makeReportToken, { id })).body), 'token'));
});

async function send(path: 'update' | 'ping', body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const reply = await house.app.http.app.inject({
    ...{ method: 'POST', url: `/api/v1/hosts/${path}`, payload: JSON.stringify(body) },
    headers: { 'content-type': 'application/json', 'x-api-id': id, 'x-api-key': token, ...headers },
  });
  return { status: reply.statusCode, body: JSON.parse(reply.body) };
}

const detail = async () => (await olga.call(routes.getServer, { id })).body;
const packages = async () => itemsOf(await olga.call(routes.listPackages, { id })).map(({ name }) => name);

test('a report fills in what the machine says', async () => {
  expect(await send('update', whole)).toEqual({
    status: 200,
    body: { success: true, message: 'Report accepted', packagesProcessed: 3, updatesAvailable: 2, securityUpdates: 1 },
  });
  expect(await detail()).toMatchObject({
    ...{ reportState: 'ok', reportedAt: NOW, pendingUpdates: 2, pendingSecurityUpdates: 1, rebootRequired: 'yes' },
    os: { id: 'debian', version: '12' },
    kernel: '6.1.0-28-amd64',
    report: { packageManager: 'apt', agent: 'patchmon 2.1.3', clockSkewSeconds: 0 },
    reportToken: { lastUsedAt: NOW },
  });
  expect(await packages()).toEqual(['curl', 'zlib']);
});

test('a sign of life with the same list counts as a report, another asks for the list', async () => {
  expect((await send('ping', {})).body).toMatchObject({
    hashGate: true,
    requestFull: ['packages', 'repos', 'hostname'],
    friendlyName: `web ${count}`,
  });
  expect(await detail()).toMatchObject({ reportState: 'unknown', reportedAt: null });
  await send('update', whole);
  clock.advance({ hours: 3 });
  expect(await detail()).toMatchObject({ reportState: 'silent' });
  const ping = { hashes: { packagesHash: HASH }, metrics: { needsReboot: false, cpuCores: 4 }, agentVersion: '2.1.3' };
  expect((await send('ping', ping)).body).toMatchObject({ requestFull: [] });
  expect(await detail()).toMatchObject({ reportState: 'ok', reportedAt: '2026-11-21T11:00:00Z', pendingUpdates: 2, rebootRequired: 'no' });
  expect((await send('ping', { hashes: { packagesHash: 'cd'.repeat(32) } })).body).toMatchObject({
    requestFull: ['packages', 'repos', 'hostname'],
  });
});

test('some sections: the list anew, and the rest as it was', async () => {
  await send('update', whole);
  clock.advance({ hours: 1 });
  const partial = { ...whole, sections: ['packages', 'repos'], packages: [bash, zlib], kernelVersion: '', needsReboot: false };
  expect((await send('update', partial)).status).toBe(200);
  expect(await detail()).toMatchObject({ pendingUpdates: 1, kernel: '6.1.0-28-amd64', rebootRequired: 'yes' });
  const before = await detail();
  expect((await send('update', { sections: ['interfaces'], packages: null, hashes: {} })).status).toBe(200);
  expect(await detail()).toEqual(before);
});

test('updates that were applied are recorded, with the versions that are there now', async () => {
  await send('update', whole);
  clock.advance({ hours: 1 });
  const applied = [
    bash,
    { ...curl, currentVersion: '7.88-2', needsUpdate: false },
    { ...zlib, currentVersion: '1.2-2', needsUpdate: false },
  ];
  await send('update', { ...whole, packages: applied });
  expect(await detail()).toMatchObject({ lastUpdatedAt: '2026-11-21T09:00:00Z', pendingUpdates: 0 });
  expect(itemsOf(await olga.call(routes.listUpdates, { id }))).toMatchObject([
    { source: 'report', isComplete: true, packages: [{ name: 'curl' }, { name: 'zlib' }] },
  ]);
});

describe('the same rules as for every report', () => {
  test('no list: an error, and the last good one stays', async () => {
    await send('update', whole);
    await send('update', { ...whole, packages: [] });
    expect(await detail()).toMatchObject({ reportState: 'error', pendingUpdates: 2 });
    expect(await packages()).toEqual(['curl', 'zlib']);
  });

  test('another machine: refused, audited, found', async () => {
    await send('update', whole);
    expect(await send('update', { ...whole, machineId: 'f'.repeat(32), packages: [bash] })).toMatchObject({
      status: 409,
      body: { code: 'servers.other_machine' },
    });
    expect(await detail()).toMatchObject({ pendingUpdates: 2 });
    const rules = await db.selectFrom('kernel.findings').select('rule').where('asset_id', '=', id).where('closed_at', 'is', null).execute();
    expect(rules.map(({ rule }) => rule)).toContain('other-machine');
  });

  test('one machine is the same by either agent', async () => {
    const machine = createHash('sha256').update(`${MACHINE_ID}\n`).digest('hex');
    expect((await house.report(token, reportText({ now: clock.now(), machine }))).status).toBe(204);
    expect((await send('update', whole)).status).toBe(200);
    expect((await house.report(token, reportText({ now: clock.now(), machine: 'c3'.repeat(32) }))).status).toBe(409);
  });
});

describe('the key', () => {
  test.each([
    ['none', { 'x-api-key': '' }, 401],
    ['a wrong one', { 'x-api-key': 'ctr_wrong' }, 401],
    ["another server's id", { 'x-api-id': '019a0000-0000-7000-8000-000000000000' }, 403],
  ])('%s', async (_what, headers, status) => {
    expect((await send('update', whole, headers)).status).toBe(status);
    expect((await send('ping', {}, headers)).status).toBe(status);
  });

  test('opens nothing else', async () => {
    const reply = await house.app.http.app.inject({ url: '/api/servers', headers: { 'x-api-key': token } });
    expect(reply.statusCode).toBe(401);
  });
});
