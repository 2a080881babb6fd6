import { describe, expect, test, vi } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, type Reply } from '../testing/console.ts';
import { handOffHouse, says, tokenOf } from '../testing/hand-off-house.ts';
import { reportText } from '../testing/report-text.ts';

const { house, adam, olga, origin, answering, row, orders, until, open, goTo, planned } = await handOffHouse();
const { db, clock } = house;
const field = ({ body }: Reply, name: string): unknown => Reflect.get(Object(body), name);

describe('at its start', () => {
  test('the target is called once, with the key, the secret and a token by which the outcome is told', async () => {
    const { id, slotId } = await planned();
    await goTo('2026-11-21T21:00:00Z');
    await until(slotId, { state: 'started' });
    await vi.waitFor(() => expect(orders(slotId)).toHaveLength(1), { timeout: 15_000 });
    const [order] = orders(slotId);
    expect(order).toMatchObject({
      path: '/run',
      headers: { authorization: 'Bearer sesame', 'content-type': 'application/json' },
      body: { action: 'update', slot: { id: slotId, startsAt: '2026-11-21T21:00:00Z' }, server: { id, hostname: 'web01.example.org' } },
    });
    const token = tokenOf(order);
    const device = house.with({ authorization: `Bearer ${token}` });
    expect((await device.call(routes.tellOutcome, { id: slotId, state: 'running', text: 'downloading' })).status).toBe(204);
    expect(await row(slotId)).toMatchObject({ state: 'started', outcome: 'downloading' });
    expect((await device.call(routes.tellOutcome, { id: slotId, state: 'succeeded', text: '12 packages' })).status).toBe(204);
    expect((await device.call(routes.tellOutcome, { id: slotId, state: 'succeeded' })).status).toBe(204);
    expect(await row(slotId)).toMatchObject({ state: 'succeeded', because: 'told', outcome: '12 packages' });
    // It does not report by itself, so that is its update.
    expect(field(await olga.call(routes.getServer, { id }), 'lastUpdatedAt')).toBe('2026-11-21T21:00:00Z');
    expect(await device.call(routes.tellOutcome, { id: slotId, state: 'failed' })).toMatchObject({
      status: 409,
      body: { code: 'servers.slot_closed' },
    });
    expect((await device.call(routes.getServer, { id })).status).toBe(403);
    expect(orders(slotId)).toHaveLength(1);
  });

  test('given up as unknown, it can be told for a day after its end, and took place within the slot', async () => {
    const [late, tooLate] = [await planned(), await planned()];
    await goTo('2026-11-21T21:00:00Z');
    for (const { slotId } of [late, tooLate]) await vi.waitFor(() => expect(orders(slotId)).toHaveLength(1), { timeout: 15_000 });
    await goTo('2026-11-22T00:30:00Z');
    for (const { slotId } of [late, tooLate]) await until(slotId, { state: 'unknown' });
    const tell = ({ slotId }: typeof late) =>
      house
        .with({ authorization: `Bearer ${tokenOf(orders(slotId)[0])}` })
        .call(routes.tellOutcome, { id: slotId, state: 'succeeded', text: 'done' });
    const lastUpdate = async ({ id }: typeof late) => field(await olga.call(routes.getServer, { id }), 'lastUpdatedAt');
    clock.set('2026-11-22T21:59:59Z');
    expect((await tell(late)).status).toBe(204);
    expect(await lastUpdate(late)).toBe('2026-11-21T22:00:00Z');
    clock.set('2026-11-22T22:00:00Z');
    expect(await tell(tooLate)).toMatchObject({ status: 409, body: { code: 'servers.slot_closed' } });
    expect(await lastUpdate(tooLate)).toBe('2026-10-25T00:00:00Z');
  });

  test('a token tells of its own slot only', async () => {
    const [one, other] = [await planned(), await planned()];
    await goTo('2026-11-21T21:00:00Z');
    await vi.waitFor(() => expect(orders(one.slotId)).toHaveLength(1), { timeout: 15_000 });
    const token = tokenOf(orders(one.slotId)[0]);
    const device = house.with({ authorization: `Bearer ${token}` });
    expect((await device.call(routes.tellOutcome, { id: other.slotId, state: 'succeeded' })).status).toBe(404);
    const inClear = await db.selectFrom('servers.slots').select('token_hash').where('token_hash', '=', token).execute();
    expect(inClear).toEqual([]);
  });

  test('Semaphore and AWX are asked at their status address until they are done', async () => {
    const { id, slotId } = await planned({ kind: 'awx', url: `${origin}/api/v2/job_templates/5/launch/` });
    answering.answer = ({ path }, response) =>
      says(
        201,
        path.endsWith('/jobs/9/')
          ? { status: 'failed', job_explanation: 'host unreachable' }
          : { status: 'pending', url: '/api/v2/jobs/9/' },
      )({ path, headers: {}, body: {} }, response);
    await goTo('2026-11-21T21:00:00Z');
    await vi.waitFor(() => expect(orders(slotId)[0]?.body).toMatchObject({ limit: 'web01.example.org' }), { timeout: 15_000 });
    await until(slotId, { state: 'started' });
    await vi.waitFor(async () => {
      const { status_url } = await db.selectFrom('servers.slots').select('status_url').where('id', '=', slotId).executeTakeFirstOrThrow();
      expect(status_url).toBe(`${origin}/api/v2/jobs/9/`);
    });
    await goTo('2026-11-21T21:02:00Z');
    await until(slotId, { state: 'failed', because: 'told', outcome: 'host unreachable' });
    expect(await open(id)).toContain('slot-failed');
    await olga.call(routes.markUpdated, { id });
    expect(await open(id)).not.toContain('slot-failed');
  });

  test('a report that shows the updates ends it', async () => {
    const { id, slotId } = await planned(null);
    const made = await olga.call(routes.makeReportToken, { id });
    const token = String(field(made, 'token'));
    await house.report(token, reportText({ now: clock.now(), pending: ['curl', 'bash'] }));
    await goTo('2026-11-21T21:00:00Z');
    await until(slotId, { state: 'started' });
    clock.set('2026-11-21T21:20:00Z');
    await house.report(
      token,
      reportText({ now: clock.now(), pending: [], packagesChangedAt: Temporal.Instant.from('2026-11-21T21:10:00Z') }),
    );
    expect(await row(slotId)).toMatchObject({ state: 'succeeded', because: 'updated' });
  });
});

