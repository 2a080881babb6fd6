import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterEach, expect, test, vi } from 'vitest';
import { makeEnrolmentCode } from '../../src/modules/screens/contract/enrolment-routes.ts';
import { addGroup, listGroups } from '../../src/modules/screens/contract/group-routes.ts';
import { getScreen, listScreens } from '../../src/modules/screens/contract/screen-routes.ts';
import { describeNeeding } from '../needs.ts';
import { graceOfTests } from './kit/estate-screens.ts';
import { enter, enterAs, type Player, showCode } from './kit/players.ts';
import { stage } from './kit/stage.ts';

const SOON = { timeout: 15_000, interval: 100 };
const run = promisify(execFile);

describeNeeding(['chromium'], 'screens and their players', () => {
  const { sam, visit } = stage();
  const players: Player[] = [];
  afterEach(async () => {
    await Promise.all(players.splice(0).map((player) => player.leave()));
  });

  const playing = async (player: Promise<Player>): Promise<Player> => {
    const entered = await player;
    players.push(entered);
    return entered;
  };
  const newCode = async (): Promise<string> => (await (await sam()).call(makeEnrolmentCode, {})).code;

  /** Makes a code for a new screen on the page. */
  const codeOn = async (page: Page): Promise<string> => {
    await page.getByRole('button', { name: 'Make code' }).click();
    return page.locator('.sc-code code').innerText();
  };
  const stay = (page: Page) => page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const stayed = (page: Page) => page.evaluate(() => 'isSamePage' in window);
  const live = (page: Page) => page.getByText('Live', { exact: true }).first().waitFor();

  test('a player that enrols with a code appears on open pages; by keyboard alone it is put into a new group, and back', async () => {
    const { url, call } = await sam();
    const enrol = await visit({ as: 'sam' });
    const list = await visit({ as: 'sam' });
    await Promise.all([enrol.goTo('/screens/enrol'), list.goTo('/screens')]);
    await list.page.getByRole('heading', { name: 'No screens yet' }).waitFor();
    await Promise.all([live(enrol.page), live(list.page), stay(list.page)]);
    const code = await codeOn(enrol.page);
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    await enrol.page.getByText('Waiting for the player…').waitFor();

    const player = await playing(enterAs(url, code, { hostname: 'foyer-1', ip: '192.0.2.7', mac: 'b8:27:eb:00:00:07' }));
    await enrol.page.getByText(/^A player has shown the code/).waitFor();
    await list.page.getByRole('link', { name: 'foyer-1' }).waitFor();
    await player.beat();
    await list.page.getByRole('listitem').filter({ hasText: 'foyer-1' }).getByText('Healthy').waitFor();
    expect(await stayed(list.page)).toBe(true);

    const { page, goTo } = await visit({ as: 'sam' });
    const { keyboard } = page;
    await goTo('/screens/groups');
    await page.getByRole('button', { name: 'Add group' }).first().focus();
    await keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    await keyboard.type('Foyer');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Screens in Foyer' }).waitFor();
    await page.getByRole('link', { name: 'In no group' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'Put into group… foyer-1' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Put foyer-1 into a group' }).waitFor();
    await page.getByRole('combobox', { name: 'Group' }).focus();
    await keyboard.press('ArrowDown');
    await page.getByRole('option', { name: 'Foyer' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('option', { name: 'Foyer' }).waitFor({ state: 'hidden' });
    for (const key of ['Tab', 'Tab', 'Enter']) await keyboard.press(key);
    await page.getByText('1 screen is in Foyer now').waitFor();
    const [group] = (await call(listGroups, {})).items;
    await vi.waitFor(() => expect(player.heard).toContain(`infoscreen/${player.uuid}/group_id ${group?.number}`), SOON);
    await list.page.getByRole('region', { name: 'Foyer' }).getByRole('link', { name: 'foyer-1' }).waitFor();

    await page.getByRole('button', { name: 'Undo' }).focus();
    await keyboard.press('Enter');
    await list.page.getByRole('region', { name: 'In no group' }).getByRole('link', { name: 'foyer-1' }).waitFor();
    expect((await call(getScreen, { id: player.uuid })).group).toBeNull();
    expect(await stayed(list.page)).toBe(true);
  }, 90_000);

  test('the command on the page enrols from a shell', async () => {
    const { call } = await sam();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/screens/enrol');
    await codeOn(page);
    await page.getByText('From a shell, for a trial').click();
    const command = await page.getByLabel('Command', { exact: true }).innerText();
    const { stdout } = await run('bash', ['-c', command]);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'enrolled', broker: { username: expect.stringMatching(/^infoscreen-client-/) } });
    await page.getByText(/^A player has shown the code/).waitFor();
    const { screenId } = JSON.parse(stdout) as { screenId: string };
    expect(await call(getScreen, { id: screenId })).toMatchObject({ state: 'new', account: { isUsed: false } });
  }, 60_000);

  test('a player that says it is a known one waits until somebody decides: refused it stays out, accepted it takes over', async () => {
    const { url } = await sam();
    const known = await playing(enterAs(url, await newCode(), { hostname: 'canteen', mac: 'b8:27:eb:00:00:08' }));
    await known.beat();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/screens/enrol');
    await page.getByText('No player waits.').waitFor();
    await live(page);
    const claims = { hostname: 'canteen', mac: 'dc:a6:32:00:00:99' };

    const first = await newCode();
    expect(await showCode(url, first, known.uuid, claims)).toEqual({ state: 'held' });
    const held = page.getByRole('region', { name: 'A player says that it is canteen' });
    await held.getByRole('row', { name: /MAC address b8:27:eb:00:00:08 dc:a6:32:00:00:99 differs/ }).waitFor();
    await held.getByRole('button', { name: 'Refuse the player that says it is canteen' }).click();
    await page.getByText('canteen stays as it is. The player gets no account, and its code is good for nobody any more.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('No player waits.').waitFor();
    await expect(showCode(url, first, known.uuid, claims)).rejects.toThrow('screens.enrolment_refused');
    expect(known.client.connected).toBe(true);

    const second = await newCode();
    expect(await showCode(url, second, known.uuid, claims)).toEqual({ state: 'held' });
    await held.getByRole('button', { name: 'Take over canteen' }).click();
    await page.getByText(/^When it asks again it gets the account of canteen/).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
    await page.getByText('The player becomes canteen when it asks again').waitFor();
    const answer = await showCode(url, second, known.uuid, claims);
    if (answer.state !== 'enrolled') throw new Error('It was not let in.');
    expect(answer.screenId).toBe(known.screenId);
    await vi.waitFor(() => expect(known.client.connected).toBe(false), SOON);
    await (await playing(enter(known.uuid, answer))).beat();
    await goTo(`/screens/${known.screenId}`);
    await page.getByText('dc:a6:32:00:00:99').waitFor();
  }, 90_000);

  test('what falls silent is shown offline without a reload, and is well again when it comes back', async () => {
    const { url } = await sam();
    await graceOfTests(await sam());
    const player = await playing(enterAs(url, await newCode(), { hostname: 'stairs' }));
    const { page, goTo } = await visit({ as: 'sam' });
    await player.say('heartbeat', { process_status: 'running' });
    await goTo(`/screens/${player.screenId}`);
    await live(page);
    await stay(page);
    await page.getByText('Healthy').first().waitFor();
    await page.getByText('Offline').first().waitFor({ timeout: 30_000 });
    await page
      .getByText(/^Silent, last heard/)
      .first()
      .waitFor();
    await player.beat();
    await page.getByText('Healthy').first().waitFor();
    await player.beat({ process_status: 'crashed' });
    await page.getByText('What it shows has crashed').first().waitFor();
    expect(await stayed(page)).toBe(true);
  }, 90_000);

  test('groups are put into order from the keyboard; ticked screens go into one together; a group in use is not archived', async () => {
    const { url, call } = await sam();
    for (const name of ['Hall', 'Lobby']) await call(addGroup, { name });
    for (const hostname of ['hall-1', 'hall-2']) await playing(enterAs(url, await newCode(), { hostname }));
    const { page, goTo } = await visit({ as: 'sam' });
    const order = async () => (await call(listGroups, {})).items.map(({ name }) => name).filter((name) => name !== 'Foyer');
    expect(await order()).toEqual(['Hall', 'Lobby']);
    await goTo('/screens/groups');
    await page.getByRole('button', { name: 'Move Lobby: arrow up or down' }).focus();
    await page.keyboard.press('ArrowUp');
    await vi.waitFor(async () => expect(await order()).toEqual(['Lobby', 'Hall']), SOON);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move Lobby: arrow up or down');

    await goTo('/screens/list?q=hall-');
    for (const name of ['hall-1', 'hall-2']) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
    await page.getByRole('button', { name: 'Put into group…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Put 2 screens into a group' });
    await dialog.getByRole('combobox', { name: 'Group' }).click();
    await page.getByRole('option', { name: 'Hall' }).click();
    await dialog.getByRole('button', { name: 'Put into group' }).click();
    await page.getByText('2 screens are in Hall now').waitFor();
    const { items } = await call(listScreens, { q: 'hall-' });
    expect(items.map(({ group }) => group?.name)).toEqual(['Hall', 'Hall']);

    await goTo('/screens/groups');
    await page.getByRole('button', { name: 'More for Hall' }).click();
    await page.getByRole('menuitem', { name: 'Archive…' }).click();
    await page.getByText('2 screens are still in Hall. Put them elsewhere first.').waitFor();
    await page.getByRole('button', { name: 'More for Lobby' }).click();
    await page.getByRole('menuitem', { name: 'Archive…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archive Lobby' }).click();
    await page.getByText('Lobby was archived').waitFor();
    expect(await order()).toEqual(['Hall']);
  }, 90_000);

  test('a screen is dragged onto another group', async () => {
    const { url, call } = await sam();
    const { name } = await call(addGroup, { name: 'Gallery' });
    const player = await playing(enterAs(url, await newCode(), { hostname: 'gallery-1' }));
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/screens/groups');
    const target = page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
    await page.getByRole('listitem').filter({ hasText: 'gallery-1' }).dragTo(target);
    await page.getByText(`1 screen is in ${name} now`).waitFor();
    expect((await call(getScreen, { id: player.screenId })).group?.name).toBe(name);
  }, 60_000);

  test('two people change one screen: the second is told, and keeps what was typed', async () => {
    const { url } = await sam();
    const { screenId } = await playing(enterAs(url, await newCode(), { hostname: 'lounge' }));
    const [one, other] = [await visit({ as: 'sam' }), await visit({ as: 'sam' })];
    for (const { goTo } of [one, other]) await goTo(`/screens/${screenId}?tab=edit`);
    await one.page.getByRole('textbox', { name: 'Name' }).fill('lounge-left');
    await one.page.getByRole('button', { name: 'Save' }).click();
    await one.page.getByText('lounge-left was saved').waitFor();
    await other.page.getByRole('textbox', { name: 'Description' }).fill('By the window');
    await other.page.getByRole('button', { name: 'Save' }).click();
    await other.page.getByText('Somebody else has changed this screen meanwhile').waitFor();
    expect(await other.page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('By the window');
    await other.page.getByRole('button', { name: 'Take what is stored' }).click();
    expect(await other.page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('lounge-left');
  }, 60_000);
});
