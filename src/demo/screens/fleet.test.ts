import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { house, PASSWORD } from '../../../test/kit/house.ts';
import { must } from '../../../test/kit/must.ts';
import { editSetting } from '../../kernel/contract/routes/console.ts';
import { addSite } from '../../kernel/contract/routes/sites.ts';
import { createLog } from '../../kernel/log/log.ts';
import * as screens from '../../modules/screens/contract/routes.ts';
import { systemClock } from '../../shared/time.ts';
import type { Behaviour } from '../contract/routes.ts';
import { type Caller, signIn } from '../estate/caller.ts';
import { SITES } from '../estate/plan.ts';
import { type BuiltScreens, buildScreens } from './build.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { SCREENS } from './plan.ts';

const AT = { timeout: 40_000, interval: 250 };
const QUICK = { heartbeatSeconds: 2, healthSeconds: 2, screenshotSeconds: 4, dryRebootSeconds: 1 };

const found = await house({ isStarted: true });
const [sam, vera] = [found.as('sam'), found.as('vera')];
const folder = mkdtempSync(join(tmpdir(), 'caretaker-demo-players-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Screen = z.output<typeof screens.listScreens.output>['items'][number];
let url = '';
let caller: Caller;
let built: BuiltScreens;
let fleet: Fleet;
const build = () => buildScreens(caller, { url, folder, now: systemClock.now() });
const all = async () => (await must(sam, screens.listScreens, { limit: 200 })).items;

beforeAll(async () => {
  url = `http://127.0.0.1:${(await found.app.http.listen({ host: '127.0.0.1', port: 0 })).port}`;
  caller = await signIn(url, { username: 'sam', password: PASSWORD });
  for (const site of SITES) await caller.call(addSite, site);
  built = await build();
  // A little faster than houses are.
  await must(sam, editSetting, { key: 'screens.graceSeconds', value: 10 });
  fleet = await startFleet(
    { ...built, screens: built.screens.filter(({ behaviour }) => behaviour !== 'real') },
    {
      log: createLog({ level: 'silent', format: 'json' }),
      rhythm: QUICK,
    },
  );
}, 60_000);
afterAll(() => fleet.stop());

const nameOf = (behaviour: Behaviour): string => SCREENS.find((screen) => screen.behaviour === behaviour)?.name ?? '';
const untilSaid = (behaviour: Behaviour, expected: Readonly<Record<string, unknown>>) =>
  vi.waitFor(async () => expect((await all()).find(({ name }) => name === nameOf(behaviour))).toMatchObject(expected), AT);

describe('what each player of the demo does wrong, its screen says', () => {
  const more = (count: keyof Screen) => ({ [count]: expect.toSatisfy((value: number) => value > 0, 'more than none') });
  const cases: readonly (readonly [Behaviour, Readonly<Record<string, unknown>>])[] = [
    ['well', { state: 'healthy', reasons: [], group: { name: 'Entrance' } }],
    ['black', { state: 'critical', reasons: ['black'] }],
    ['crashed', { state: 'critical', reasons: ['crashed'] }],
    ['service-failed', { state: 'critical', serviceFailedUnit: 'hdmi-cec.service' }],
    ['clock-off', { state: 'warning', reasons: ['clockOff'] }],
    ['errors', { state: 'warning', reasons: ['errors'] }],
    ['malformed', more('malformedCount')],
    ['floods', more('limitedCount')],
    ['reconnects', more('mqttReconnectCount')],
    ['silent', { state: 'offline', reasons: ['silent'] }],
    ['in-maintenance', { state: 'offline' }],
    ['old-contract', { sharesAccount: true, currentProcess: 'vlc' }],
    ['wrong-event', { currentEventId: 'another-event' }],
  ];
  test.each(cases)('%s', (behaviour, expected) => untilSaid(behaviour, expected), 45_000);

  test('refuses', async () => {
    const { screenId = '' } = built.screens.find(({ behaviour }) => behaviour === 'refuses') ?? {};
    const command = await must(sam, screens.restartScreen, { id: screenId });
    await vi.waitFor(
      async () =>
        expect(await must(sam, screens.getCommand, { id: command.id })).toMatchObject({
          ...{ status: 'failed', errorCode: 'permission_denied_local', errorMessage: 'not allowed on this host' },
        }),
      AT,
    );
  }, 45_000);

  test('where nothing is planned they are off on purpose, and a stranger waits for a decision', async () => {
    const hall = (await all()).find(({ name }) => name === 'hall-1');
    const isSaturday = systemClock.now().toZonedDateTimeISO('Europe/Vienna').dayOfWeek === 6;
    if (!isSaturday) expect(hall?.state).toBe('off');
    expect((await must(sam, screens.listHeldEnrolments, {})).items).toHaveLength(1);
    expect((await vera.call(screens.listHeldEnrolments, {})).status).toBe(403);
  });
});

test('what is broken by a button is healed by it', async () => {
  await fleet.breakIt('blackout');
  const states = async () => (await all()).filter(({ name }) => fleet.screensOf('blackout').includes(name)).map(({ state }) => state);
  await vi.waitFor(async () => expect(await states()).toEqual(['critical', 'critical', 'critical']), AT);
  await fleet.healIt('blackout');
  await vi.waitFor(async () => expect(await states()).toEqual(['healthy', 'healthy', 'healthy']), AT);
}, 45_000);

test('built again, it finds what is there', async () => {
  const before = (await all()).map(({ id }) => id).toSorted();
  const again = await build();
  expect((await all()).map(({ id }) => id).toSorted()).toEqual(before);
  expect(again.screens.map(({ screenId }) => screenId)).toEqual(built.screens.map(({ screenId }) => screenId));
  expect((await must(sam, screens.listEvents, {})).items).toHaveLength(6);
});