describe('at its start the rules are asked again', () => {
  test('a freeze that came meanwhile: missed, with the reason', async () => {
    const { id, slotId } = await planned(null);
    await olga.call(routes.addFreeze, { name: 'stop', serverId: id, from: '2026-11-21T20:00:00Z', until: '2026-11-22T20:00:00Z' });
    await goTo('2026-11-21T21:00:00Z');
    await until(slotId, { state: 'missed', because: 'refused', outcome: 'frozen' });
  });

  test('a machine that calls itself what means all of them is not handed off to Ansible', async () => {
    const { id, slotId } = await planned({ kind: 'awx' });
    expect((await olga.call(routes.editServer, { id, hostname: 'all' })).status).toBe(200);
    await goTo('2026-11-21T21:00:00Z');
    await until(slotId, { state: 'missed', because: 'refused', outcome: expect.stringContaining('all') });
    expect(orders(slotId)).toEqual([]);
  });

  test('a group whose other server still runs: it waits, and is missed after half an hour', async () => {
    const [a, b] = [await planned(null), await planned(null)];
    const group = `group of ${a.id}`;
    await olga.call(routes.moveSlot, { id: b.id, slotId: b.slotId, startsAt: '2026-11-21T22:00:00Z' });
    for (const { id } of [a, b]) expect((await olga.call(routes.editServer, { id, redundancyGroup: group })).status).toBe(200);
    await goTo('2026-11-21T21:00:00Z');
    await until(a.slotId, { state: 'started' });
    await goTo('2026-11-21T22:10:00Z');
    await vi.waitFor(
      async () => {
        const { wakes_at } = await db.selectFrom('servers.slots').select('wakes_at').where('id', '=', b.slotId).executeTakeFirstOrThrow();
        expect(wakes_at?.toString()).toBe('2026-11-21T22:11:00Z');
      },
      { timeout: 15_000 },
    );
    await goTo('2026-11-21T22:30:01Z');
    await until(b.slotId, { state: 'missed', because: 'group_busy' });
  });

  test('a server whose next slot would meet one of a group is not let into it, also while another slot of it runs', async () => {
    const [a, b] = [await planned(null), await planned(null)];
    const group = `group of ${a.id}`;
    await goTo('2026-11-21T21:00:00Z');
    for (const { slotId } of [a, b]) await until(slotId, { state: 'started' });
    await olga.call(routes.markUpdated, { id: b.id });
    await until(b.slotId, { state: 'succeeded' });
    const next = { startsAt: '2026-11-23T22:00:00Z', confirmLate: true };
    for (const { id } of [a, b]) expect((await olga.call(routes.addSlot, { id, ...next })).status).toBe(201);
    expect((await olga.call(routes.editServer, { id: b.id, redundancyGroup: group })).status).toBe(200);
    expect(await olga.call(routes.editServer, { id: a.id, redundancyGroup: group })).toMatchObject({
      status: 409,
      body: { code: 'servers.slot_group_busy' },
    });
  });

  test('nothing is called, and nobody told of an update: missed two hours after its end', async () => {
    const { slotId } = await planned(null);
    await goTo('2026-11-21T21:00:00Z');
    await until(slotId, { state: 'started' });
    await goTo('2026-11-22T00:00:00Z');
    await until(slotId, { state: 'missed', because: 'nobody' });
  });
});

