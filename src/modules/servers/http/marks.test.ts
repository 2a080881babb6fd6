import { beforeEach, describe, expect, test } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, itemsOf, serversConsole } from '../testing/console.ts';

// 09:00 in Berlin, a Saturday.
const NOW = '2026-11-21T08:00:00Z';
const house = await serversConsole(NOW);
const { db, clock } = house;
const adam = house.person('adam');
const olga = house.person('olga');
const vera = house.person('vera');

let id: string;
let count = 0;

const makeServer = async (input: Readonly<Record<string, unknown>> = {}) => {
  count += 1;
  return idOf(await olga.call(routes.addServer, { name: `server ${count}`, hostname: 'host', ...input }));
};
const detail = async () => (await olga.call(routes.getServer, { id })).body;
const audits = (action: string) =>
  db.selectFrom('kernel.audit').selectAll().where('subject_id', '=', id).where('action', '=', action).execute();

beforeEach(async () => {
  clock.set(NOW);
  id = await makeServer();
});

describe('mark updated', () => {
  test('now: the record, the status and the audit say so', async () => {
    const monthly = idOf(await olga.call(routes.addSchedule, { name: `every 30 days ${count}`, intervalDays: 30 }));
    await olga.call(routes.editServer, { id, updateScheduleId: monthly });
    expect(await detail()).toMatchObject({ updateStatus: 'overdue', nextUpdateDueAt: null, daysSinceLastUpdate: null });
    const marked = await olga.call(routes.markUpdated, { id, note: 'by hand' });
    expect(marked).toMatchObject({
      status: 201,
      body: { updateStatus: 'ok', lastUpdatedAt: NOW, nextUpdateDueAt: '2026-12-21T08:00:00Z' },
    });
    expect(itemsOf(await vera.call(routes.listUpdates, { id }))).toMatchObject([
      { at: NOW, source: 'person', by: 'olga', note: 'by hand', confirmedRisky: false, isComplete: true, packages: [] },
    ]);
    expect(await audits('servers.marked_updated')).toMatchObject([
      { actor_name: 'olga', before: { lastUpdatedAt: null }, after: { lastUpdatedAt: NOW, note: 'by hand' } },
    ]);
  });

  test('a past instant is recorded, and one before the last moves nothing back', async () => {
    await olga.call(routes.markUpdated, { id, at: '2026-11-10T00:00:00Z' });
    const { body } = await olga.call(routes.markUpdated, { id, at: '2026-11-01T00:00:00+01:00' });
    expect(body).toMatchObject({ lastUpdatedAt: '2026-11-10T00:00:00Z' });
    expect(itemsOf(await olga.call(routes.listUpdates, { id })).map(({ at }) => at)).toEqual([
      '2026-11-10T00:00:00Z',
      '2026-10-31T23:00:00Z',
    ]);
  });

  test('the same told twice is one record and one audit entry', async () => {
    const told = { id, at: '2026-11-10T00:00:00Z' };
    expect((await olga.call(routes.markUpdated, told)).status).toBe(201);
    expect((await olga.call(routes.markUpdated, told)).status).toBe(201);
    expect(itemsOf(await olga.call(routes.listUpdates, { id }))).toHaveLength(1);
    expect(await audits('servers.marked_updated')).toHaveLength(1);
  });

  test('the future is refused, and nothing is written', async () => {
    const reply = await olga.call(routes.markUpdated, { id, at: '2026-11-21T08:00:01Z' });
    expect(reply).toMatchObject({ status: 422, body: { code: 'servers.updated_in_future', errors: [{ path: 'at' }] } });
    expect(itemsOf(await olga.call(routes.listUpdates, { id }))).toEqual([]);
  });

  test('who does not answer for the server may not', async () => {
    expect((await vera.call(routes.markUpdated, { id })).status).toBe(403);
    expect((await house.person('nora').call(routes.markUpdated, { id })).status).toBe(404);
  });
});

