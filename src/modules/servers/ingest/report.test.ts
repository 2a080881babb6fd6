import { beforeEach, describe, expect, test } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, itemsOf, serversConsole } from '../testing/console.ts';
import { CLONE, reportText } from '../testing/report-text.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await serversConsole(NOW);
const { db, clock } = house;
const olga = house.person('olga');

let id: string;
let token: string;
let count = 0;

const hours = (by: number) => clock.now().add({ hours: by });
const detail = async () => (await olga.call(routes.getServer, { id })).body;
const packages = async () => itemsOf(await olga.call(routes.listPackages, { id })).map(({ name }) => name);
const findings = async () => {
  const rows = await db
    .selectFrom('kernel.findings')
    .select('rule')
    .where('asset_id', '=', id)
    .where('closed_at', 'is', null)
    .orderBy('rule')
    .execute();
  return rows.map(({ rule }) => rule);
};
const audits = async () =>
  (await db.selectFrom('kernel.audit').select('action').where('subject_id', '=', id).orderBy('id').execute()).map(({ action }) => action);
const makeToken = async (input: Readonly<Record<string, unknown>> = {}) =>
  String(Reflect.get(Object((await olga.call(routes.makeReportToken, { id, ...input })).body), 'token'));

beforeEach(async () => {
  clock.set(NOW);
  count += 1;
  id = idOf(await olga.call(routes.addServer, { name: `web ${count}`, hostname: 'web', lastUpdatedAt: '2026-11-01T00:00:00Z' }));
  token = await makeToken();
});

test('a report fills in what the machine says, security updates first', async () => {
  const body = reportText({ now: clock.now(), pending: ['zlib', 'openssl!', 'bash', 'curl!'], rebootFile: true });
  expect(await house.report(token, body)).toMatchObject({ status: 204 });
  expect(await detail()).toMatchObject({
    reportState: 'ok',
    reportedAt: NOW,
    os: { id: 'debian', version: '13', codename: 'trixie' },
    kernel: '6.12.101+deb13-amd64',
    pendingUpdates: 4,
    pendingSecurityUpdates: 2,
    rebootRequired: 'yes',
    lastRebootedAt: '2026-11-20T08:00:00Z',
    report: {
      packageManager: 'apt',
      arch: 'x86_64',
      clockSkewSeconds: 0,
      listsAt: '2026-11-21T07:00:00Z',
      intervalSeconds: 3_600,
      error: null,
    },
    reportToken: { hint: token.slice(0, 10), lastUsedAt: NOW },
    endOfLife: { product: 'Debian 13', state: 'supported' },
  });
  expect(await packages()).toEqual(['curl', 'openssl', 'bash', 'zlib']);
  expect(itemsOf(await olga.call(routes.listPackages, { id, onlySecurity: 'true', limit: 1 }))).toEqual([
    { name: 'curl', installedVersion: '1.0', candidateVersion: '1.1', isSecurity: true, origin: expect.any(String), isHeld: false },
  ]);
  expect(await findings()).toEqual(['reboot-required']);
});

test('the very same report again has no second effect', async () => {
  const body = reportText({ now: clock.now(), pending: ['bash'] });
  await house.report(token, body);
  const entries = await audits();
  clock.advance({ minutes: 5 });
  expect((await house.report(token, body)).status).toBe(204);
  expect(await detail()).toMatchObject({ reportedAt: NOW });
  expect(await audits()).toEqual(entries);
});