test('owners and maintainers hear of a slot a day before it, and of its move at once', async () => {
  const { id } = await planned(null);
  const slotId = String(Reflect.get(Object(field(await olga.call(routes.getServer, { id }), 'nextSlot')), 'id'));
  await olga.call(routes.moveSlot, { id, slotId, startsAt: '2026-11-23T21:00:00Z' });
  await olga.call(routes.addResponsible, { id, userId: house.ids.vera, role: 'maintainer' });
  const told = async () =>
    (
      await db
        .selectFrom('kernel.notices')
        .select(['user_id', 'sentence'])
        .where('asset_id', '=', id)
        .orderBy('made_at')
        .orderBy('user_id')
        .execute()
    ).map(({ user_id, sentence }) => [user_id, sentence]);
  await db.deleteFrom('kernel.notices').where('asset_id', '=', id).execute();
  await goTo('2026-11-22T20:59:00Z');
  expect(await told()).toEqual([]);
  await goTo('2026-11-22T21:00:00Z');
  const both = [house.ids.olga, house.ids.vera].sort().map((who) => [who, 'notices.slot-announced']);
  await vi.waitFor(async () => expect(await told()).toEqual(both), { timeout: 15_000 });
  clock.set('2026-11-22T22:00:00Z');
  await olga.call(routes.moveSlot, { id, slotId, startsAt: '2026-11-23T22:00:00Z' });
  expect(await told()).toEqual([...both, [house.ids.vera, 'notices.slot-moved']]);
});

describe('the target itself', () => {
  test('is an administrator’s matter; its secret is shown to nobody and goes to no other origin', async () => {
    const schedule = idOf(await olga.call(routes.addSchedule, { name: 'handed off', intervalDays: 30 }));
    const wanted = { id: schedule, kind: 'webhook', url: `${origin}/run`, secret: 'sesame' };
    expect((await olga.call(routes.setHandOff, wanted)).status).toBe(403);
    const set = await adam.call(routes.setHandOff, wanted);
    expect(set.text).not.toContain('sesame');
    expect(await olga.call(routes.listSchedules, { q: 'handed off' })).toMatchObject({
      body: { items: [{ handOff: { kind: 'webhook', origin, hasSecret: true } }] },
    });
    expect(await adam.call(routes.setHandOff, { ...wanted, url: `${origin}/other`, secret: undefined })).toMatchObject({
      status: 200,
      body: { handOff: { hasSecret: true } },
    });
    expect(await adam.call(routes.setHandOff, { ...wanted, url: 'http://127.0.0.2/', secret: undefined })).toMatchObject({
      status: 422,
      body: { code: 'servers.hand_off_needs_secret' },
    });
    const { rows } = { rows: await db.selectFrom('kernel.audit').selectAll().where('action', '=', 'servers.hand_off_set').execute() };
    expect(JSON.stringify(rows)).not.toContain('sesame');
    expect(rows.map(({ after }) => Reflect.get(Object(after), 'url'))).toContain(`${origin}/•••••• (new)`);
    expect(JSON.stringify(rows)).not.toMatch(/\/(run|other)/);
    expect((await adam.call(routes.removeHandOff, { id: schedule })).status).toBe(204);
    expect(await adam.call(routes.getHandOff, { id: schedule })).toMatchObject({ body: { handOff: null } });
  });
});
