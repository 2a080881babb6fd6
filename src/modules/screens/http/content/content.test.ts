import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { must } from '../../../../../test/kit/must.ts';
import { editSetting } from '../../../../kernel/contract/routes/console.ts';
import * as routes from '../../contract/routes.ts';
import { EventList, LookAhead } from '../../contract/wire/content.ts';
import { PowerIntent } from '../../contract/wire/power.ts';
import { granted, type Player, screensHouse } from '../../testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock } = house;
const [olga, vera, nora] = [house.as('olga'), house.as('vera'), house.as('nora')];
beforeEach(() => clock.set(NOW));

const AT = { timeout: 10_000, interval: 25 };
let groups = 0;
const freshGroup = () => {
  groups += 1;
  return house.group(`content ${groups}`);
};

interface Screen extends Player {
  readonly group: { readonly id: string; readonly number: number };
}

/** A player in a group of its own, which hears what is for that. */
async function screenInGroup(): Promise<Screen> {
  const group = await freshGroup();
  const player = await house.enrolled();
  const before = await house.signIn(player);
  await must(adam, routes.assignScreens, { ids: [player.screenId], groupId: group.id });
  // Its account has learnt of the group.
  await before.closed;
  const signedIn = await house.signIn(player);
  await granted(signedIn.client, [
    `infoscreen/events/${group.number}`,
    `infoscreen/schedule/${group.number}`,
    `infoscreen/groups/${group.number}/power/intent`,
  ]);
  return { ...signedIn, group };
}

const last = (screen: Screen, topic: string): unknown => {
  const text = screen.heard.findLast((one) => one.startsWith(`${topic} `))?.slice(topic.length + 1) ?? 'null';
  return JSON.parse(text === '' ? 'null' : text);
};
const list = (screen: Screen) => EventList.parse(last(screen, `infoscreen/events/${screen.group.number}`));
const ahead = (screen: Screen) => LookAhead.parse(last(screen, `infoscreen/schedule/${screen.group.number}`));
const intent = (screen: Screen) => PowerIntent.parse(last(screen, `infoscreen/groups/${screen.group.number}/power/intent`));
const titles = (screen: Screen) => list(screen).map(({ title }) => title);
const until = (check: () => void) => vi.waitFor(check, AT);

const event = (groupIds: readonly string[], more: Partial<z.input<typeof routes.addEvent.input>> = {}) => ({
  ...{ title: 'Lunch', groupIds: [...groupIds], start: '2026-11-21T08:00', end: '2026-11-21T10:00', timeZone: 'Europe/Berlin' },
  content: { type: 'website' as const, url: 'https://example.org/menu' },
  ...more,
});

