import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addSchedule, addServer } from '../../src/modules/servers/contract/routes.ts';
import { testNeeding } from '../needs.ts';
import { settled } from './kit/browser.ts';
import { PASSWORD } from './kit/caller.ts';
import { stage } from './kit/stage.ts';

const { sam, visit } = stage();

/** Three overdue servers, always in use: acting on them must be confirmed. */
async function addThree(): Promise<void> {
  const { call } = await sam();
  const { id } = await call(addSchedule, { name: 'Monthly', intervalDays: 30 });
  for (const name of ['web01', 'web02', 'web03']) {
    await call(addServer, { name, hostname: name, updateScheduleId: id, alwaysInUse: true });
  }
}

const focusedText = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');

const isFocusIn = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((wanted) => document.activeElement?.closest(wanted) != null, selector);

const focusOn = (page: Page, text: string) => page.waitForFunction((wanted) => document.activeElement?.textContent === wanted, text);

/** Goes round a dialog, forwards and backwards, and stays in it. */
async function expectFocusStays(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]') != null);
  for (const key of [...Array<string>(12).fill('Tab'), ...Array<string>(4).fill('Shift+Tab')]) {
    await page.keyboard.press(key);
    expect(await isFocusIn(page, '[role=dialog]')).toBe(true);
  }
}

/** Presses Tab until the focus is on what bears this text. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    if ((await focusedText(page)) === text) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to "${text}".`);
}

testNeeding(
  'chromium',
  'sign in, find a story, look, acknowledge, snooze, act and move on without a mouse',
  async () => {
    await addThree();
    const { page, goTo } = await visit();
    await goTo('/sign-in');
    await signInByKeys(page);
    await moveAndOpen(page);
    await acknowledgeAndSnooze(page);
    await act(page);
    await helpAndPalette(page);
    await table(page);
  },
  90_000,
);

async function signInByKeys(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.matches('input[autocomplete=username]'));
  await page.keyboard.type('sam');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'web03' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focusedText(page)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'main');
}

async function moveAndOpen(page: Page): Promise<void> {
  await page.keyboard.press('j');
  await focusOn(page, 'web02');
  await page.keyboard.press('j');
  await focusOn(page, 'web03');
  await page.keyboard.press('j');
  await focusOn(page, 'web03');
  await page.keyboard.press('k');
  await focusOn(page, 'web02');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Story' }).getByRole('heading', { name: 'web02' }).waitFor();
  expect(page.url()).toContain('story=');
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Story' }).waitFor({ state: 'detached' });
  await focusOn(page, 'web02');
}

const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

async function acknowledgeAndSnooze(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await rowOf(page, 'web02').getByText('Seen by sam').waitFor();
  await page.keyboard.press('s');
  await page.getByRole('dialog', { name: 'Snooze web02' }).waitFor();
  await expectFocusStays(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await focusOn(page, 'web02');
  await page.keyboard.press('s');
  await focusOn(page, 'For one hour');
  await page.keyboard.press('Enter');
  await rowOf(page, 'web02').getByText('Snoozed').waitFor();
  await focusOn(page, 'web02');
}

async function act(page: Page): Promise<void> {
  await page.keyboard.press('j');
  await focusOn(page, 'web03');
  await page.keyboard.press('e');
  await page.getByRole('dialog', { name: 'Mark web03 updated' }).waitFor();
  await expectFocusStays(page);
  await tabTo(page, 'Mark updated anyway');
  await page.keyboard.press('Enter');
  await page.getByText('web03 is marked updated.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await focusOn(page, 'web03');
}

async function helpAndPalette(page: Page): Promise<void> {
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Do the first action').waitFor();
  await expectFocusStays(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await focusOn(page, 'web03');
  await page.keyboard.press('Control+k');
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await focusOn(page, 'web03');
  await page.keyboard.press('Control+k');
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'));
  await page.keyboard.type('servers');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
}

async function table(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'web02' }).waitFor();
  await settled(page);
  for (let tries = 0; tries < 40 && !(await isFocusIn(page, 'tbody')); tries += 1) await page.keyboard.press('Tab');
  expect(await isFocusIn(page, 'tr[data-index="0"]')).toBe(true);
  await page.keyboard.press('ArrowDown');
  await focusOn(page, 'web02');
  await page.keyboard.press('Space');
  await page.getByText('1 selected').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'web02' }).waitFor();
}
