import { beforeEach, describe, expect, test } from 'vitest';
import { addTeam } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { idOf, itemsOf, type Reply, serversConsole } from '../testing/console.ts';

// 09:00 in Berlin, a Saturday.
const NOW = '2026-11-21T08:00:00Z';
const house = await serversConsole(NOW);
const { db, clock } = house;
const adam = house.person('adam');
const olga = house.person('olga');
const vera = house.person('vera');

const OFFICE = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
const TONIGHT = '2026-11-21T21:00:00Z';

let count = 0;
const nextName = (what: string) => `${what} ${++count}`;
const field = ({ body }: Reply, name: string): unknown => Reflect.get(Object(body), name);

const makeSchedule = async (input: Readonly<Record<string, unknown>> = {}) =>
  idOf(await olga.call(routes.addSchedule, { name: nextName('monthly'), intervalDays: 30, ...input }));
/** In use by day, due on the 24th. */
const makeServer = async (input: Readonly<Record<string, unknown>> = {}, edit: Readonly<Record<string, unknown>> = {}) => {
  const given = { name: nextName('server'), hostname: 'host', serviceWindow: OFFICE, lastUpdatedAt: '2026-10-25T00:00:00Z' };
  const id = idOf(await olga.call(routes.addServer, { ...given, updateScheduleId: monthly, ...input }));
  if (Object.keys(edit).length > 0) expect((await olga.call(routes.editServer, { id, ...edit })).status).toBe(200);
  return id;
};
const plan = (input: Readonly<Record<string, unknown>>) => olga.call(routes.planServers, { dryRun: false, ...input });
const proposals = (reply: Reply) => field(reply, 'proposals') as readonly Readonly<Record<string, unknown>>[];
const slotOf = async (id: string) =>
  field(await olga.call(routes.getServer, { id }), 'nextSlot') as Readonly<Record<string, unknown>> | null;
const audits = (action: string, id: string) =>
  db.selectFrom('kernel.audit').selectAll().where('subject_id', '=', id).where('action', '=', action).execute();

let monthly: string;
beforeEach(async () => {
  clock.set(NOW);
  monthly = await makeSchedule();
});

