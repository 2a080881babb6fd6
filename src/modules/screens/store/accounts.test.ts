import { expect, test } from 'vitest';
import { screensHouse } from '../testing/house.ts';
import { everyUuid, groupNumbersOf } from './accounts.ts';

const { db, enrolled, group } = await screensHouse();

test('group numbers are those of this moment; who is in no group, or gone, has none', async () => {
  const [one, other] = [await enrolled(), await enrolled()];
  const { id, number } = await group('here');
  await db.updateTable('screens.screens').set({ group_id: id }).where('id', '=', one.screenId).execute();
  const gone = crypto.randomUUID();
  expect(await groupNumbersOf(db, [one.uuid, other.uuid, gone])).toEqual(
    new Map([
      [one.uuid, number],
      [other.uuid, null],
      [gone, null],
    ]),
  );
  expect(await everyUuid(db)).toEqual([one.uuid, other.uuid].toSorted());
});
