import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { addAllowed } from '../../src/modules/bans/contract/allow-routes.ts';
import { addHost, listHosts } from '../../src/modules/bans/contract/host-routes.ts';
import type { TestFail2ban } from '../../src/modules/bans/testing/fail2ban.ts';
import { describeNeeding } from '../needs.ts';
import { settled } from './kit/browser.ts';
import { bansOf, knowPlaces, lookOften, until } from './kit/estate-bans.ts';
import { attack, JAIL, startRealHost } from './kit/fail2ban-hosts.ts';
import { stage } from './kit/stage.ts';

const OURS = 'jail.d/zz-caretaker.local';

describeNeeding(['chromium', 'fail2ban'], 'a real fail2ban', () => {
  const { console, sam, visit } = stage();
  let server: TestFail2ban | null = null;
  afterAll(() => server?.stop());

  /** fail2ban, looked at every few seconds by a console that knows where addresses are. */
  const fail2ban = async (): Promise<TestFail2ban> => {
    if (server !== null) return server;
    server = await startRealHost();
    await lookOften(await sam());
    await knowPlaces(await sam(), await console());
    return server;
  };
  /** The same as a host of the console. */
  const host = async () => {
    const { socket: socketPath, configFolder } = await fail2ban();
    const { call } = await sam();
    const [known] = (await call(listHosts, {})).items;
    return known ?? (await call(addHost, { name: 'web01', transport: 'local', level: 'configure', socketPath, configFolder }));
  };
  const bannedThere = async (address: string): Promise<boolean> =>
    (await (await fail2ban()).client('get', JAIL, 'banip')).stdout.split(/\s+/).includes(address);

  test('is added by its form, and an attack on it appears on open pages; a country of the map narrows them, and back widens them', async () => {
    const { socket, configFolder, appendLog } = await fail2ban();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/bans');
    await page.getByRole('button', { name: 'Add host' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('web01');
    await page.getByText('On this machine').click();
    await page.getByRole('radio', { name: 'Configure' }).click();
    await page.getByRole('textbox', { name: 'Control socket' }).fill(socket);
    await page.getByRole('textbox', { name: 'Configuration folder' }).fill(configFolder);
    await page.getByRole('button', { name: 'Add host' }).click();
    await page.getByRole('heading', { level: 1, name: 'web01' }).waitFor();
    await page.getByText('Reached', { exact: true }).first().waitFor();

    const list = await visit({ as: 'sam' });
    await Promise.all([goTo('/bans'), list.goTo('/bans/list')]);
    for (const each of [page, list.page]) {
      await each.getByText('Live', { exact: true }).first().waitFor();
      await each.evaluate(() => Object.assign(window, { isSamePage: true }));
    }
    appendLog(JAIL, [...attack('203.0.113.77'), ...attack('198.51.100.23')]);
    for (const each of [page, list.page]) {
      await each.getByRole('link', { name: '203.0.113.77' }).first().waitFor();
      expect(await each.evaluate(() => 'isSamePage' in window)).toBe(true);
    }
    await list.page.getByRole('row', { name: /203\.0\.113\.77.*Banned.*web01.*sshd.*Brazil.*Filter/ }).waitFor();

    await page.getByRole('link', { name: 'Brazil: 1 ban' }).click();
    await page.getByRole('link', { name: '198.51.100.23' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('country')).toBe('BR');
    await page.getByRole('link', { name: '203.0.113.77' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: '198.51.100.23' }).waitFor();
    expect(new URL(page.url()).searchParams.has('country')).toBe(false);

    await page.getByRole('link', { name: '203.0.113.77' }).click();
    await page.getByRole('region', { name: 'Last bans' }).getByRole('button').first().click();
    const lines = page.getByRole('dialog', { name: 'Why 203.0.113.77 was banned in sshd on web01' });
    await lines.getByText(/Failed password for root from 203\.0\.113\.77/).waitFor();
  }, 120_000);

  test('bans by hand from the keyboard, with a note and an end, and lifts it again', async () => {
    await host();
    const address = '203.0.113.200';
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/bans/list');
    await page.getByRole('button', { name: 'Ban address' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Ban an address or network' });
    await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] [name=address]'));
    await page.keyboard.type(address);
    await tabTo(page, '[name=jail]');
    await page.keyboard.type(JAIL);
    await tabTo(page, '[name=note]');
    await page.keyboard.type('Scans the shop');
    await page.keyboard.press('Enter');
    await page.getByText(`${address}: 1 of 1 host has banned it.`).waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(await bannedThere(address)).toBe(true);

    await page.getByRole('row', { name: new RegExp(`${address}.*Banned.*By hand`) }).waitFor();
    await page.getByRole('link', { name: address }).click();
    await page.getByText(`Banned in ${JAIL}`).waitFor();
    await page.getByRole('cell', { name: 'Scans the shop' }).first().waitFor();
    await page.getByRole('button', { name: 'Unban everywhere' }).click();
    await page.getByRole('button', { name: `Unban ${address}` }).click();
    await page.getByText(`${address}: 1 of 1 host has lifted it.`).waitFor();
    await page.getByText('Not banned').waitFor();
    expect(await bannedThere(address)).toBe(false);
  }, 60_000);

  test('asks twice before it bans the address of whoever asks, says why, and another address is asked anew', async () => {
    await host();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/bans/list');
    await page.getByRole('button', { name: 'Ban address' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Address or network' }).fill('127.0.0.1');
    await dialog.locator('[name=jail]').fill(JAIL);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('By mistake');
    await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
    const guard = dialog.getByRole('alert').filter({ hasText: 'This would lock you out' });
    await guard.getByText(/your own address.*127\.0\.0\.1/).waitFor();
    await guard.getByRole('checkbox', { name: 'Ban it all the same' }).check();
    await dialog.getByRole('button', { name: 'Ban anyway' }).click();
    await guard.getByText(/This would ban 127\.0\.0\.1, from which you are signed in/).waitFor();
    await dialog.getByRole('textbox', { name: 'Address or network' }).fill('127.0.0.2');
    await guard.waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await bannedThere('127.0.0.1')).toBe(false);
  });

  test('that bans what must not be banned is in Today, and is told there to let it in', async () => {
    const address = '198.51.100.66';
    const { id: hostId } = await host();
    (await fail2ban()).appendLog(JAIL, attack(address));
    const { call } = await sam();
    await until('the ban is archived', async () => (await bansOf(await sam(), address)) === 1);
    await call(addAllowed, { address, note: 'The office', hostId });
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/today');
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'web01' }) });
    await row.getByText(`Bans what is protected: ${address}`).waitFor({ timeout: 30_000 });
    await row.getByRole('button', { name: 'Unban' }).click();
    const dialog = page.getByRole('dialog', { name: 'Unban what is protected on web01' });
    await dialog.getByRole('link', { name: address }).waitFor();
    await dialog.getByRole('button', { name: 'Unban 1 address' }).click();
    await page.getByText('1 address is let in again on web01.').waitFor();
    expect(await bannedThere(address)).toBe(false);
  }, 60_000);

  test('keeps its jails: a mistake is refused with its place, and what breaks at the reload is rolled back', async () => {
    const { id } = await host();
    const { client } = await fail2ban();
    const { page, goTo } = await visit({ as: 'sam' });
    const jailsBefore = (await client('status')).stdout;
    const draft = async (content: string) => {
      await goTo(`/bans/configuration?host=${id}&tab=files&path=${OURS}`);
      await page.getByRole('textbox', { name: OURS }).fill(content);
      await page.getByRole('button', { name: 'Save as a draft' }).click();
      await page.getByText(`The draft of ${OURS} is saved.`).waitFor();
      await page.getByRole('tab', { name: 'Drafts' }).click();
      await page.getByRole('button', { name: 'Check the drafts' }).click();
    };
    await draft('[web]\nfailregex = ^((\n');
    await page.getByText(`${OURS}:2, web`).first().waitFor();
    await page
      .getByText(/Python cannot compile this regex of web/)
      .first()
      .waitFor();
    await settled(page);
    expect(await page.getByRole('button', { name: 'Apply on web01' }).count()).toBe(0);

    await draft('[web]\nbackend = nonsense\n');
    await page.getByRole('textbox', { name: 'Why' }).fill('Faster');
    await page.getByRole('button', { name: 'Apply on web01' }).click();
    const outcome = page.getByRole('status').filter({ hasText: 'Rolled back: everything is as it was' });
    await outcome.getByText(/fail2ban refused to reload/).waitFor({ timeout: 30_000 });
    await outcome.getByText(`Jails that run: ${JAIL}, web`).waitFor();
    expect((await client('status')).stdout).toBe(jailsBefore);
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('row', { name: /Rolled back.*sam.*Faster/ }).waitFor();
  }, 90_000);
});

/** Presses Tab until the focus is on the field. */
async function tabTo(page: Page, field: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, field)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${field}.`);
}
