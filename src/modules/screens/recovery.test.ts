import { beforeEach, expect, test, vi } from 'vitest';
import { signedIn } from '../../../test/kit/house.ts';
import { must } from '../../../test/kit/must.ts';
import { editSetting } from '../../kernel/contract/routes/console.ts';
import { listToday } from '../../kernel/contract/routes/today.ts';
import * as routes from './contract/routes.ts';
import { saveHeard } from './store/telemetry.ts';
import { type Enrolled, screensHouse } from './testing/house.ts';

const house = await screensHouse();
const { adam, clock, db, enrolled } = house;
const START = Temporal.Instant.from('2026-11-21T08:00:00Z');
const at = (seconds: number): Temporal.Instant => START.add({ seconds });
const GRACE = 170;
beforeEach(() => clock.set(START.toString()));

const SILENT = {
  ...{ eventId: null, process: null, hardware: null, failure: null, reconnectCount: null, disconnectedAt: null, malformed: null },
} as const;
/** What many players said at one moment, as the writer of what they say writes it. */
const heardAll = (players: readonly Enrolled[], seconds: number) =>
  db.transaction().execute((tx) =>
    saveHeard(
      tx,
      players.map(({ uuid }) => ({ ...SILENT, uuid, at: at(seconds), aliveAt: at(seconds) })),
      GRACE,
      at(seconds),
    ),
  );

const storiesNow = async () => (await must(adam, listToday, { limit: 200 })).items;
const rulesNow = async () => (await storiesNow()).flatMap(({ facts }) => facts.map(({ rule }) => rule));
const reboots = async () => (await must(adam, routes.listCommands, { limit: 200 })).items;

test('an outage of five minutes with 200 players and the recovery on: one finding, no reboot; the one that crashes afterwards is rebooted, once', async () => {
  const sam = await signedIn(house.app, 'sam');
  await must(sam, editSetting, { key: 'screens.crashRecovery', value: true });
  const players: Enrolled[] = [];
  for (let count = 0; count < 200; count += 1) players.push(await enrolled({ hostname: `player-${count}` }));
  const [witness, ...others] = players;
  if (witness === undefined) return;
  const player = await house.signIn(witness);
  // Whatever comes has the timers look.
  const heartbeat = () => player.say(`infoscreen/${witness.uuid}/heartbeat`, { process_status: 'running' });

  // The console has listened for longer than a grace before.
  for (let minute = 1; minute <= 5; minute += 1) await heardAll(players, minute * 60 - 5);
  await heardAll(others, 300);
  for (let seconds = 330; seconds <= 600; seconds += 30) {
    clock.set(at(seconds).toString());
    await heartbeat();
    await vi.waitFor(async () =>
      expect((await must(adam, routes.getScreen, { id: witness.screenId })).lastAlive).toBe(at(seconds).toString()),
    );
  }
  await vi.waitFor(async () => expect(await rulesNow()).toEqual(['broker-outage']), { timeout: 15_000, interval: 200 });
  const [story] = await storiesNow();
  expect(story?.facts[0]?.params).toMatchObject({ silent: 199, of: 200, total: 200 });
  expect(await reboots()).toEqual([]);
  expect((await must(adam, routes.listCrashed, {})).count).toBe(199);

  await heardAll(players, 610);
  clock.set(at(640).toString());
  await heartbeat();
  await vi.waitFor(async () => expect(await rulesNow()).not.toContain('broker-outage'), { timeout: 15_000, interval: 200 });

  const [crashed] = others;
  if (crashed === undefined) return;
  const other = await house.signIn(crashed);
  const crash = async (seconds: number) => {
    clock.set(at(seconds).toString());
    await heardAll(players, seconds);
    await other.say(`infoscreen/${crashed.uuid}/heartbeat`, { current_process: 'kiosk', process_status: 'crashed' });
  };
  await crash(660);
  await vi.waitFor(async () => expect(await reboots()).toHaveLength(1), { timeout: 10_000 });
  expect((await reboots())[0]).toMatchObject({
    screen: { id: crashed.screenId },
    action: 'reboot_host',
    reason: 'process_crashed',
    requestedBy: null,
  });
  for (const seconds of [690, 720, 750]) await crash(seconds);
  await vi.waitFor(async () => expect((await must(adam, routes.getScreen, { id: crashed.screenId })).lastAlive).toBe(at(750).toString()));
  expect(await reboots()).toHaveLength(1);
}, 60_000);
