import { beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, signedIn } from '../../../../test/kit/house.ts';
import { must } from '../../../../test/kit/must.ts';
import { addUser } from '../../../kernel/contract/routes/users.ts';
import * as routes from '../contract/routes.ts';
import { screensHouse } from '../testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, enrolled } = house;
const [sam, vera] = [house.as('sam'), house.as('vera')];
beforeEach(() => clock.set(NOW));

const makeUser = async (username: string): Promise<string> =>
  (await must(sam, addUser, { username, password: PASSWORD, grants: [{ role: 'user' }] })).id;
const detailOf = (id: string) => must(vera, routes.getScreen, { id });

describe('people of a screen', () => {
  test('are named by its page with their roles, and changed by whoever manages screens', async () => {
    const { screenId: id } = await enrolled();
    const [oda, max] = [await makeUser('oda-owns'), await makeUser('max-maintains')];
    await must(adam, routes.addScreenPerson, { id, userId: oda, role: 'owner' });
    await must(adam, routes.addScreenPerson, { id, userId: max, role: 'maintainer' });
    expect((await detailOf(id)).responsibles.map(({ username, role }) => `${username} ${role}`).toSorted()).toEqual([
      // Whoever made its code.
      'adam owner',
      'max-maintains maintainer',
      'oda-owns owner',
    ]);
    await must(adam, routes.removeScreenPerson, { id, personId: house.ids.adam });
    expect(await adam.call(routes.removeScreenPerson, { id, personId: oda })).toMatchObject({
      ...{ status: 409, body: { code: 'assets.last_owner' } },
    });
    await must(adam, routes.removeScreenPerson, { id, personId: max });
    expect((await detailOf(id)).responsibles.map(({ username }) => username)).toEqual(['oda-owns']);
  });

  test('need one person or one team that is there', async () => {
    const { screenId: id } = await enrolled();
    expect(await adam.call(routes.addScreenPerson, { id, role: 'owner' })).toMatchObject({
      status: 422,
      body: { code: 'assets.one_person' },
    });
    expect(await adam.call(routes.addScreenPerson, { id, userId: crypto.randomUUID(), role: 'owner' })).toMatchObject({
      ...{ status: 422, body: { code: 'assets.unknown_user' } },
    });
  });
});

describe('maintenance of a screen', () => {
  test('is declared by its maintainer, shown with its reason, and ended', async () => {
    const { screenId: id } = await enrolled();
    const username = 'mona-maintains';
    await must(adam, routes.addScreenPerson, { id, userId: await makeUser(username), role: 'maintainer' });
    const mona = await signedIn(house.app, username);
    expect((await must(mona, routes.getScreen, { id })).may).toEqual(['screens:read', 'screens:maintain']);
    expect(await vera.call(routes.startScreenMaintenance, { id, endsAt: '2026-11-21T10:00:00Z', reason: 'a new cable' })).toMatchObject({
      status: 403,
    });
    await must(mona, routes.startScreenMaintenance, { id, endsAt: '2026-11-21T10:00:00Z', reason: 'a new cable' });
    expect((await detailOf(id)).maintenance).toMatchObject({ reason: 'a new cable', by: username, endsAt: '2026-11-21T10:00:00Z' });
    await must(mona, routes.endScreenMaintenance, { id });
    expect((await detailOf(id)).maintenance).toBeNull();
  });

  test('ends after it begins, and in the future', async () => {
    const { screenId: id } = await enrolled();
    const past = { id, startsAt: '2026-11-20T08:00:00Z', endsAt: '2026-11-20T09:00:00Z', reason: 'a new cable' };
    expect(await adam.call(routes.startScreenMaintenance, past)).toMatchObject({ status: 422, body: { code: 'assets.maintenance_past' } });
  });
});
