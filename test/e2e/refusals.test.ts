import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addServer, editServer, makeReportToken } from '../../src/modules/servers/contract/routes.ts';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { testNeeding } from '../needs.ts';
import { sidewaysScroll } from './kit/axe.ts';
import { PHONE, settled } from './kit/browser.ts';
import { PASSWORD, sendReportText } from './kit/caller.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

const stand = stage();
const { visit } = stand;

let cast: Promise<void> | null = null;
const withCast = async () => {
  const sam = await stand.sam();
  cast ??= addCast(sam);
  await cast;
  return sam;
};

async function fillSignIn(page: Page, username: string, password: string): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(username);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

testNeeding(
  'chromium',
  'a wrong password is said and keeps the name; after five even the right one has to wait, and the time is told',
  async () => {
    await withCast();
    const { page, goTo } = await visit();
    await page.clock.install();
    await goTo('/sign-in');
    for (let tries = 1; tries <= 5; tries += 1) {
      await fillSignIn(page, 'adam', `wrong ${tries}`);
      await page.getByRole('alert').getByText('The user name or the password is wrong.').waitFor();
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[type=password]')?.value === '');
    }
    expect(await page.locator('input[autocomplete=username]').inputValue()).toBe('adam');
    await fillSignIn(page, 'adam', PASSWORD);
    await page.getByText('Too many failed tries').waitFor();
    const timer = page.getByRole('timer');
    expect(await timer.innerText()).toMatch(/in 0:(30|29|28)/);
    expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true);
    await page.clock.runFor(10_000);
    expect(await timer.innerText()).toMatch(/in 0:(20|19|18)/);
    await page.clock.runFor(20_000);
    await page.getByText('The next try is possible now.').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in' }).isEnabled()).toBe(true);
  },
  60_000,
);

testNeeding('chromium', 'whoever is led to sign in comes back to the place they wanted', async () => {
  await withCast();
  const { page } = await visit();
  await page.goto('/servers?status=overdue,due');
  await fillSignIn(page, 'olga', PASSWORD);
  await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/servers');
  expect(new URL(page.url()).searchParams.get('status')).toBe('overdue,due');
});

testNeeding('chromium', 'a page for others says what is missing and who can give it', async () => {
  await withCast();
  const { page, goTo } = await visit({ as: 'vera' });
  await goTo('/users');
  await page.getByText('This page is not for this account').waitFor();
  await page.getByText('It needs the permission users:manage. An administrator can grant it under Users.').waitFor();
});

testNeeding('chromium', 'a name that is taken is said at its field, and what was typed stays', async () => {
  const { call } = await withCast();
  await call(addServer, { name: 'taken', hostname: 'taken' });
  const { page, goTo } = await visit({ as: 'olga' });
  await goTo('/servers/new');
  await page.locator('[name=name]').fill('taken');
  await page.locator('[name=hostname]').fill('other.example.org');
  await page.getByRole('button', { name: 'Add server' }).click();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.getByRole('alert').getByText('A server of this name exists at the site already. Choose another name.').waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  expect(await descriptionOf(page, '[name=name]')).toContain('exists at the site already');
  expect(await page.locator('[name=hostname]').inputValue()).toBe('other.example.org');
  await name.fill('not-taken');
  await page.getByRole('button', { name: 'Add server' }).click();
  await page.getByRole('heading', { level: 1, name: 'Connect not-taken' }).waitFor();
});

/** What a screen reader tells of a field beside its name. */
const descriptionOf = (page: Page, selector: string): Promise<string> =>
  page.evaluate((wanted) => {
    const ids = document.querySelector(wanted)?.getAttribute('aria-describedby')?.split(' ') ?? [];
    return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  }, selector);

testNeeding(
  'chromium',
  'who saves second sees both versions and chooses',
  async () => {
    const { call } = await withCast();
    const { id } = await call(addServer, { name: 'shared', hostname: 'shared.example.org' });
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo(`/servers/${id}?tab=edit`);
    await page.locator('[name=hostname]').fill('mine.example.org');
    await call(editServer, { id, hostname: 'theirs.example.org' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else changed this server' });
    await conflict.getByRole('row', { name: 'Host name theirs.example.org mine.example.org' }).waitFor();
    expect(await page.locator('[name=hostname]').inputValue()).toBe('mine.example.org');
    await page.getByRole('button', { name: 'Save what I typed' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await page.locator('[name=hostname]').inputValue()).toBe('mine.example.org');
  },
  40_000,
);

/** Turns the text after it round, so that an .exe reads as a .jpg. */
const OVERRIDE = '\u202E';
const HOSTILE = ['<img/src=x/onerror=document.title=1>', 'حزمة', 'l'.repeat(190), '{{name}}', '$t(kernel:nav.today)'];

testNeeding(
  'chromium',
  'package names from a hostile machine are text, and break no page',
  async () => {
    const { call, url } = await withCast();
    const { id } = await call(addServer, { name: 'hostile', hostname: 'hostile' });
    const { token } = await call(makeReportToken, { id });
    await sendReportText(url, token, reportText({ now: Temporal.Now.instant(), pending: [...HOSTILE, `x${OVERRIDE}gpj.exe`] }));
    const { page, goTo } = await visit({ as: 'sam', size: PHONE });
    await goTo(`/servers/${id}?tab=packages`);
    for (const name of HOSTILE) await page.getByText(name, { exact: true }).first().waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain(OVERRIDE);
    expect(await page.title()).toBe('hostile · Caretaker');
    expect(await sidewaysScroll(page)).toBe(0);
    await goTo(`/servers/${id}?tab=history`);
    await settled(page);
    expect(await sidewaysScroll(page)).toBe(0);
  },
  40_000,
);