describe('planning', () => {
  test('a dry run proposes and writes nothing; saving writes, and planning again keeps', async () => {
    const id = await makeServer();
    const dry = await olga.call(routes.planServers, { serverIds: [id] });
    expect(dry).toMatchObject({ status: 200, body: { isSaved: false, proposals: [{ startsAt: TONIGHT, change: 'new', slotId: null }] } });
    expect(await slotOf(id)).toBeNull();
    const saved = await plan({ serverIds: [id] });
    expect(saved).toMatchObject({
      body: { isSaved: true, proposals: [{ startsAt: TONIGHT, endsAt: '2026-11-21T22:00:00Z', minutes: 60 }] },
    });
    const slot = await slotOf(id);
    expect(slot).toMatchObject({
      id: proposals(saved)[0]?.['slotId'],
      state: 'planned',
      startsAt: TONIGHT,
      plannedBy: 'olga',
      isRisky: false,
    });
    expect(slot).toMatchObject({ noticeDueAt: NOW, isLate: false, mayAct: true, mayPostpone: true, dueAt: '2026-11-24T00:00:00Z' });
    clock.set('2026-11-21T10:00:00Z');
    expect(await plan({ serverIds: [id] })).toMatchObject({ body: { proposals: [{ startsAt: TONIGHT, change: 'kept' }] } });
  });

  test('two servers of one redundancy group come one after the other, and the database itself refuses anything else', async () => {
    const group = nextName('Web');
    const [a, b] = [await makeServer({}, { redundancyGroup: group }), await makeServer({}, { redundancyGroup: group.toUpperCase() })];
    await plan({ serverIds: [a, b] });
    const [first, second] = [await slotOf(a), await slotOf(b)];
    expect([first?.['startsAt'], second?.['startsAt']].sort()).toEqual([TONIGHT, '2026-11-21T22:00:00Z']);
    const late = first?.['startsAt'] === TONIGHT ? second : first;
    const overlap = db
      .updateTable('servers.slots')
      .set({ starts_at: Temporal.Instant.from('2026-11-21T21:30:00Z') })
      .where('id', '=', String(late?.['id']))
      .execute();
    await expect(overlap).rejects.toThrow(/slots_group_apart/);
    expect(itemsOf(await olga.call(routes.listRedundancyGroups, { q: group }))).toMatchObject([{ name: group, serverCount: 2 }]);
  });

  test('two servers of one group can change places', async () => {
    const group = { redundancyGroup: nextName('Web') };
    const a = await makeServer({ lastUpdatedAt: '2026-10-22T21:30:00Z' }, group);
    const b = await makeServer({ lastUpdatedAt: '2026-10-22T22:00:00Z' }, group);
    const starts = async () => [(await slotOf(a))?.['startsAt'], (await slotOf(b))?.['startsAt']];
    await plan({ serverIds: [a, b] });
    expect(await starts()).toEqual([TONIGHT, '2026-11-21T22:00:00Z']);
    // Now only the other one can be in time.
    const frozen = { name: nextName('freeze'), serverId: a, from: '2026-11-21T20:00:00Z', until: '2026-11-21T22:00:00Z' };
    expect((await olga.call(routes.addFreeze, frozen)).status).toBe(201);
    expect(await plan({ serverIds: [a, b] })).toMatchObject({ status: 200, body: { isSaved: true } });
    expect(await starts()).toEqual(['2026-11-21T22:00:00Z', TONIGHT]);
  });

  test('two people who plan one group at the same moment leave no two slots at once', async () => {
    const group = nextName('Cluster');
    const ids = [
      await makeServer({}, { redundancyGroup: group }),
      await makeServer({}, { redundancyGroup: group }),
      await makeServer({}, { redundancyGroup: group }),
    ];
    const [first, second] = [ids.slice(0, 2), ids.slice(1).reverse()];
    const replies = await Promise.all([plan({ serverIds: first }), adam.call(routes.planServers, { serverIds: second, dryRun: false })]);
    expect(replies.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    await plan({ serverIds: ids });
    const starts = await Promise.all(ids.map(async (id) => String((await slotOf(id))?.['startsAt'])));
    expect(starts.sort()).toEqual([TONIGHT, '2026-11-21T22:00:00Z', '2026-11-21T23:00:00Z']);
  });

  test('a schedule is planned by its id; only those whom one answers for are written', async () => {
    const [mine, adams] = [
      await makeServer(),
      idOf(await adam.call(routes.addServer, { name: nextName('adams'), hostname: 'h', updateScheduleId: monthly, serviceWindow: OFFICE })),
    ];
    const reply = await plan({ scheduleId: monthly });
    expect(proposals(reply).map(({ server, change }) => [Reflect.get(Object(server), 'id'), change])).toEqual(
      expect.arrayContaining([
        [mine, 'new'],
        [adams, 'none'],
      ]),
    );
    expect(await slotOf(adams)).toBeNull();
  });

  test('what is not safe is written only where that is confirmed', async () => {
    const id = await makeServer({ serviceWindow: null });
    expect(proposals(await plan({ serverIds: [id] }))).toMatchObject([
      { isRisky: true, change: 'none', reasons: [{ code: 'window_unknown' }, { code: 'needs_confirmation' }] },
    ]);
    expect(proposals(await plan({ serverIds: [id], confirmRisky: true }))).toMatchObject([{ isRisky: true, change: 'new' }]);
    expect(await slotOf(id)).toMatchObject({ isRisky: true, confirmedBy: 'olga' });
  });

  test('a freeze moves the plan, and the decision', async () => {
    const id = await makeServer({}, { modeOverride: 'enforce' });
    const added = await olga.call(routes.addFreeze, {
      name: 'Advent',
      serverId: id,
      firstDay: '2026-11-21',
      lastDay: '2026-11-22',
      timeZone: 'Europe/Berlin',
    });
    expect(added).toMatchObject({ status: 201, body: { from: '2026-11-20T23:00:00Z', until: '2026-11-22T23:00:00Z', server: { id } } });
    expect(proposals(await plan({ serverIds: [id] }))).toMatchObject([{ startsAt: '2026-11-22T23:00:00Z', isLate: false }]);
    expect(await olga.call(routes.getServer, { id })).toMatchObject({
      body: {
        decisions: expect.arrayContaining([
          expect.objectContaining({
            action: 'update',
            answer: 'deny',
            reasons: [{ code: 'frozen', params: { until: '2026-11-22T23:00:00Z' } }],
          }),
        ]),
      },
    });
    expect(await olga.call(routes.markUpdated, { id })).toMatchObject({
      status: 409,
      body: { code: 'service_window_risky', params: { reason: 'frozen' } },
    });
    await olga.call(routes.removeFreeze, { id: idOf(added) });
    expect(proposals(await olga.call(routes.planServers, { serverIds: [id] }))).toMatchObject([{ change: 'kept' }]);
  });
});

describe('a drop by hand', () => {
  test.each([
    ['in use, enforce', { modeOverride: 'enforce' }, { startsAt: '2026-11-22T12:00:00Z' }, 409, 'servers.slot_in_use'],
    ['in use, confirm', {}, { startsAt: '2026-11-22T12:00:00Z' }, 409, 'service_window_risky'],
    ['after the due instant', {}, { startsAt: '2026-11-24T22:00:00Z' }, 409, 'servers.slot_past_due'],
    ['in the past', {}, { startsAt: '2026-11-21T07:00:00Z' }, 422, 'servers.slot_in_past'],
    ['in the next century', {}, { startsAt: '2126-11-21T23:00:00Z' }, 422, 'servers.slot_too_far'],
  ])('%s is refused, with its reason', async (_where, edit, drop, status, code) => {
    const id = await makeServer({}, edit);
    await plan({ serverIds: [id] });
    const slot = await slotOf(id);
    const reply = await olga.call(routes.moveSlot, { id, slotId: slot?.['id'], ...drop });
    expect(reply).toMatchObject({ status, body: { code } });
    expect(await slotOf(id)).toEqual(slot);
  });

  test('what a person may confirm is done, and audited', async () => {
    const id = await makeServer();
    const added = await olga.call(routes.addSlot, { id, startsAt: '2026-11-22T12:00:00Z', minutes: 90, confirmRisky: true });
    expect(added).toMatchObject({ status: 201, body: { isRisky: true, confirmedBy: 'olga', endsAt: '2026-11-22T13:30:00Z' } });
    expect(await olga.call(routes.addSlot, { id, startsAt: '2026-11-22T23:00:00Z' })).toMatchObject({
      status: 409,
      body: { code: 'servers.slot_exists' },
    });
    const moved = await olga.call(routes.moveSlot, { id, slotId: idOf(added), startsAt: '2026-11-24T22:00:00Z', confirmLate: true });
    expect(moved).toMatchObject({ status: 200, body: { isLate: true, isRisky: false, minutes: 90 } });
    expect(await audits('servers.slot_moved', id)).toMatchObject([
      { before: { startsAt: '2026-11-22T12:00:00Z' }, after: { startsAt: '2026-11-24T22:00:00Z' } },
    ]);
    // What a person placed stays where it may start.
    expect(proposals(await plan({ serverIds: [id] }))).toMatchObject([{ change: 'kept', startsAt: '2026-11-24T22:00:00Z' }]);
  });

  test('onto another one of the group is refused, by name', async () => {
    const group = nextName('db');
    const name = nextName('primary');
    const [a, b] = [await makeServer({ name }, { redundancyGroup: group }), await makeServer({}, { redundancyGroup: group })];
    await olga.call(routes.addSlot, { id: a, startsAt: TONIGHT });
    const params = { server: name, startsAt: TONIGHT, endsAt: '2026-11-21T22:00:00Z' };
    const refused = { status: 409, body: { code: 'servers.slot_group_busy', params } };
    expect(await olga.call(routes.addSlot, { id: b, startsAt: '2026-11-21T21:30:00Z', confirmRisky: true })).toMatchObject(refused);
    const c = await makeServer();
    await olga.call(routes.addSlot, { id: c, startsAt: TONIGHT });
    expect(await olga.call(routes.editServer, { id: c, redundancyGroup: group })).toMatchObject(refused);
    expect(field(await olga.call(routes.getServer, { id: c }), 'redundancyGroup')).toBeNull();
  });

  test('two people who move it at once: the second one sees that', async () => {
    const id = await makeServer();
    const slotId = idOf(await olga.call(routes.addSlot, { id, startsAt: TONIGHT }));
    expect(await olga.call(routes.moveSlot, { id, slotId, startsAt: '2026-11-21T22:00:00Z' }, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
    });
    expect(await olga.call(routes.moveSlot, { id, slotId, startsAt: '2026-11-21T23:00:00Z' }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
    });
  });

  test('who does not answer for the server may not, and does not see that it could', async () => {
    const id = await makeServer();
    const slotId = idOf(await olga.call(routes.addSlot, { id, startsAt: TONIGHT }));
    for (const [route, input] of [
      [routes.moveSlot, { startsAt: '2026-11-21T22:00:00Z' }],
      [routes.cancelSlot, {}],
      [routes.postponeSlot, {}],
    ] as const) {
      expect((await vera.call(route, { id, slotId, ...input })).status).toBe(403);
    }
    expect(await vera.call(routes.getSlot, { id, slotId })).toMatchObject({ status: 200, body: { mayAct: false, mayPostpone: false } });
    const other = await makeServer();
    expect((await olga.call(routes.getSlot, { id: other, slotId })).status).toBe(404);
  });
});

describe('postponing', () => {
  test('goes to the next safe slot, once per person', async () => {
    const id = await makeServer();
    await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'maintainer' });
    await plan({ serverIds: [id] });
    const slotId = String((await slotOf(id))?.['id']);
    const first = await olga.call(routes.postponeSlot, { id, slotId });
    expect(first).toMatchObject({ status: 201, body: { state: 'postponed', startsAt: '2026-11-21T22:00:00Z', mayPostpone: false } });
    expect(await olga.call(routes.postponeSlot, { id, slotId })).toMatchObject({
      status: 409,
      body: { code: 'servers.already_postponed' },
    });
    const second = await vera.call(routes.postponeSlot, { id, slotId });
    expect(second).toMatchObject({ status: 201, body: { postponements: [{ by: 'olga', from: TONIGHT }, { by: 'vera' }] } });
    expect(await audits('servers.slot_postponed', id)).toHaveLength(2);
  });

  test('is for those who answer for the server, by name or in a team: an administrator moves it', async () => {
    const id = await makeServer();
    const slotId = idOf(await olga.call(routes.addSlot, { id, startsAt: TONIGHT }));
    const sees = async () => field(await adam.call(routes.getSlot, { id, slotId }), 'mayPostpone');
    expect(await adam.call(routes.getSlot, { id, slotId })).toMatchObject({ body: { mayAct: true, mayPostpone: false } });
    expect(await adam.call(routes.postponeSlot, { id, slotId })).toMatchObject({
      status: 403,
      body: { code: 'servers.not_yours_to_postpone' },
    });
    expect((await adam.call(routes.moveSlot, { id, slotId, startsAt: '2026-11-21T22:00:00Z' })).status).toBe(200);
    const team = idOf(await house.person('sam').call(addTeam, { name: nextName('team'), grants: [], memberIds: [adam.id] }));
    await olga.call(routes.addResponsible, { id, teamId: team, role: 'maintainer' });
    expect(await sees()).toBe(true);
    expect((await adam.call(routes.postponeSlot, { id, slotId })).status).toBe(201);
    expect(await sees()).toBe(false);
  });

  test('without a safe time there is nothing to put it off to', async () => {
    const id = await makeServer({ serviceWindow: null, alwaysInUse: true });
    const slotId = idOf(await olga.call(routes.addSlot, { id, startsAt: TONIGHT, confirmRisky: true }));
    expect(await olga.call(routes.postponeSlot, { id, slotId })).toMatchObject({ status: 409, body: { code: 'servers.no_later_slot' } });
  });
});

