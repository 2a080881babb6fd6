import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { addTeam, addUser, archiveTeam, deactivateUser, editTeam, removeUser } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { idOf, serversConsole } from '../testing/console.ts';
import { reportText } from '../testing/report-text.ts';

const house = await serversConsole('2026-11-01T00:00:00Z');
const { db, clock } = house;
const olga = house.person('olga');

const open = async (id: string) => {
  const rows = await db
    .selectFrom('kernel.findings')
    .select(['rule', 'severity'])
    .where('asset_id', '=', id)
    .where('closed_at', 'is', null)
    .orderBy('rule')
    .execute();
  return rows.map(({ rule, severity }) => `${rule} ${severity}`);
};
/** Moves the clock; any change then wakes the timer, as time itself would. */
const goTo = async (instant: string) => {
  clock.set(instant);
  const nudge = idOf(await olga.call(routes.addServer, { name: `nudge ${instant}`, hostname: 'nudge' }));
  await olga.call(routes.archiveServer, { id: nudge });
};
const eventually = (id: string, expected: readonly string[]) =>
  vi.waitFor(async () => expect(await open(id)).toEqual(expected), { timeout: 8_000, interval: 50 });

test('time alone opens and raises findings, and an update clears them', async () => {
  const monthly = idOf(await olga.call(routes.addSchedule, { name: 'monthly', intervalDays: 30 }));
  const id = idOf(
    await olga.call(routes.addServer, {
      name: 'web01',
      hostname: 'web01',
      updateScheduleId: monthly,
      lastUpdatedAt: '2026-11-01T00:00:00Z',
    }),
  );
  expect(await open(id)).toEqual([]);
  await goTo('2026-11-25T00:00:00Z');
  await eventually(id, ['update-due info']);
  await goTo('2026-12-01T00:00:00.001Z');
  await eventually(id, ['update-overdue warning']);
  await goTo('2026-12-31T00:00:00Z');
  await eventually(id, ['update-overdue critical']);
  await olga.call(routes.markUpdated, { id });
  expect(await open(id)).toEqual([]);
});

test('a shorter interval makes its servers overdue at once', async () => {
  clock.set('2027-01-10T00:00:00Z');
  const yearly = idOf(await olga.call(routes.addSchedule, { name: 'yearly', intervalDays: 365 }));
  const id = idOf(
    await olga.call(routes.addServer, { name: 'db01', hostname: 'db01', updateScheduleId: yearly, lastUpdatedAt: '2027-01-01T00:00:00Z' }),
  );
  await olga.call(routes.editSchedule, { id: yearly, intervalDays: 8 });
  await eventually(id, ['update-overdue warning']);
});

test('a server that is settled while its schedule is being shortened does not lose the new interval', async () => {
  clock.set('2027-01-12T00:00:00Z');
  const yearly = idOf(await olga.call(routes.addSchedule, { name: 'half shortened', intervalDays: 365 }));
  const id = idOf(
    await olga.call(routes.addServer, { name: 'db02', hostname: 'db02', updateScheduleId: yearly, lastUpdatedAt: '2027-01-01T00:00:00Z' }),
  );
  const edit = await db.startTransaction().execute();
  await edit.updateTable('servers.update_schedules').set({ interval_days: 8 }).where('id', '=', yearly).execute();
  const dueAt = Temporal.Instant.from('2027-01-09T00:00:00Z');
  const moved = { due_at: dueAt, warns_at: dueAt.subtract({ hours: 48 }), facts_change_at: clock.now() };
  await edit.updateTable('servers.servers').set(moved).where('id', '=', id).execute();
  const settled = olga.call(routes.makeReportToken, { id });
  await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(0), { timeout: 8_000, interval: 20 });
  await edit.commit().execute();
  expect((await settled).status).toBe(201);
  expect(await open(id)).toEqual(['update-overdue warning']);
});

/** Sessions of this database that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.count ?? 0;
}

test('silence and security updates become findings in time', async () => {
  clock.set('2027-02-01T00:00:00Z');
  const id = idOf(await olga.call(routes.addServer, { name: 'mail', hostname: 'mail' }));
  const made = await olga.call(routes.makeReportToken, { id });
  await house.report(String(Reflect.get(Object(made.body), 'token')), reportText({ now: clock.now(), pending: ['curl!'] }));
  expect(await open(id)).toEqual([]);
  await goTo('2027-02-03T00:00:00Z');
  await eventually(id, ['report-silent warning']);
  await goTo('2027-02-04T00:00:00.001Z');
  await eventually(id, ['report-silent warning', 'security-pending warning']);
  await goTo('2027-02-15T00:00:00Z');
  await eventually(id, ['report-silent critical', 'security-pending warning']);
});

test('a team that loses its last member answers for nothing any more', async () => {
  const sam = house.person('sam');
  const team = idOf(await sam.call(addTeam, { name: 'night shift', memberIds: [house.ids.vera] }));
  const id = idOf(await olga.call(routes.addServer, { name: 'orphan', hostname: 'orphan' }));
  await olga.call(routes.addResponsible, { id, teamId: team, role: 'owner' });
  await olga.call(routes.removeResponsible, { id, userId: olga.id });
  expect(await open(id)).toEqual([]);
  await sam.call(editTeam, { id: team, memberIds: [] });
  await eventually(id, ['no-responsible warning']);
});

test('a server whose last people go for good is told at once: a team that was archived, the last member of one that was removed', async () => {
  const sam = house.person('sam');
  const [going, leaving] = await Promise.all(
    ['going', 'leaving'].map(async (username) =>
      idOf(await sam.call(addUser, { username, password: 'Regenschirm & Kanne', role: 'user' })),
    ),
  );
  const empty = idOf(await sam.call(addTeam, { name: 'one by one', memberIds: [going] }));
  const archived = idOf(await sam.call(addTeam, { name: 'archived', memberIds: [house.ids.vera] }));
  const [byTeam, byPerson] = await Promise.all(
    ['last team', 'last person'].map(async (name) => idOf(await olga.call(routes.addServer, { name, hostname: name }))),
  );
  for (const [id, teamId] of [
    [byPerson, empty],
    [byTeam, archived],
  ]) {
    await olga.call(routes.addResponsible, { id, teamId, role: 'maintainer' });
    // An owner who is switched off owns nothing any more; the team answers alone.
    await olga.call(routes.addResponsible, { id, userId: leaving, role: 'owner' });
    await olga.call(routes.removeResponsible, { id, userId: olga.id });
  }
  await sam.call(deactivateUser, { id: leaving });
  await vi.waitFor(async () => expect(await dueNow()).toBe(0), { timeout: 8_000, interval: 50 });
  expect([await open(String(byTeam)), await open(String(byPerson))]).toEqual([[], []]);

  expect((await sam.call(archiveTeam, { id: archived })).status).toBe(204);
  await eventually(String(byTeam), ['no-responsible warning']);
  expect((await sam.call(removeUser, { id: going })).status).toBe(204);
  await eventually(String(byPerson), ['no-responsible warning']);
});

/** Servers that wait to be looked at. */
async function dueNow(): Promise<number> {
  const { count } = await db
    .selectFrom('servers.servers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('facts_change_at', '<=', clock.now())
    .executeTakeFirstOrThrow();
  return count;
}