describe('what a group shows', () => {
  test('reaches its players at once, and its televisions go on', async () => {
    const screen = await screenInGroup();
    await until(() => expect(list(screen)).toEqual([]));
    await until(() => expect(intent(screen)).toMatchObject({ desired_state: 'off', reason: 'no_active_event' }));
    const { id } = await must(olga, routes.addEvent, event([screen.group.id]));
    await until(() =>
      expect(list(screen)).toMatchObject([
        {
          ...{ title: 'Lunch', event_type: 'website', group_id: screen.group.number, occurrence_of_id: null },
          ...{ start: '2026-11-21T07:00:00Z', end: '2026-11-21T09:00:00Z', website: { type: 'browser', url: 'https://example.org/menu' } },
        },
      ]),
    );
    await until(() =>
      expect(intent(screen)).toMatchObject({
        ...{ desired_state: 'on', reason: 'active_event', poll_interval_sec: 30, issued_at: NOW, expires_at: '2026-11-21T08:01:30Z' },
        ...{ event_window_start: '2026-11-21T07:00:00Z', event_window_end: '2026-11-21T09:00:00Z' },
      }),
    );
    expect(await must(vera, routes.listNow, {})).toMatchObject({ items: [{ groupId: screen.group.id, eventId: id, title: 'Lunch' }] });
    await must(olga, routes.deleteEvent, { id });
    await until(() => expect(list(screen)).toEqual([]));
    await until(() => expect(intent(screen)).toMatchObject({ desired_state: 'off', event_window_start: null }));
  });

  test('is nothing while the group is out of use, and all of it again afterwards', async () => {
    const screen = await screenInGroup();
    await must(olga, routes.setDefaultContent, { id: screen.group.id, content: { type: 'website', url: 'https://example.org/' } });
    await must(olga, routes.addEvent, event([screen.group.id]));
    await until(() => expect([titles(screen), ahead(screen).default_content]).toMatchObject([['Lunch'], { event_type: 'website' }]));
    await must(adam, routes.editGroup, { id: screen.group.id, isActive: false });
    await until(() => expect([list(screen), ahead(screen).events, ahead(screen).default_content]).toEqual([[], [], null]));
    await until(() => expect(intent(screen)).toMatchObject({ desired_state: 'off', reason: 'no_active_event' }));
    expect((await must(vera, routes.listNow, {})).items.filter(({ groupId }) => groupId === screen.group.id)).toEqual([]);
    await must(adam, routes.editGroup, { id: screen.group.id, isActive: true });
    await until(() => expect([titles(screen), intent(screen).desired_state]).toEqual([['Lunch'], 'on']));
  });

  test('is in the order of priority, then of start', async () => {
    const screen = await screenInGroup();
    const plan = (title: string, start: string, priority: number) =>
      must(olga, routes.addEvent, event([screen.group.id], { title, start, priority }));
    await plan('late', '2026-11-21T08:30', 0);
    await plan('early', '2026-11-21T08:00', 0);
    await plan('important', '2026-11-21T08:45', 5);
    await until(() => expect(titles(screen)).toEqual(['important', 'early', 'late']));
    await until(() => expect(ahead(screen).events.map(({ title }) => title)).toEqual(['important', 'early', 'late']));
  });

  test('changes by time alone; the look-ahead knows it before', async () => {
    const screen = await screenInGroup();
    await must(olga, routes.addEvent, event([screen.group.id], { title: 'first', end: '2026-11-21T09:30' }));
    await must(olga, routes.addEvent, event([screen.group.id], { title: 'then', start: '2026-11-21T09:30', end: '2026-11-21T11:00' }));
    await until(() => expect(ahead(screen).events.map(({ title }) => title)).toEqual(['first', 'then']));
    await until(() => expect(titles(screen)).toEqual(['first']));
    const before = intent(screen);
    clock.set('2026-11-21T08:30:00Z');
    // Any change pokes the timer, which stands by the machine's clock.
    await must(olga, routes.addEvent, event([(await freshGroup()).id], { title: 'elsewhere' }));
    await until(() => expect(titles(screen)).toEqual(['then']));
    // The two touch: never off between them, and under the same name.
    await until(() => expect(intent(screen)).toMatchObject({ intent_id: before.intent_id, desired_state: 'on' }));
  });

  test('of a series is each occurrence, by the wall clock, without those that were taken out', async () => {
    clock.set('2026-10-23T05:00:00Z');
    const screen = await screenInGroup();
    const series = { start: '2026-10-23T08:00', end: '2026-10-23T09:00', rule: 'FREQ=DAILY', until: '2026-10-27' };
    const { id } = await must(olga, routes.addEvent, event([screen.group.id], series));
    // The clock goes back in the night to the 25th.
    const window = { from: '2026-10-23T00:00:00Z', to: '2026-11-01T00:00:00Z', groupId: screen.group.id };
    const starts = async () => (await must(vera, routes.listOccurrences, window)).items.map(({ start }) => start);
    expect(await starts()).toEqual(['23T06', '24T06', '25T07', '26T07', '27T07'].map((at) => `2026-10-${at}:00:00Z`));
    await must(olga, routes.skipOccurrence, { id, start: '2026-10-24T06:00:00Z' });
    await until(() => expect(ahead(screen).events.map(({ start }) => start)).toEqual(['2026-10-23T06:00:00Z']));
    // Another name brings nothing back.
    await must(olga, routes.editEvent, { id, title: 'Breakfast' });
    expect(await starts()).not.toContain('2026-10-24T06:00:00Z');
    await must(olga, routes.skipOccurrence, { id, start: '2026-10-24T06:00:00Z', isSkipped: false });
    expect(await starts()).toContain('2026-10-24T06:00:00Z');
    await must(olga, routes.skipOccurrence, { id, start: '2026-10-24T06:00:00Z' });
    // An hour later it is still left out on that day.
    await must(olga, routes.editEvent, { id, start: '2026-10-23T09:00', end: '2026-10-23T10:00' });
    expect(await starts()).toEqual(['23T07', '25T08', '26T08', '27T08'].map((at) => `2026-10-${at}:00:00Z`));
    // Also where another zone has another day at that moment: the day that was left out was the old one's.
    await must(olga, routes.editEvent, { id, timeZone: 'Pacific/Auckland' });
    expect((await must(olga, routes.getEvent, { id })).skipped).toEqual(['2026-10-23T20:00:00Z']);
    await must(olga, routes.editEvent, { id, timeZone: 'Europe/Berlin' });
    // On no Saturday any more: then it would go.
    const weekly = { id, rule: 'FREQ=WEEKLY;BYDAY=MO,FR' };
    expect(await olga.call(routes.editEvent, weekly)).toMatchObject({
      ...{ status: 409, body: { code: 'screens.drops_skipped', params: { count: 1, dates: '2026-10-24' } } },
    });
    expect((await must(olga, routes.getEvent, { id })).skipped).toHaveLength(1);
    expect((await must(olga, routes.editEvent, { ...weekly, dropSkipped: true })).skipped).toEqual([]);
    expect(await starts()).toEqual(['23T07', '26T08'].map((at) => `2026-10-${at}:00:00Z`));
    const refused = await olga.call(routes.skipOccurrence, { id, start: '2026-10-24T06:30:00Z' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'screens.unknown_occurrence' } });
  });

  test('where nothing is planned is its default content', async () => {
    const screen = await screenInGroup();
    const html = '<h1 onclick="x()">Welcome</h1><script>alert(1)</script><img src=x onerror=y><a href="javascript:z">here</a>';
    await must(olga, routes.setDefaultContent, { id: screen.group.id, content: { type: 'message', html } });
    await until(() =>
      expect(ahead(screen).default_content).toMatchObject({
        ...{ id: `default:${screen.group.number}`, event_type: 'message' },
        message: { type: 'message', html: '<h1>Welcome</h1>here', level: 'info' },
      }),
    );
    await must(olga, routes.setDefaultContent, { id: screen.group.id, content: null });
    await until(() => expect(ahead(screen).default_content).toBeNull());
  });

  test('is nothing that is not allowed any more, and comes back with the permission', async () => {
    const screen = await screenInGroup();
    await must(olga, routes.addEvent, event([screen.group.id]));
    await until(() => expect(titles(screen)).toEqual(['Lunch']));
    const allow = (value: string | null) => must(house.as('sam'), editSetting, { key: 'screens.websiteHosts', value });
    await allow('example.net\n*.example.com');
    await until(() => expect(list(screen)).toEqual([]));
    await allow('example.org');
    await until(() => expect(titles(screen)).toEqual(['Lunch']));
    await allow(null);
  });

  test('is said once more where somebody who began to say it has not ended', async () => {
    const screen = await screenInGroup();
    await until(() => expect(list(screen)).toEqual([]));
    const programme = () =>
      house.db.selectFrom('screens.programmes').selectAll().where('group_id', '=', screen.group.id).executeTakeFirstOrThrow();
    // Whoever could not say it at the start is forgotten by then.
    clock.advance({ minutes: 1 });
    await must(olga, routes.addEvent, event([screen.group.id], { title: 'before', start: '2026-11-21T07:00' }));
    await vi.waitFor(async () => expect((await programme()).tellings).toBe(0), AT);
    // As a process leaves it that is killed between its work and its word.
    await house.db
      .updateTable('screens.programmes')
      .set({ tellings: 1, worked_at: clock.now() })
      .where('group_id', '=', screen.group.id)
      .execute();
    await must(olga, routes.addEvent, event([screen.group.id]));
    await vi.waitFor(async () => expect(await programme()).toMatchObject({ tellings: 1, due_at: clock.now().add({ seconds: 10 }) }), AT);
    clock.advance({ seconds: 10 });
    await must(olga, routes.addEvent, event([(await freshGroup()).id], { title: 'elsewhere' }));
    await vi.waitFor(async () => {
      const { tellings, due_at } = await programme();
      expect(tellings).toBe(0);
      expect(due_at.since(clock.now()).total('minutes')).toBeGreaterThan(10);
    }, AT);
  });

  test('is forgotten with the group', async () => {
    const { id } = await freshGroup();
    const programmes = () => house.db.selectFrom('screens.programmes').select('digest').where('group_id', '=', id).execute();
    await vi.waitFor(async () => expect(await programmes()).toMatchObject([{ digest: expect.stringMatching(/./) }]), AT);
    await must(adam, routes.archiveGroup, { id });
    await vi.waitFor(async () => expect(await programmes()).toEqual([]), AT);
  });
});