describe('the list of slots', () => {
  test('by time, state, server and person, in pages', async () => {
    const [a, b] = [await makeServer(), await makeServer()];
    await olga.call(routes.addSlot, { id: a, startsAt: '2026-11-23T02:00:00Z' });
    const gone = idOf(await olga.call(routes.addSlot, { id: b, startsAt: '2026-11-23T01:00:00Z' }));
    const between = { from: '2026-11-23T00:00:00Z', until: '2026-11-23T03:00:00Z', scheduleId: monthly };
    const names = async (input: Readonly<Record<string, unknown>>, who = olga) =>
      itemsOf(await who.call(routes.listSlots, { ...between, ...input })).map(({ startsAt }) => startsAt);
    expect(await names({})).toEqual(['2026-11-23T01:00:00Z', '2026-11-23T02:00:00Z']);
    expect(await names({ from: '2026-11-23T02:00:00Z' })).toEqual(['2026-11-23T02:00:00Z']);
    expect(await names({ until: '2026-11-23T02:00:00Z' })).toEqual(['2026-11-23T01:00:00Z']);
    expect(await names({ serverId: a })).toEqual(['2026-11-23T02:00:00Z']);
    expect(await names({ owner: 'me' })).toHaveLength(2);
    expect(await names({ owner: 'me' }, vera)).toEqual([]);
    await olga.call(routes.cancelSlot, { id: b, slotId: gone });
    expect(await names({ state: 'planned,postponed' })).toEqual(['2026-11-23T02:00:00Z']);
    expect(await names({ state: 'cancelled' })).toEqual(['2026-11-23T01:00:00Z']);
    const page = await olga.call(routes.listSlots, { ...between, limit: 1 });
    expect(itemsOf(await olga.call(routes.listSlots, { ...between, limit: 1, cursor: field(page, 'nextCursor') }))).toMatchObject([
      { startsAt: '2026-11-23T02:00:00Z' },
    ]);
  });
});

test('an update that was done meanwhile takes the slot off, and archiving does', async () => {
  const [a, b] = [await makeServer(), await makeServer()];
  await plan({ serverIds: [a, b] });
  await olga.call(routes.markUpdated, { id: a, confirmRisky: true });
  await olga.call(routes.archiveServer, { id: b });
  expect(await slotOf(a)).toBeNull();
  const rows = await db
    .selectFrom('servers.slots')
    .select(['state', 'because'])
    .where('server_id', 'in', [a, b])
    .orderBy('because')
    .execute();
  expect(rows).toEqual([
    { state: 'cancelled', because: 'archived' },
    { state: 'cancelled', because: 'updated' },
  ]);
});
