import { beforeAll, beforeEach, expect, test } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import { editSetting } from '../../../kernel/contract/routes/console.ts';
import * as routes from '../contract/routes.ts';
import { screensHouse } from '../testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, db } = house;
const vera = house.as('vera');
beforeEach(() => clock.set(NOW));

const AGO = { healthy: { seconds: 0 }, offline: { hours: 1 } } as const;
type Heard = keyof typeof AGO | 'critical' | 'new';

/** A screen of a group that was heard so. */
async function screenIn(groupId: string | null, name: string, heard: Heard): Promise<void> {
  const { screenId: id } = await house.enrolled({ hostname: name });
  await must(adam, routes.assignScreens, { ids: [id], groupId });
  if (heard === 'new') return;
  const last_alive = clock.now().subtract(heard === 'offline' ? AGO.offline : AGO.healthy);
  const process_status = heard === 'critical' ? ('crashed' as const) : ('running' as const);
  await db.updateTable('screens.screens').set({ last_alive, process_status }).where('id', '=', id).execute();
}

beforeAll(async () => {
  clock.set(NOW);
  // Nothing is planned here, by which all of them would be off on purpose.
  await must(house.as('sam'), editSetting, { key: 'screens.powerIntents', value: false });
  const [small, large, empty, unused] = [
    await house.group('small'),
    await house.group('large'),
    await house.group('empty'),
    await house.group('unused'),
  ];
  await screenIn(small.id, 'small-1', 'healthy');
  await screenIn(small.id, 'small-2', 'offline');
  for (let place = 1; place <= 6; place += 1) await screenIn(large.id, `large-${place}`, 'healthy');
  await screenIn(large.id, 'large-7', 'critical');
  await screenIn(large.id, 'large-8', 'offline');
  await screenIn(unused.id, 'unused-1', 'offline');
  await screenIn(null, 'alone', 'new');
  await must(adam, routes.editGroup, { id: unused.id, isActive: false });
  await must(adam, routes.orderGroups, { ids: [large.id, small.id, empty.id, unused.id] });
});

const cardsOf = async (input: { readonly state?: string } = {}) =>
  (await must(vera, routes.screensOverview, input)).items.map(({ group, matching, screens }) => ({
    ...{ group: group?.name ?? null, matching, screens: screens.map(({ name, state }) => `${name} ${state}`) },
  }));

test('groups stand in their order, those screens last that are in none; of a large group only what needs somebody', async () => {
  expect(await cardsOf()).toEqual([
    { group: 'large', matching: 8, screens: ['large-8 offline', 'large-7 critical'] },
    { group: 'small', matching: 2, screens: ['small-2 offline', 'small-1 healthy'] },
    { group: 'empty', matching: 0, screens: [] },
    { group: null, matching: 1, screens: ['alone new'] },
  ]);
});

test('what is out of use is counted apart', async () => {
  expect(await must(vera, routes.screensOverview, {})).toMatchObject({
    counts: { offline: 2, critical: 1, warning: 0, healthy: 7, off: 0, new: 1 },
    outOfUse: { groups: 1, screens: 1 },
  });
});

test('narrowed to states, groups without such a screen are left out, and the counts of the others stay whole', async () => {
  expect(await cardsOf({ state: 'critical,new' })).toEqual([
    { group: 'large', matching: 1, screens: ['large-7 critical'] },
    { group: null, matching: 1, screens: ['alone new'] },
  ]);
  const { items } = await must(vera, routes.screensOverview, { state: 'critical' });
  expect(items.map(({ counts }) => counts)).toMatchObject([{ critical: 1, healthy: 6, offline: 1 }]);
});