describe('bad input is refused with its place', () => {
  const bad: readonly (readonly [string, Partial<z.input<typeof routes.addEvent.input>>, string, string])[] = [
    ['the end before the start', { end: '2026-11-21T07:00' }, 'screens.ends_before_start', 'end'],
    ['a rule that never happens', { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'calendar.never_happens', 'rule'],
    ['every second', { rule: 'FREQ=SECONDLY' }, 'calendar.too_frequent', 'rule'],
    ['too much at once', { rule: 'FREQ=MINUTELY' }, 'screens.too_dense', 'rule'],
    ['no such rule', { rule: 'FREQ=WEEKLY;BYDAY=XX' }, 'calendar.bad_rule', 'rule'],
    ['an unknown zone', { timeZone: 'Europe/Atlantis' }, 'calendar.unknown_zone', 'timeZone'],
    ['an unknown group', { groupIds: ['0199aaaa-0000-7000-8000-000000000000'] }, 'screens.no_such_group', 'groupIds'],
    [
      'an unknown medium',
      { content: { type: 'presentation', mediaIds: ['0199aaaa-0000-7000-8000-000000000000'] } },
      'screens.unknown_media',
      'content.mediaIds',
    ],
    ['a script', { content: { type: 'website', url: 'javascript:alert(1)' } }, 'kernel.bad_input', 'content.url'],
    ['a file', { content: { type: 'website', url: 'file:///etc/passwd' } }, 'kernel.bad_input', 'content.url'],
    [
      'an address of the house',
      { content: { type: 'website', url: 'http://10.0.0.1/board' } },
      'screens.website_not_allowed',
      'content.url',
    ],
    ['no such day', { start: '2026-02-30T08:00' }, 'kernel.bad_input', 'start'],
    ['nothing but a script', { content: { type: 'message', html: '<script>x</script>' } }, 'screens.empty_message', 'content.html'],
    ['an end of no series', { until: '2026-12-01' }, 'screens.until_before_start', 'until'],
  ];
  test.each(bad)('%s', async (_name, more, code, path) => {
    const { id } = await freshGroup();
    const answer = await olga.call(routes.addEvent, event([id], more));
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect(answer.text).toContain(`"${path}"`);
    expect((await must(olga, routes.listEvents, { groupId: id })).items).toEqual([]);
  });
});

describe('who may', () => {
  test('editors plan, users read, and nobody sees another site', async () => {
    const { id: groupId } = await freshGroup();
    expect((await vera.call(routes.addEvent, event([groupId]))).status).toBe(403);
    const { id } = await must(olga, routes.addEvent, event([groupId]));
    expect((await vera.call(routes.getEvent, { id })).status).toBe(200);
    expect((await nora.call(routes.getEvent, { id })).status).toBe(404);
    expect((await nora.call(routes.editEvent, { id, title: 'mine' })).status).toBe(404);
    expect((await nora.call(routes.deleteEvent, { id })).status).toBe(404);
    expect((await nora.call(routes.skipOccurrence, { id, start: NOW })).status).toBe(404);
    expect((await nora.call(routes.setDefaultContent, { id: groupId, content: null })).status).toBe(404);
    expect(await nora.call(routes.addEvent, event([groupId]))).toMatchObject({ status: 422, body: { code: 'screens.no_such_group' } });
    const window = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };
    for (const answer of [
      await must(nora, routes.listNow, {}),
      await must(nora, routes.listEvents, {}),
      await must(nora, routes.listOccurrences, window),
    ])
      expect(answer.items).toEqual([]);
  });

  test('and of two who change the same, the second is told', async () => {
    const { id, version } = await must(olga, routes.addEvent, event([(await freshGroup()).id]));
    expect((await olga.call(routes.editEvent, { id, title: 'one' }, { ifMatch: version })).status).toBe(200);
    expect((await olga.call(routes.editEvent, { id, title: 'two' }, { ifMatch: version })).status).toBe(412);
  });
});
