import { expect, test } from 'vitest';
import * as routes from '../contract/routes.ts';
import { warnsAt } from '../domain/update-status.ts';
import { idOf, itemsOf, serversConsole } from '../testing/console.ts';

const house = await serversConsole();
const { db } = house;
const olga = house.person('olga');
const vera = house.person('vera');
const nora = house.person('nora');

const weekly = idOf(await olga.call(routes.addSchedule, { name: 'weekly', intervalDays: 7, preferredWeekday: 3, mode: 'enforce' }));
const theirs = idOf(await nora.call(routes.addSchedule, { name: 'weekly', intervalDays: 14 }));

test('names are each site’s own; schedules are seen where one may look', async () => {
  expect(
    itemsOf(await vera.call(routes.listSchedules))
      .map(({ id }) => id)
      .sort(),
  ).toEqual([theirs, weekly].sort());
  expect(itemsOf(await nora.call(routes.listSchedules))).toMatchObject([
    { id: theirs, site: { id: house.otherSiteId }, mode: 'confirm', serverCount: 0 },
  ]);
  expect((await nora.call(routes.editSchedule, { id: weekly, intervalDays: 1 })).status).toBe(404);
  expect((await nora.call(routes.removeSchedule, { id: weekly })).status).toBe(404);
  expect((await vera.call(routes.addSchedule, { name: 'mine', intervalDays: 1 })).status).toBe(403);
});

test.each([
  ['interval 0', { intervalDays: 0 }, 422, 'intervalDays', 'This must be at least 1.'],
  ['interval 3651', { intervalDays: 3_651 }, 422, 'intervalDays', 'This must be at most 3650.'],
  ['weekday 8', { preferredWeekday: 8 }, 422, 'preferredWeekday', 'This must be at most 7.'],
  ['a taken name, letter case aside', { name: 'Weekly' }, 409, 'name', 'Another update schedule on this site has this name.'],
])('%s is refused at its place, in a plain sentence', async (_what, input, status, path, message) => {
  const reply = await olga.call(routes.addSchedule, { name: 'new', intervalDays: 7, ...input });
  expect(reply).toMatchObject({ status, body: { errors: [{ path, message }] } });
});

test('an edit moves the due instants of its servers, exactly as the rule says', async () => {
  const lastUpdatedAt = '2026-03-20T08:00:00Z';
  const id = idOf(await olga.call(routes.addServer, { name: 'web01', hostname: 'web01', updateScheduleId: weekly, lastUpdatedAt }));
  const never = idOf(await olga.call(routes.addServer, { name: 'web02', hostname: 'web02', updateScheduleId: weekly }));
  for (const intervalDays of [1, 2, 11, 365, 3_650]) {
    expect((await olga.call(routes.editSchedule, { id: weekly, intervalDays })).status).toBe(200);
    const rows = await db.selectFrom('servers.servers').select(['id', 'due_at', 'warns_at']).execute();
    const last = Temporal.Instant.from(lastUpdatedAt);
    expect(rows.find((row) => row.id === id)).toMatchObject({
      due_at: last.add({ hours: 24 * intervalDays }),
      warns_at: warnsAt(last, { intervalDays, preferredWeekday: null }),
    });
    expect(rows.find((row) => row.id === never)).toMatchObject({ due_at: null, warns_at: null });
  }
  await olga.call(routes.editSchedule, { id: weekly, intervalDays: 7 });
});

test('a schedule that servers follow stays until they follow another', async () => {
  const biweekly = idOf(await olga.call(routes.addSchedule, { name: 'biweekly', intervalDays: 14 }));
  const id = idOf(await olga.call(routes.addServer, { name: 'db01', hostname: 'db01', updateScheduleId: biweekly }));
  expect(await olga.call(routes.removeSchedule, { id: biweekly })).toMatchObject({
    status: 409,
    body: { code: 'servers.schedule_in_use', params: { count: 1 } },
  });
  await olga.call(routes.editServer, { id, updateScheduleId: weekly });
  expect((await olga.call(routes.removeSchedule, { id: biweekly })).status).toBe(204);
  expect((await olga.call(routes.removeSchedule, { id: biweekly })).status).toBe(404);
  expect(await olga.call(routes.editServer, { id, updateScheduleId: biweekly })).toMatchObject({
    status: 422,
    body: { code: 'servers.unknown_schedule' },
  });
  expect((await olga.call(routes.addSchedule, { name: 'biweekly', intervalDays: 14 })).status).toBe(201);
});

test('an archived server no longer holds its schedule', async () => {
  const yearly = idOf(await olga.call(routes.addSchedule, { name: 'yearly', intervalDays: 365 }));
  const id = idOf(await olga.call(routes.addServer, { name: 'old', hostname: 'old', updateScheduleId: yearly }));
  await olga.call(routes.archiveServer, { id });
  expect((await olga.call(routes.removeSchedule, { id: yearly })).status).toBe(204);
});

test('a version that is no longer there is refused', async () => {
  const { headers } = await olga.call(routes.editSchedule, { id: weekly, mode: 'inform' });
  await olga.call(routes.editSchedule, { id: weekly, mode: 'confirm' });
  const reply = await olga.call(routes.editSchedule, { id: weekly, mode: 'enforce' }, { 'if-match': String(headers['etag']) });
  expect(reply).toMatchObject({ status: 412 });
});

test('two people who choose one name at the same moment: one of them gets it', async () => {
  const replies = await Promise.all([1, 2, 3].map((intervalDays) => olga.call(routes.addSchedule, { name: 'contested', intervalDays })));
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});
