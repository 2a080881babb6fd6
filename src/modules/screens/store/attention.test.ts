import { expect, test } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import type { Tx } from '../../../kernel/db/database.ts';
import * as routes from '../contract/routes.ts';
import { type Enrolled, screensHouse } from '../testing/house.ts';
import { dueForFacts, putOffSilence } from './attention.ts';
import { saveHeard } from './telemetry.ts';

const GRACE = 170;
const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const house = await screensHouse();
const { adam, clock, code, db, enrol, enrolled } = house;

const after = (seconds: number) => NOW.add({ seconds });
const silent = { eventId: null, process: null, hardware: null, failure: null, reconnectCount: null, disconnectedAt: null, malformed: null };
const beat = (tx: Tx, { uuid }: Enrolled, at: Temporal.Instant) => saveHeard(tx, [{ ...silent, uuid, at, aliveAt: at }], GRACE, at);
const isDue = async (tx: Tx, { screenId }: Enrolled, at: Temporal.Instant) =>
  (await dueForFacts(tx, at, 1_000)).map(String).includes(screenId);
const mark = (tx: Tx, { screenId }: Enrolled, columns: { last_alive?: Temporal.Instant; facts_change_at: Temporal.Instant }) =>
  tx.updateTable('screens.screens').set(columns).where('id', '=', screenId).execute();

test('what is due for another reason stays due, though the console has only begun to listen and the screen beats', async () => {
  const player = await enrolled();
  await db.transaction().execute(async (tx) => {
    await mark(tx, player, { last_alive: after(-100), facts_change_at: after(-100) });
    await putOffSilence(tx, after(GRACE), GRACE);
    for (const seconds of [1, 65, 130, 195]) {
      expect(await isDue(tx, player, after(seconds))).toBe(true);
      await beat(tx, player, after(seconds));
    }
    expect(await isDue(tx, player, after(195))).toBe(true);
  });
});

test('silence counts from the start on, also where it would count soon, and is put off by heartbeats', async () => {
  const [long, soon] = [await enrolled(), await enrolled()];
  await db.transaction().execute(async (tx) => {
    await mark(tx, long, { last_alive: after(-9_000), facts_change_at: after(-9_000 + GRACE) });
    await mark(tx, soon, { last_alive: after(-20), facts_change_at: after(150) });
    await putOffSilence(tx, after(GRACE), GRACE);
    for (const player of [long, soon]) {
      expect(await isDue(tx, player, after(GRACE - 1))).toBe(false);
      expect(await isDue(tx, player, after(GRACE))).toBe(true);
    }
    await beat(tx, soon, after(70));
    expect(await isDue(tx, soon, after(GRACE))).toBe(false);
    expect(await isDue(tx, soon, after(70 + GRACE))).toBe(true);
  });
});

test('a takeover that nobody decides ends on time, though its screen beats and the console starts anew', async () => {
  clock.set(NOW.toString());
  const player = await enrolled();
  await enrol(await code(), player.uuid);
  expect((await must(adam, routes.listHeldEnrolments, {})).items.map(({ uuid }) => uuid)).toContain(player.uuid);
  await db.transaction().execute(async (tx) => {
    const ends = after(7 * 86_400);
    await mark(tx, player, { last_alive: ends.subtract({ seconds: 250 }), facts_change_at: ends });
    await beat(tx, player, ends.subtract({ seconds: 35 }));
    expect(await isDue(tx, player, ends)).toBe(true);
    await mark(tx, player, { last_alive: ends.subtract({ seconds: 300 }), facts_change_at: ends.subtract({ seconds: 130 }) });
    await putOffSilence(tx, ends.add({ seconds: 60 }), GRACE);
    expect(await isDue(tx, player, ends.subtract({ seconds: 1 }))).toBe(false);
    expect(await isDue(tx, player, ends)).toBe(true);
  });
});
