import { beforeEach, describe, expect, test } from 'vitest';
import { editSite, listSites } from '../../../kernel/contract/routes/sites.ts';
import * as routes from '../contract/routes.ts';
import { removeSlots } from '../store/erase.ts';
import { idOf, itemsOf, type Reply, serversConsole } from '../testing/console.ts';

// 09:00 in Berlin, a Saturday.
const NOW = '2026-11-21T08:00:00Z';
const house = await serversConsole(NOW);
const { db, clock } = house;
const adam = house.person('adam');
const olga = house.person('olga');
const vera = house.person('vera');
const sam = house.person('sam');

let count = 0;
let monthly: string;
const field = ({ body }: Reply, name: string): unknown => Reflect.get(Object(body), name);
const makeSchedule = async (input: Readonly<Record<string, unknown>> = {}) =>
  idOf(await olga.call(routes.addSchedule, { name: `monthly ${++count}`, intervalDays: 30, ...input }));
/** In use by day, and so now. */
const makeServer = async (input: Readonly<Record<string, unknown>> = {}) => {
  const serviceWindow = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
  const given = { name: `server ${++count}`, hostname: 'host', serviceWindow, lastUpdatedAt: '2026-10-25T00:00:00Z' };
  return idOf(await olga.call(routes.addServer, { ...given, updateScheduleId: monthly, ...input }));
};
const slotOf = async (id: string) =>
  field(await olga.call(routes.getServer, { id }), 'nextSlot') as Readonly<Record<string, unknown>> | null;
const audits = (action: string, id: string) =>
  db.selectFrom('kernel.audit').selectAll().where('subject_id', '=', id).where('action', '=', action).execute();

beforeEach(() => clock.set(NOW));

describe('a second person', () => {
  test('confirms what is risky; who asked cannot', async () => {
    monthly = await makeSchedule({ overduePolicy: 'second-person' });
    const id = await makeServer();
    await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'maintainer' });
    const asked = await olga.call(routes.markUpdated, { id, note: 'urgent', confirmRisky: true });
    expect(asked).toMatchObject({ status: 409, body: { code: 'servers.second_person_needed' } });
    expect(await olga.call(routes.getServer, { id })).toMatchObject({
      body: { lastUpdatedAt: '2026-10-25T00:00:00Z', approvals: [{ kind: 'updated', askedBy: 'olga', mayDecide: false }] },
    });
    const approvalId = String(Reflect.get(Object(field(asked, 'params')), 'approvalId'));
    // Asked again, it is the same request.
    expect(await olga.call(routes.markUpdated, { id, note: 'urgent', confirmRisky: true })).toMatchObject({
      body: { params: { approvalId } },
    });
    expect(await olga.call(routes.approve, { id, approvalId })).toMatchObject({ status: 409, body: { code: 'servers.approval_own' } });
    expect(itemsOf(await vera.call(routes.listApprovals, { serverId: id }))).toMatchObject([{ id: approvalId, mayDecide: true }]);
    expect(await vera.call(routes.approve, { id, approvalId })).toMatchObject({
      status: 201,
      body: { state: 'approved', decidedBy: 'vera' },
    });
    expect(await olga.call(routes.getServer, { id })).toMatchObject({ body: { lastUpdatedAt: NOW, approvals: [] } });
    expect(itemsOf(await olga.call(routes.listUpdates, { id }))[0]).toMatchObject({ by: 'olga', note: 'urgent', confirmedRisky: true });
    expect(await vera.call(routes.approve, { id, approvalId })).toMatchObject({ status: 409, body: { code: 'servers.approval_decided' } });
    expect(await audits('servers.second_person_asked', id)).toHaveLength(1);
    expect(await audits('servers.approved', id)).toMatchObject([{ actor_name: 'vera', after: { askedBy: 'olga' } }]);
  });

  test('a risky slot waits for them too; a request expires after a day', async () => {
    monthly = await makeSchedule({ overduePolicy: 'second-person' });
    const id = await makeServer();
    const wanted = { id, startsAt: '2026-11-23T12:00:00Z', confirmRisky: true };
    const asked = await olga.call(routes.addSlot, wanted);
    const approvalId = String(Reflect.get(Object(field(asked, 'params')), 'approvalId'));
    expect(await slotOf(id)).toBeNull();
    expect((await adam.call(routes.approve, { id, approvalId })).status).toBe(201);
    expect(await slotOf(id)).toMatchObject({ startsAt: '2026-11-23T12:00:00Z', isRisky: true, confirmedBy: 'adam' });
    const later = await olga.call(routes.moveSlot, { ...wanted, slotId: (await slotOf(id))?.['id'], startsAt: '2026-11-23T13:00:00Z' });
    const second = String(Reflect.get(Object(field(later, 'params')), 'approvalId'));
    clock.set('2026-11-22T08:00:00Z');
    expect(await adam.call(routes.approve, { id, approvalId: second })).toMatchObject({
      status: 409,
      body: { code: 'servers.approval_expired' },
    });
    expect(itemsOf(await adam.call(routes.listApprovals, { serverId: id, state: 'expired' }))).toMatchObject([{ id: second }]);
  });

  test('is told among those who answer for the server; else the contact and all who may agree hear of it', async () => {
    monthly = await makeSchedule({ overduePolicy: 'second-person' });
    const [alone, shared] = [await makeServer(), await makeServer()];
    await olga.call(routes.addResponsible, { id: shared, userId: vera.id, role: 'maintainer' });
    const site = itemsOf(await sam.call(listSites, {})).find(({ isDefault }) => isDefault === true)?.['id'];
    expect((await sam.call(editSite, { id: site, contactUserId: vera.id })).status).toBe(200);
    const told = async (id: string) => {
      await db.deleteFrom('kernel.notices').where('asset_id', '=', id).execute();
      expect(await olga.call(routes.markUpdated, { id, confirmRisky: true })).toMatchObject({
        body: { code: 'servers.second_person_needed' },
      });
      const rows = await db.selectFrom('kernel.notices').select('user_id').where('asset_id', '=', id).execute();
      return rows.map(({ user_id }) => user_id).sort();
    };
    expect(await told(shared)).toEqual([vera.id]);
    expect(await told(alone)).toEqual([sam.id, adam.id, vera.id].sort());
  });

  test('where nobody else may agree, nobody is asked, and the answer says so', async () => {
    monthly = await makeSchedule({ overduePolicy: 'second-person' });
    const id = await makeServer();
    const ours = db.updateTable('kernel.users').where('id', 'in', [sam.id, adam.id]);
    await ours.set({ deactivated_at: clock.now() }).execute();
    const answer = await olga.call(routes.markUpdated, { id, confirmRisky: true });
    await ours.set({ deactivated_at: null }).execute();
    expect(answer).toMatchObject({ status: 409, body: { code: 'servers.no_second_person' } });
    expect(itemsOf(await olga.call(routes.listApprovals, { serverId: id }))).toEqual([]);
  });

  test('declines, or the one who asked withdraws', async () => {
    monthly = await makeSchedule({ overduePolicy: 'second-person' });
    const id = await makeServer();
    const asked = await olga.call(routes.markRebooted, { id, confirmRisky: true });
    const approvalId = String(Reflect.get(Object(field(asked, 'params')), 'approvalId'));
    expect((await olga.call(routes.decline, { id, approvalId })).status).toBe(204);
    expect(await adam.call(routes.approve, { id, approvalId })).toMatchObject({ status: 409, body: { code: 'servers.approval_decided' } });
    expect(field(await olga.call(routes.getServer, { id }), 'lastRebootedAt')).toBeNull();
  });
});