describe('while the server is in use', () => {
  beforeEach(async () => {
    await olga.call(routes.editServer, { id, serviceWindow: { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' } });
  });

  test.each([
    ['updated', routes.markUpdated],
    ['rebooted', routes.markRebooted],
  ])('marking %s asks first, and writes nothing before', async (_what, route) => {
    const refused = await olga.call(route, { id });
    expect(refused).toMatchObject({ status: 409, body: { code: 'service_window_risky', params: { nextSafeAt: '2026-11-21T21:00:00Z' } } });
    expect(await detail()).toMatchObject({ lastUpdatedAt: null, lastRebootedAt: null });
    expect((await olga.call(route, { id, confirmRisky: true })).status).toBe(201);
  });

  test('the confirmation is in the audit and in the record', async () => {
    await olga.call(routes.markUpdated, { id, confirmRisky: true });
    expect(await audits('servers.marked_updated')).toMatchObject([{ after: { confirmedRisky: true } }]);
    expect(itemsOf(await olga.call(routes.listUpdates, { id }))).toMatchObject([{ confirmedRisky: true }]);
  });

  test('it is asked about now, not about the instant that is told', async () => {
    expect((await olga.call(routes.markUpdated, { id, at: '2026-11-21T04:00:00Z' })).status).toBe(409);
    clock.set('2026-11-21T21:00:00Z');
    expect((await olga.call(routes.markUpdated, { id, at: '2026-11-21T12:00:00Z' })).status).toBe(201);
  });

  test('a declared maintenance allows it', async () => {
    const endsAt = '2026-11-21T09:00:00Z';
    const started = await olga.call(routes.startMaintenance, { id, endsAt, reason: 'new kernel' });
    expect(started).toMatchObject({ status: 201, body: { startsAt: NOW, endsAt, reason: 'new kernel', by: 'olga' } });
    expect(await detail()).toMatchObject({
      serviceWindowStatus: 'risky',
      maintenance: { endsAt },
      decisions: expect.arrayContaining([
        expect.objectContaining({ action: 'update', answer: 'allow', reasons: [{ code: 'in_maintenance', params: { until: endsAt } }] }),
      ]),
    });
    expect((await olga.call(routes.markUpdated, { id })).status).toBe(201);
    expect((await olga.call(routes.endMaintenance, { id })).status).toBe(204);
    expect(await detail()).toMatchObject({ maintenance: null });
    expect((await olga.call(routes.markUpdated, { id })).status).toBe(409);
    expect(await audits('servers.maintenance_ended')).toHaveLength(1);
  });
});

test.each([
  ['that ends before it starts', { startsAt: '2026-11-22T00:00:00Z', endsAt: '2026-11-21T23:00:00Z' }, 'assets.maintenance_backwards'],
  ['that is over', { startsAt: '2026-11-20T00:00:00Z', endsAt: '2026-11-20T01:00:00Z' }, 'assets.maintenance_past'],
  ['without end', { endsAt: '2027-11-21T00:00:00Z' }, 'assets.maintenance_too_long'],
])('maintenance %s is refused', async (_what, period, code) => {
  expect(await olga.call(routes.startMaintenance, { id, reason: 'because', ...period })).toMatchObject({ status: 422, body: { code } });
});

describe('people', () => {
  test('a maintainer may act and not edit; an owner may both', async () => {
    const added = await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'maintainer' });
    expect(added.body).toEqual({
      responsibles: [
        expect.objectContaining({ username: 'olga', role: 'owner' }),
        expect.objectContaining({ username: 'vera', role: 'maintainer' }),
      ],
    });
    expect((await vera.call(routes.markUpdated, { id })).status).toBe(201);
    expect((await vera.call(routes.editServer, { id, description: 'x' })).status).toBe(403);
    await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'owner' });
    expect((await vera.call(routes.editServer, { id, description: 'x' })).status).toBe(200);
    expect(await audits('servers.people_changed')).toHaveLength(2);
  });

  test('the last owner stays', async () => {
    const last = { status: 409, body: { code: 'assets.last_owner' } };
    expect(await olga.call(routes.removeResponsible, { id, userId: olga.id })).toMatchObject(last);
    expect(await olga.call(routes.addResponsible, { id, userId: olga.id, role: 'maintainer' })).toMatchObject(last);
    await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'owner' });
    expect((await olga.call(routes.removeResponsible, { id, userId: olga.id })).status).toBe(204);
  });

  test.each([
    ['nobody', {}, 422, 'assets.one_person'],
    ['an unknown user', { userId: crypto.randomUUID() }, 422, 'assets.unknown_user'],
    ['an unknown team', { teamId: crypto.randomUUID() }, 422, 'assets.unknown_user'],
  ])('%s cannot be made responsible', async (_what, who, status, code) => {
    expect(await olga.call(routes.addResponsible, { id, role: 'owner', ...who })).toMatchObject({ status, body: { code } });
  });

  test('who is not responsible cannot be taken off', async () => {
    const reply = await adam.call(routes.removeResponsible, { id, userId: vera.id });
    expect(reply).toMatchObject({ status: 404, body: { code: 'assets.not_responsible' } });
  });

  test('lists find the servers of a person, and one’s own', async () => {
    expect(itemsOf(await vera.call(routes.listServers, { responsible: 'me' })).map((server) => server['id'])).not.toContain(id);
    await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'maintainer' });
    expect(itemsOf(await vera.call(routes.listServers, { responsible: 'me' })).map((server) => server['id'])).toContain(id);
    expect(itemsOf(await adam.call(routes.listServers, { responsible: vera.id })).map((server) => server['id'])).toContain(id);
    expect(itemsOf(await adam.call(routes.listServers, { owner: vera.id })).map((server) => server['id'])).not.toContain(id);
  });
});

test('a reboot told late does not move the last one back', async () => {
  await olga.call(routes.markRebooted, { id, at: '2026-11-20T00:00:00Z' });
  const { body } = await olga.call(routes.markRebooted, { id, at: '2026-11-19T00:00:00Z' });
  expect(body).toMatchObject({ lastRebootedAt: '2026-11-20T00:00:00Z' });
  expect(await audits('servers.marked_rebooted')).toHaveLength(1);
});
