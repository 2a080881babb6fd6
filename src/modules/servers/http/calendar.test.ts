import ICAL from 'ical.js';
import { beforeEach, expect, test } from 'vitest';
import { editMe } from '../../../kernel/contract/routes/auth.ts';
import { addMyLink, revokeMyLink } from '../../../kernel/contract/routes/links.ts';
import * as routes from '../contract/routes.ts';
import { idOf, type Person, serversConsole } from '../testing/console.ts';

const NOW = '2026-11-21T12:00:00Z';
const house = await serversConsole(NOW);
const [olga, vera, nora] = [house.person('olga'), house.person('vera'), house.person('nora')];
const serviceWindow = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
const scheduleId = idOf(await olga.call(routes.addSchedule, { name: 'monthly', intervalDays: 30 }));

const add = async (name: string, more: Readonly<Record<string, unknown>> = {}) =>
  idOf(
    await olga.call(routes.addServer, {
      ...{ name, hostname: 'web', updateScheduleId: scheduleId, lastUpdatedAt: '2026-11-01T10:00:00Z', serviceWindow },
      ...more,
    }),
  );

beforeEach(() => house.clock.set(NOW));

async function linkOf(person: Person): Promise<{ readonly id: string; readonly token: string }> {
  const reply = await person.call(addMyLink, { purpose: 'servers.calendar', name: 'phone' });
  const url = String(Reflect.get(Object(reply.body), 'url'));
  return { id: idOf(reply), token: new URL(url).searchParams.get('token') ?? '' };
}

const read = (token: string, headers: Readonly<Record<string, string>> = {}) =>
  house.app.http.app.inject({ url: `/api/servers/calendar.ics?token=${encodeURIComponent(token)}`, headers });

interface Shown {
  readonly summary: string;
  readonly start: string;
  readonly end: string;
  readonly uid: string;
}

/** What another program reads in it. */
function eventsOf(text: string): readonly Shown[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return { summary: event.summary, start: event.startDate.toString(), end: event.endDate.toString(), uid: event.uid };
  });
}

test('the servers that its person answers for, as another program reads them', async () => {
  const id = await add('web01; the "first", one\\two');
  const { token } = await linkOf(olga);
  const reply = await read(token);
  expect(reply.statusCode).toBe(200);
  expect(reply.headers).toMatchObject({ 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, no-cache' });
  expect(eventsOf(reply.body)).toEqual([
    { summary: 'Update due: web01; the "first", one\\two', start: '2026-12-01', end: '2026-12-02', uid: `update-due-${id}@caretaker` },
    {
      summary: 'Good time to update web01; the "first", one\\two',
      start: '2026-12-01T21:00:00Z',
      end: '2026-12-02T07:00:00Z',
      uid: `update-suggested-${id}@caretaker`,
    },
  ]);
  expect(reply.body.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});

test('whoever has it already is told so, until something in it changes', async () => {
  const { token } = await linkOf(olga);
  const first = await read(token);
  const etag = String(first.headers['etag']);
  house.clock.advance({ hours: 5 });
  expect(await read(token, { 'if-none-match': etag })).toMatchObject({ statusCode: 304, body: '' });
  expect(await read(token, { 'if-none-match': `"other", W/${etag}` })).toMatchObject({ statusCode: 304 });
  await add('another');
  const changed = await read(token, { 'if-none-match': etag });
  expect(changed.statusCode).toBe(200);
  expect(changed.headers['etag']).not.toBe(etag);
});

test('nothing of servers that others answer for, or that lie out of sight', async () => {
  const elsewhere = idOf(
    await house.person('adam').call(routes.addServer, { name: 'faraway', hostname: 'x', siteId: house.otherSiteId, ownerUserId: vera.id }),
  );
  expect(eventsOf((await read((await linkOf(nora)).token)).body)).toEqual([]);
  const id = await add('verified');
  await olga.call(routes.addResponsible, { id, userId: nora.id, role: 'maintainer' });
  await olga.call(routes.addResponsible, { id, userId: vera.id, role: 'maintainer' });
  expect(eventsOf((await read((await linkOf(nora)).token)).body)).toEqual([]);
  const verasUids = eventsOf((await read((await linkOf(vera)).token)).body).map(({ uid }) => uid);
  expect(verasUids).toEqual([`update-due-${id}@caretaker`, `update-suggested-${id}@caretaker`]);
  expect(verasUids.join()).not.toContain(elsewhere);
});

test("in its person's language", async () => {
  const { token } = await linkOf(vera);
  await vera.call(editMe, { language: 'de' });
  expect(eventsOf((await read(token)).body).map(({ summary }) => summary)).toEqual([
    'Aktualisierung fällig: verified',
    'Gute Zeit, verified zu aktualisieren',
  ]);
});

test.each(['', 'ctl_wrong', '\0', 'x'.repeat(200)])('a secret that opens nothing: %j', async (token) => {
  expect(await read(token)).toMatchObject({ statusCode: 404 });
});

test('a link that was revoked is no link', async () => {
  const { id, token } = await linkOf(olga);
  await olga.call(revokeMyLink, { id });
  expect((await read(token)).statusCode).toBe(404);
});
