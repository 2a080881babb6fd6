import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import { defaultSiteId } from '../../../../test/kit/subjects.ts';
import { eraseAsset } from '../../../kernel/contract/routes/streams.ts';
import { latest } from '../../../shared/time.ts';
import * as routes from '../contract/routes.ts';
import { WIRE_SCHEMA_NAMES } from '../contract/wire/schemas.ts';
import { type KnownScreen, stateOf } from '../domain/facts.ts';
import { PROCESS_STATUSES } from '../domain/process.ts';
import { OFF_FOREVER, PICTURE_STATES, SCREEN_STATES } from '../domain/screen-state.ts';
import { saveHeard } from '../store/telemetry.ts';
import { type Enrolled, screensHouse } from '../testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, db, enrolled, otherSiteId } = house;
const [sam, vera] = [house.as('sam'), house.as('vera')];
beforeEach(() => clock.set(NOW));

const namesOf = async (filter: Parameters<typeof list>[0]) => (await list(filter)).map(({ name }) => name);
const list = async (filter: Readonly<Record<string, string>>) => (await must(vera, routes.listScreens, { limit: 200, ...filter })).items;

describe('groups', () => {
  test('have a number of their own, a name of their own on the site, and the order that people give them', async () => {
    const made = [];
    for (const name of ['Room 10', 'Room 9', 'Room 1']) made.push(await must(adam, routes.addGroup, { name, colour: '#1C7ED6' }));
    expect(new Set(made.map(({ number }) => number)).size).toBe(3);
    expect(made.map(({ position, colour }) => [position, colour])).toEqual([
      [0, '#1c7ed6'],
      [1, '#1c7ed6'],
      [2, '#1c7ed6'],
    ]);
    expect(await adam.call(routes.addGroup, { name: 'room 9' })).toMatchObject({ status: 409, body: { code: 'screens.group_name_taken' } });
    const [, nine, one] = made;
    const { items } = await must(adam, routes.orderGroups, { ids: [one?.id ?? '', nine?.id ?? ''] });
    expect(items.map(({ name, position }) => `${position} ${name}`)).toEqual(['0 Room 1', '1 Room 9', '2 Room 10']);
    expect((await must(vera, routes.listGroups, {})).items.map(({ name }) => name)).toEqual(['Room 1', 'Room 9', 'Room 10']);
  });

  test('are changed by whoever saw the newest version, and archived when they are empty', async () => {
    const { id, version } = await must(adam, routes.addGroup, { name: 'Canteen' });
    const { screenId } = await enrolled();
    await must(adam, routes.editGroup, { id, description: 'three screens' });
    expect(await adam.call(routes.editGroup, { id, name: 'Mensa' }, { ifMatch: version })).toMatchObject({ status: 412 });
    await must(adam, routes.assignScreens, { ids: [screenId], groupId: id });
    expect(await adam.call(routes.archiveGroup, { id })).toMatchObject({ status: 409, body: { params: { count: 1 } } });
    await must(adam, routes.assignScreens, { ids: [screenId], groupId: null });
    await must(adam, routes.archiveGroup, { id });
    await must(adam, routes.addGroup, { name: 'Canteen' });
    expect(await adam.call(routes.assignScreens, { ids: [screenId], groupId: id })).toMatchObject({ status: 404 });
  });
});

describe('assignment', () => {
  test('is all or nothing, and stays within a site', async () => {
    const here = await must(adam, routes.addGroup, { name: 'Here' });
    const there = await must(sam, routes.addGroup, { name: 'There', siteId: otherSiteId });
    const { screenId, uuid } = await enrolled();
    expect(await sam.call(routes.assignScreens, { ids: [screenId], groupId: there.id })).toMatchObject({ status: 404 });
    expect(await adam.call(routes.assignScreens, { ids: [screenId, crypto.randomUUID()], groupId: here.id })).toMatchObject({
      status: 404,
    });
    expect(await must(vera, routes.getScreen, { id: screenId })).toMatchObject({ group: null });
    expect(await must(adam, routes.assignScreens, { ids: [uuid, screenId], groupId: here.id })).toEqual({ changed: 1 });
    expect(await must(adam, routes.assignScreens, { ids: [screenId], groupId: here.id })).toEqual({ changed: 0 });
    expect(await must(vera, routes.getScreen, { id: uuid })).toMatchObject({ group: { id: here.id, number: here.number } });
  });
});

