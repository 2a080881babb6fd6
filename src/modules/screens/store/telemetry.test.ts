import { expect, test } from 'vitest';
import { screensHouse } from '../testing/house.ts';
import { saveHeard } from './telemetry.ts';

const { clock, db, enrolled } = await screensHouse();

test('an account is used by what came after it was issued', async () => {
  const { uuid, screenId } = await enrolled();
  const issued = clock.now();
  const silent = { eventId: null, process: null, hardware: null, failure: null, reconnectCount: null, disconnectedAt: null };
  const heardAt = async (at: Temporal.Instant) => {
    await db
      .transaction()
      .execute((tx) => saveHeard(tx, [{ ...silent, malformed: null, uuid, at, aliveAt: at }], 170, issued.add({ seconds: 2 })));
    const row = await db.selectFrom('screens.screens').select('heard_at').where('id', '=', screenId).executeTakeFirst();
    return row?.heard_at?.toString() ?? null;
  };
  expect(await heardAt(issued.subtract({ milliseconds: 1 }))).toBeNull();
  const after = issued.add({ seconds: 1 });
  expect(await heardAt(after)).toBe(after.toString());
});