describe('a report that is refused leaves the one before in place', () => {
  beforeEach(async () => {
    await house.report(token, reportText({ now: clock.now(), pending: ['bash', 'curl!'] }));
    clock.advance({ hours: 1 });
  });

  test.each([
    ['cut off', (body: string) => body.slice(0, -20), 'servers.report_truncated'],
    ['a line short', (body: string) => body.replace('ARCH: x86_64\n', ''), 'servers.report_truncated'],
    ['empty', () => '', 'servers.report_truncated'],
    ['not a report', () => 'hello\nEND: 1\n', 'servers.report_malformed'],
    ['without a time', (body: string) => body.replace(/NOW: \d+/, 'NOW: x'), 'servers.report_malformed'],
  ])('%s', async (_what, spoil, code) => {
    const before = await detail();
    expect(await house.report(token, spoil(reportText({ now: clock.now() })))).toMatchObject({ status: 422, body: { code } });
    expect(await detail()).toEqual({ ...Object(before), daysSinceLastUpdate: expect.any(Number), serverLocalTime: null });
    expect(await packages()).toEqual(['curl', 'bash']);
  });

  test('another machine: refused, audited, found, until a day has passed without it', async () => {
    const reply = await house.report(token, reportText({ now: clock.now(), machine: CLONE, pending: [] }));
    expect(reply).toMatchObject({ status: 409, body: { code: 'servers.other_machine' } });
    expect(await detail()).toMatchObject({ pendingUpdates: 2 });
    expect(await audits()).toContain('servers.report_from_other_machine');
    expect(await findings()).toContain('other-machine');
    clock.advance({ hours: 25 });
    await house.report(token, reportText({ now: clock.now(), pending: ['bash', 'curl!'] }));
    expect(await findings()).not.toContain('other-machine');
  });

  test('a rebuilt server is bound anew when a person says so', async () => {
    const anew = await makeToken({ forgetMachine: true });
    expect((await house.report(token, reportText({ now: clock.now() }))).status).toBe(401);
    expect((await house.report(anew, reportText({ now: clock.now(), machine: CLONE }))).status).toBe(204);
    expect(await audits()).toContain('servers.machine_bound');
  });
});

describe('what proves nothing is never shown as none', () => {
  beforeEach(async () => {
    await house.report(token, reportText({ now: clock.now(), pending: ['bash', 'curl!'] }));
    clock.advance({ hours: 1 });
  });

  test('lists that are not there: the count is unknown, the packages stay', async () => {
    await house.report(token, reportText({ now: clock.now(), listsAt: null, pending: [] }));
    expect(await detail()).toMatchObject({ reportState: 'stale-lists', pendingUpdates: null, pendingSecurityUpdates: null });
    expect(await packages()).toEqual(['curl', 'bash']);
    expect(await findings()).toEqual(['lists-stale']);
  });

  test('a package manager that failed: its words, and the last good list', async () => {
    await house.report(token, reportText({ now: clock.now(), exit: 100, pending: [] }));
    expect(await detail()).toMatchObject({ reportState: 'error', pendingUpdates: 2, report: { error: 'apt ended with code 100' } });
    expect(await packages()).toEqual(['curl', 'bash']);
    expect(await findings()).toEqual(['report-error']);
  });

  test('silence after twice the interval', async () => {
    clock.set('2026-11-21T10:00:00Z');
    expect(await detail()).toMatchObject({ reportState: 'silent', pendingUpdates: 2 });
    expect(itemsOf(await olga.call(routes.listServers, { report: 'silent', q: `web ${count}` }))).toHaveLength(1);
  });
});

test('a clock that is wrong is found, and our clock counts', async () => {
  const ahead = clock.now().add({ hours: 3 });
  await house.report(token, reportText({ now: ahead, bootedAt: ahead.subtract({ hours: 2 }) }));
  expect(await detail()).toMatchObject({ reportedAt: NOW, lastRebootedAt: '2026-11-21T06:00:00Z', report: { clockSkewSeconds: 10_800 } });
  expect(await findings()).toEqual(['clock-skew']);
});

test('a clock three thousand years ahead stores nothing that cannot be', async () => {
  const body = reportText({ now: clock.now() })
    .replace(/NOW: \d+/, 'NOW: 99999999999')
    .replace(/BTIME: \d+/, 'BTIME: 0');
  expect((await house.report(token, body)).status).toBe(204);
  expect(await detail()).toMatchObject({ lastRebootedAt: null, report: { bootedAt: null } });
});