describe('a screen', () => {
  test('is changed by whoever saw the newest version; its name is its own on the site', async () => {
    const [{ screenId: id }] = [await enrolled({ hostname: 'first' }), await enrolled({ hostname: 'second' })];
    const { version } = await must(vera, routes.getScreen, { id });
    await must(adam, routes.editScreen, { id, description: 'above the door', tags: ['door'], isActive: false });
    expect(await adam.call(routes.editScreen, { id, name: 'x' }, { ifMatch: version })).toMatchObject({ status: 412 });
    expect(await adam.call(routes.editScreen, { id, name: 'second' })).toMatchObject({ status: 409, body: { code: 'screens.name_taken' } });
    expect(await must(vera, routes.getScreen, { id })).toMatchObject({ description: 'above the door', tags: ['door'], isActive: false });
  });

  test('that is archived leaves its player free to be another one', async () => {
    const { screenId, uuid } = await enrolled();
    await must(adam, routes.archiveScreen, { id: screenId });
    expect((await enrolled({}, uuid)).screenId).not.toBe(screenId);
  });

  test.each(WIRE_SCHEMA_NAMES)('and its player speak of %s as JSON Schema 2020-12 says', async (name) => {
    const schema = await must(vera, routes.getWireSchema, { schema: `${name}.json` });
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: name === 'events' ? 'array' : 'object' });
    // Players of other versions send more than we know; of commands and their acknowledgements there is nothing more.
    const isClosed = ['commands', 'ack', 'restart'].includes(name);
    expect(schema['additionalProperties'] === false).toBe(isClosed);
    const { properties } = Object(name === 'events' ? schema['items'] : schema);
    expect(Object.keys(Object(properties)).length).toBeGreaterThan(0);
  });
});