test('owners are told that an update is overdue where the schedule says so, once', async () => {
  monthly = await makeSchedule({ overduePolicy: 'notify' });
  const id = await makeServer({ lastUpdatedAt: '2026-10-01T00:00:00Z' });
  await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'maintainer' });
  const told = await db.selectFrom('kernel.notices').select(['user_id', 'sentence']).where('asset_id', '=', id).execute();
  expect(told).toEqual([{ user_id: olga.id, sentence: 'notices.overdue' }]);
});

test('an update that stays overdue is not told again once its notice has gone by age; a new owner hears of it', async () => {
  monthly = await makeSchedule({ overduePolicy: 'notify' });
  const id = await makeServer({ lastUpdatedAt: '2026-10-01T00:00:00Z' });
  const told = () => db.selectFrom('kernel.notices').select('user_id').where('asset_id', '=', id).execute();
  expect(await told()).toEqual([{ user_id: olga.id }]);
  await db.deleteFrom('kernel.notices').where('asset_id', '=', id).execute();
  await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'owner' });
  expect(await told()).toEqual([{ user_id: vera.id }]);
});

test('requests go by age with the slots, also those that were about none', async () => {
  monthly = await makeSchedule({ overduePolicy: 'second-person' });
  const id = await makeServer();
  await olga.call(routes.markUpdated, { id, confirmRisky: true });
  const requests = async () => itemsOf(await olga.call(routes.listApprovals, { serverId: id }));
  await db.transaction().execute((tx) => removeSlots(tx, clock.now(), 2_000));
  expect(await requests()).toHaveLength(1);
  await db.transaction().execute((tx) => removeSlots(tx, clock.now().add({ milliseconds: 1 }), 2_000));
  expect(await requests()).toEqual([]);
});