test('another boot id is a reboot', async () => {
  await house.report(token, reportText({ now: clock.now(), bootedAt: hours(-240) }));
  clock.advance({ hours: 1 });
  await house.report(token, reportText({ now: clock.now(), bootedAt: clock.now().subtract({ minutes: 10 }), bootId: 'boot-2' }));
  expect(await detail()).toMatchObject({ lastRebootedAt: '2026-11-21T08:50:00Z' });
  expect(await audits()).toContain('servers.reboot_seen');
});

describe('updates that a report shows', () => {
  beforeEach(async () => {
    await house.report(token, reportText({ now: clock.now(), packagesChangedAt: hours(-48), pending: ['bash', 'curl!'] }));
    clock.advance({ hours: 1 });
  });
  const applied = () => clock.now().subtract({ minutes: 20 });

  test('none left: the server was updated then, with what changed', async () => {
    await house.report(token, reportText({ now: clock.now(), packagesChangedAt: applied(), pending: [] }));
    expect(await detail()).toMatchObject({ lastUpdatedAt: '2026-11-21T08:40:00Z', pendingUpdates: 0, pendingSecurityUpdates: 0 });
    expect(itemsOf(await olga.call(routes.listUpdates, { id }))[0]).toMatchObject({
      at: '2026-11-21T08:40:00Z',
      source: 'report',
      by: null,
      isComplete: true,
      packages: expect.arrayContaining([{ name: 'bash', from: '1.0', to: '1.1' }]),
    });
  });

  test('some left: history, but not the last update', async () => {
    await house.report(token, reportText({ now: clock.now(), packagesChangedAt: applied(), pending: ['bash'] }));
    expect(await detail()).toMatchObject({ lastUpdatedAt: '2026-11-01T00:00:00Z' });
    expect(itemsOf(await olga.call(routes.listUpdates, { id }))[0]).toMatchObject({ isComplete: false, packages: [{ name: 'curl' }] });
  });

  test('an empty list that proves nothing is no update', async () => {
    await house.report(token, reportText({ now: clock.now(), packagesChangedAt: applied(), listsAt: null, pending: [] }));
    expect(await detail()).toMatchObject({ lastUpdatedAt: '2026-11-01T00:00:00Z' });
  });
});

describe('the token', () => {
  test('is stored as a hash only, and works for reports alone', async () => {
    const rows = await db.selectFrom('servers.report_tokens').selectAll().where('server_id', '=', id).execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(await db.selectFrom('kernel.audit').selectAll().execute())).not.toContain(token);
    expect((await house.with({ authorization: `Bearer ${token}` }).call(routes.listServers, {})).status).toBe(403);
    expect((await olga.call(routes.sendReport, { body: 'x' })).status).toBe(403);
  });

  test('ends when it is revoked, replaced, or its server archived', async () => {
    const body = reportText({ now: clock.now() });
    await olga.call(routes.revokeReportToken, { id });
    expect((await house.report(token, body)).status).toBe(401);
    expect((await olga.call(routes.revokeReportToken, { id })).status).toBe(204);
    const next = await makeToken();
    await olga.call(routes.archiveServer, { id });
    expect((await house.report(next, body)).status).toBe(401);
  });

  test('may be tied to addresses', async () => {
    const body = reportText({ now: clock.now() });
    expect((await house.report(await makeToken({ addressRanges: ['192.0.2.0/24', '2001:db8::/32'] }), body)).status).toBe(401);
    expect((await house.report(await makeToken({ addressRanges: ['127.0.0.5/8'] }), body)).status).toBe(204);
    expect(await detail()).toMatchObject({ reportToken: { addressRanges: ['127.0.0.5/8'] } });
  });
});

test('the script is served to machines', async () => {
  const reply = await house.app.http.app.inject({ method: 'GET', url: '/agent/report.sh' });
  expect(reply.statusCode).toBe(200);
  expect(reply.body).toMatch(/^#!\/bin\/sh/);
});