describe('the list', () => {
  const LIMITS = { graceSeconds: 170, recentErrorSeconds: 900, staleScreenshotSeconds: 900, wrongEventSeconds: 150 };
  const GRACE = LIMITS.graceSeconds;
  const cases: { readonly player: Enrolled; readonly expected: string }[] = [];
  const silent = { eventId: null, hardware: null, reconnectCount: null, disconnectedAt: null, malformed: null };

  const addPlanned = async (now: Temporal.Instant): Promise<void> => {
    const ago = (seconds: number) => now.subtract({ milliseconds: seconds * 1_000 });
    const plans = [null, 'one'].flatMap((eventId) => [null, ago(-1), ago(0), OFF_FOREVER].map((offUntil) => ({ eventId, offUntil })));
    for (const { eventId, offUntil } of plans) {
      const groupId = crypto.randomUUID();
      const texts = { name: `planned ${cases.length}`, description: '', colour: '#1c7ed6', position: 0, created_at: now };
      await db
        .insertInto('screens.groups')
        .values({ id: groupId, site_id: await defaultSiteId(sam), ...texts })
        .execute();
      const active = eventId === null ? [] : [eventId];
      await db
        .insertInto('screens.programmes')
        .values({ group_id: groupId, due_at: now.add({ hours: 24 }), active, active_since: ago(400), off_until: offUntil })
        .execute();
      for (const [aliveAt, currentEventId, seconds, groupedSeconds] of [
        [ago(0), 'one', 400, 400],
        [ago(0), 'two', 150.001, 400],
        [ago(0), 'two', 150, 400],
        [ago(0), 'two', 400, 20],
        [ago(0), null, 400, 400],
        [ago(0), 'default:7', 400, 400],
        [ago(GRACE + 1), null, 400, 400],
        [null, null, 400, 400],
      ] as const) {
        const player = await enrolled({ hostname: `state-${cases.length}` });
        const [eventChangedAt, groupedAt] = [ago(seconds), ago(groupedSeconds)];
        await db
          .updateTable('screens.screens')
          .set({ last_alive: aliveAt, current_event_id: currentEventId, event_changed_at: eventChangedAt })
          .set({ group_id: groupId, grouped_at: groupedAt })
          .where('id', '=', player.screenId)
          .execute();
        const expected = { eventId, since: latest(ago(400), groupedAt) };
        const plan = { shown: { currentEventId, eventChangedAt }, expected, offUntil };
        const known = {
          lastAlive: aliveAt,
          processStatus: null,
          currentProcess: null,
          serviceFailedAt: null,
          serviceFailedUnit: null,
          plan,
        };
        cases.push({ player, expected: stateOf(known, LIMITS, now).state });
      }
    }
  };

  beforeAll(async () => {
    const now = Temporal.Instant.from(NOW);
    for (const seconds of [null, 0, GRACE, GRACE + 0.001]) {
      for (const status of [null, ...PROCESS_STATUSES]) {
        for (const failedAt of [null, now]) {
          const player = await enrolled({ hostname: `state-${cases.length}` });
          const aliveAt = seconds === null ? null : now.subtract({ milliseconds: seconds * 1_000 });
          const failure = failedAt === null ? null : { at: failedAt, unit: 'player.service', isKept: false, isOld: false };
          const heard = { ...silent, uuid: player.uuid, at: aliveAt, aliveAt, process: { name: null, pid: null, status }, failure };
          await db.transaction().execute((tx) => saveHeard(tx, [heard], GRACE, now));
          const known = {
            lastAlive: aliveAt,
            processStatus: status,
            currentProcess: null,
            serviceFailedAt: failedAt,
            serviceFailedUnit: null,
          };
          cases.push({ player, expected: stateOf(known, LIMITS, now).state });
        }
      }
    }
    const at = (seconds: number) => now.subtract({ milliseconds: seconds * 1_000 });
    const nothing = { picture: 'UNKNOWN', clockOffSeconds: null, lastErrorAt: null, lastScreenshotAt: null } as const;
    const watched: readonly (typeof nothing | NonNullable<KnownScreen['watch']>)[] = [
      ...PICTURE_STATES.map((picture) => ({ ...nothing, picture })),
      ...[60, 61, -61].map((clockOffSeconds) => ({ ...nothing, clockOffSeconds })),
      ...[900, 900.001].map((seconds) => ({ ...nothing, lastErrorAt: at(seconds) })),
      ...[900, 900.001].map((seconds) => ({ ...nothing, lastScreenshotAt: at(seconds) })),
      { ...nothing, picture: 'BLACK', clockOffSeconds: 99 },
    ];
    for (const watch of watched) {
      const player = await enrolled({ hostname: `state-${cases.length}` });
      const columns = { picture_status: watch.picture, clock_off_seconds: watch.clockOffSeconds, last_alive: now };
      await db
        .updateTable('screens.screens')
        .set({ ...columns, last_error_at: watch.lastErrorAt, last_screenshot_at: watch.lastScreenshotAt })
        .where('id', '=', player.screenId)
        .execute();
      const known = { lastAlive: now, processStatus: null, currentProcess: null, serviceFailedAt: null, serviceFailedUnit: null, watch };
      cases.push({ player, expected: stateOf(known, LIMITS, now).state });
    }
    await addPlanned(now);
  });

  test.each(SCREEN_STATES)('of screens that are %s holds those that the rule says are', async (state) => {
    const expected = cases.filter((one) => one.expected === state).map(({ player }) => player.screenId);
    const found = await list({ state, q: 'state-' });
    expect(found.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
    expect(found.every((screen) => screen.state === state)).toBe(true);
  });

  test('of those alive is the rest of those that are silent', async () => {
    const [alive, not] = [await list({ alive: 'true', q: 'state-' }), await list({ alive: 'false', q: 'state-' })];
    expect(alive.length + not.length).toBe(cases.length);
    expect(alive.every(({ state }) => ['healthy', 'critical', 'warning', 'off'].includes(state))).toBe(true);
  });

  test('is found by name, address and card, sorted as people count, and by group', async () => {
    for (const hostname of ['sign10', 'sign9']) await enrolled({ hostname, mac: `00:16:3e:00:00:${hostname.slice(4).padStart(2, '0')}` });
    expect(await namesOf({ q: 'sign' })).toEqual(['sign9', 'sign10']);
    expect(await namesOf({ q: 'sign', sort: '-name' })).toEqual(['sign10', 'sign9']);
    expect(await namesOf({ q: '00:16:3E:00:00:09' })).toEqual(['sign9']);
    const { id: groupId } = await must(adam, routes.addGroup, { name: 'signs' });
    const [nine] = await list({ q: 'sign9' });
    await must(adam, routes.assignScreens, { ids: [nine?.id ?? ''], groupId });
    expect(await namesOf({ groupId })).toEqual(['sign9']);
    expect(await namesOf({ q: 'sign', unassigned: 'true' })).toEqual(['sign10']);
  });
});

test('an archived screen is erased with its codes and what was held', async () => {
  const { screenId, uuid } = await enrolled({ hostname: 'gone' });
  await must(house.stranger, routes.enrolScreen, { code: await house.code(), uuid, hardware: {} });
  await must(adam, routes.makeEnrolmentCode, { screenId });
  await must(adam, routes.archiveScreen, { id: screenId });
  await must(sam, eraseAsset, { id: screenId, name: 'gone' });
  expect(await db.selectFrom('screens.screens').select('id').where('id', '=', screenId).execute()).toEqual([]);
  expect(await db.selectFrom('screens.held_enrolments').select('id').where('uuid', '=', uuid).execute()).toEqual([]);
  expect(await db.selectFrom('screens.enrolment_codes').select('id').where('screen_id', '=', screenId).execute()).toEqual([]);
});
