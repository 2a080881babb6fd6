import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { testNeeding } from '../needs.ts';
import { axeFindings, sidewaysScroll } from './kit/axe.ts';
import { PHONE, showAs, type Visit, WIDE } from './kit/browser.ts';
import { stage } from './kit/stage.ts';

const { console, sam, visit } = stage();

/** Looked at wide and light, then narrow and dark. */
async function expectGood({ page }: Visit): Promise<void> {
  for (const [size, colorScheme] of [
    [WIDE, 'light'],
    [PHONE, 'dark'],
  ] as const) {
    await showAs(page, size, colorScheme);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
  }
}

testNeeding(
  'chromium',
  'the set-up page is good in both languages, and needs its token',
  async () => {
    await console();
    for (const language of ['en', 'de'] as const) {
      const visited = await visit({ language });
      await visited.goTo('/setup');
      await visited.page.locator('[name=token]').waitFor();
      await expectGood(visited);
    }
    const { page, goTo } = await visit();
    await goTo('/sign-in');
    await page.locator('[name=token]').fill('not-the-token');
    await page.locator('[name=username]').fill('sam');
    await page.locator('[name=password]').fill('password');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('alert').getByText('Use at least 10 characters.').waitFor();
    await page.locator('[name=password]').fill('a password of some length');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('alert').getByText(/token/i).waitFor();
    expect(await page.locator('[name=username]').inputValue()).toBe('sam');
  },
  60_000,
);

testNeeding(
  'chromium',
  'an empty house leads on, and the set-up page cannot be used again',
  async () => {
    await sam();
    const visited = await visit({ as: 'sam' });
    for (const path of ['/today', '/servers', '/schedules', '/teams', '/audit', '/setup']) {
      await visited.goTo(path);
      await expectGood(visited);
    }
    await visited.page.getByText('This console is set up already').waitFor();
  },
  60_000,
);

/** Chooses in the open account menu, and waits until the account has kept it. */
async function choose(page: Page, language: string): Promise<void> {
  const kept = page.waitForResponse((reply) => reply.request().method() === 'PATCH' && reply.ok());
  await page.getByRole('menuitemradio', { name: language }).click();
  await kept;
}

const headingIs = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

testNeeding(
  'chromium',
  'a chosen language stays: after loading anew, and at another browser',
  async () => {
    await sam();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/today');
    await page.getByRole('button', { name: 'sam' }).click();
    await choose(page, 'Deutsch');
    await headingIs(page, 'Heute');
    await page.reload();
    await headingIs(page, 'Heute');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    const other = await visit({ as: 'sam' });
    await other.goTo('/servers');
    await headingIs(other.page, 'Server');
    await other.page.getByRole('button', { name: 'sam' }).click();
    await choose(other.page, 'English');
    await headingIs(other.page, 'Servers');
  },
  60_000,
);
