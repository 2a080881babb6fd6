import { afterAll, expect, test } from 'vitest';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import { describeNeeding } from '../needs.ts';
import { PASSWORD } from './kit/caller.ts';
import { type BanEstate, fillBans } from './kit/estate-bans.ts';
import { faultsOfAll } from './kit/faults.ts';
import { banSightsOf, EMPTY_BAN_SIGHTS } from './kit/pages-bans.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

describeNeeding(['chromium', 'fail2ban', 'openssh-server'], 'the pages of bans', () => {
  const { console, sam, visit } = stage();
  let estate: BanEstate | null = null;
  afterAll(() => estate?.close());

  const filled = async (): Promise<BanEstate> => {
    estate ??= await fillBans(await sam(), await console());
    return estate;
  };

  test('before the first host: nothing for axe to find, nothing complained about, no sideways scroll', async () => {
    await addCast(await sam());
    await (await sam()).call(addUser, { username: 'greta', password: PASSWORD, isSuperadmin: true, language: 'de' });
    expect(await faultsOfAll(EMPTY_BAN_SIGHTS, 'de', visit)).toEqual([]);
  }, 120_000);

  test.each(['en', 'de'] as const)(
    'with hosts, in %s: nothing for axe to find, nothing complained about, no text missing, no sideways scroll',
    async (language) => expect(await faultsOfAll(banSightsOf(await filled()), language, visit)).toEqual([]),
    300_000,
  );

  test('whoever has no part in it is refused, and told what is missing', async () => {
    await (await sam()).call(addUser, { username: 'stranger', password: PASSWORD });
    const { page, goTo } = await visit({ as: 'stranger' });
    await goTo('/bans/list');
    await page.getByText('This page is not for this account').waitFor();
    await page.getByText('It needs the permission bans:read. An administrator can grant it under Users.').waitFor();
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Bans' }).count()).toBe(0);
  });
});
