import { afterAll, expect, test } from 'vitest';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import { listCommands } from '../../src/modules/screens/contract/command-routes.ts';
import { describeNeeding } from '../needs.ts';
import { PASSWORD } from './kit/caller.ts';
import { fillScreens, idIn, type ScreenEstate, untilSilent } from './kit/estate-screens.ts';
import { faultsOfAll } from './kit/faults.ts';
import { EMPTY_SCREEN_SIGHTS, screenSightsOf } from './kit/pages-screens.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

describeNeeding(['chromium'], 'the pages of screens', () => {
  const { sam, visit } = stage();
  let estate: ScreenEstate | null = null;
  afterAll(() => estate?.close());

  const filled = async (): Promise<ScreenEstate> => {
    estate ??= await fillScreens(await sam());
    await untilSilent(await sam());
    return estate;
  };

  test('before the first screen: nothing for axe to find, nothing complained about, no sideways scroll', async () => {
    await addCast(await sam());
    await (await sam()).call(addUser, { username: 'greta', password: PASSWORD, isSuperadmin: true, language: 'de' });
    expect(await faultsOfAll(EMPTY_SCREEN_SIGHTS, 'de', visit)).toEqual([]);
  }, 60_000);

  test.each(['en', 'de'] as const)(
    'with screens, in %s: nothing for axe to find, nothing complained about, no text missing, no sideways scroll',
    async (language) => expect(await faultsOfAll(screenSightsOf(await filled()), language, visit)).toEqual([]),
    240_000,
  );

  test('the offline ones of a group are restarted from its card, by keyboard alone and with a reason', async () => {
    const { screens } = await filled();
    const { call } = await sam();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/screens');
    await page.getByRole('button', { name: /^Offline \d/ }).focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: 'Canteen' });
    await card.getByText('Now:').waitFor();
    await card.getByRole('button', { name: 'Restart the offline ones' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Reboot 1 screen' });
    await dialog.getByText('Asked: canteen-2').waitFor();
    expect(await dialog.getByRole('button', { name: 'Reboot' }).isDisabled()).toBe(true);
    await page.keyboard.type('No picture since noon');
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await dialog.waitFor({ state: 'hidden' });
    const { items } = await call(listCommands, { screenId: idIn(screens, 'canteen-2'), limit: 10 });
    expect(items).toMatchObject([{ action: 'reboot_host', reason: 'No picture since noon' }]);
  }, 60_000);

  test('whoever has no part in it is refused, and told what is missing', async () => {
    await (await sam()).call(addUser, { username: 'stranger', password: PASSWORD });
    const { page, goTo } = await visit({ as: 'stranger' });
    await goTo('/screens');
    await page.getByText('This page is not for this account').waitFor();
    await page.getByText('It needs the permission screens:read. An administrator can grant it under Users.').waitFor();
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Screens' }).count()).toBe(0);
  });
});
