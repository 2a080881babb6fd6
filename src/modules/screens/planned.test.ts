import { beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../../test/kit/must.ts';
import * as routes from './contract/routes.ts';
import { type Enrolled, screensHouse } from './testing/house.ts';

// What is planned for a group, against what its screens say that they show.

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, db } = house;
const [olga, vera] = [house.as('olga'), house.as('vera')];
beforeEach(() => clock.set(NOW));

const AT = { timeout: 10_000, interval: 25 };
const until = ({ screenId: id }: Enrolled, expected: Readonly<Record<string, unknown>>) =>
  vi.waitFor(async () => expect(await must(vera, routes.getScreen, { id })).toMatchObject(expected), AT);
const untilFound = ({ screenId }: Enrolled, expected: readonly string[]) =>
  vi.waitFor(async () => {
    const open = db.selectFrom('kernel.findings').select('rule').where('asset_id', '=', screenId).where('closed_at', 'is', null);
    expect((await open.execute()).map(({ rule }) => rule)).toEqual(expected);
  }, AT);

/** Something to be shown until 09:00Z. */
const planned = async (groupId: string, start = '2026-11-21T08:00') => {
  const when = { start, end: '2026-11-21T10:00', timeZone: 'Europe/Berlin' };
  const content = { type: 'website' as const, url: 'https://example.org/menu' };
  await must(olga, routes.addEvent, { title: 'Lunch', groupIds: [groupId], ...when, content });
};
const shownBy = (groupId: string) =>
  db.selectFrom('screens.programmes').select(['active', 'off_until']).where('group_id', '=', groupId).executeTakeFirst();

/** A screen of a group whose player says what it shows. */
async function screen(groupId: string) {
  const one = await house.enrolled();
  const signedIn = await house.signIn(one, { keepalive: 0 });
  await signedIn.say(`infoscreen/${one.uuid}/heartbeat`, {});
  await until(one, { lastAlive: clock.now().toString() });
  await must(adam, routes.assignScreens, { ids: [one.screenId], groupId });
  await signedIn.closed;
  const { say } = await house.signIn(one, { keepalive: 0 });
  return { ...one, shows: (id: string | null) => say(`infoscreen/${one.uuid}/heartbeat`, { current_event_id: id }) };
}

test('a screen that shows something else for longer than it may is a warning and is told of, until it shows the right one', async () => {
  const { id: groupId } = await house.group('wrong');
  await planned(groupId);
  const right = await vi.waitFor(async () => {
    const [first] = (await shownBy(groupId))?.active ?? [];
    if (first === undefined) throw new Error('nothing is planned yet');
    return first;
  }, AT);
  const one = await screen(groupId);
  await one.shows('another');
  await until(one, { state: 'healthy', currentEventId: 'another' });
  clock.advance({ seconds: 150 });
  await one.shows('another');
  await until(one, { state: 'healthy', lastAlive: clock.now().toString() });
  clock.advance({ milliseconds: 1 });
  await until(one, { state: 'warning', reasons: ['wrongEvent'] });
  await untilFound(one, ['wrong-event']);
  await one.shows(right);
  await until(one, { state: 'healthy', reasons: [] });
  await untilFound(one, []);
});

test('what is off on purpose is neither silent nor wrong, and is again when something is planned', async () => {
  const { id: groupId } = await house.group('night');
  await vi.waitFor(async () => expect(await shownBy(groupId)).toMatchObject({ active: [], off_until: expect.anything() }), AT);
  const one = await screen(groupId);
  await one.shows('what was before');
  await until(one, { state: 'off', currentEventId: 'what was before' });
  clock.advance({ minutes: 20 });
  await until(one, { state: 'off', reasons: [] });
  await untilFound(one, []);
  const crashed = async () => (await must(adam, routes.listCrashed, {})).items.map(({ id }) => id);
  expect(await crashed()).not.toContain(one.screenId);
  // 08:30Z.
  await planned(groupId, '2026-11-21T09:30');
  await vi.waitFor(async () => expect((await shownBy(groupId))?.off_until?.toString()).toBe('2026-11-21T08:30:00Z'), AT);
  await until(one, { state: 'off' });
  clock.set('2026-11-21T08:30:00Z');
  await until(one, { state: 'offline', reasons: expect.arrayContaining(['silent']) });
  expect(await crashed()).toContain(one.screenId);
});
