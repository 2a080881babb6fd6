import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { testNeeding } from '../needs.ts';
import { PASSWORD, sendReportText } from './kit/caller.ts';
import { hoursAround } from './kit/estate-servers.ts';
import { canReport, runOnMachine } from './kit/machine.ts';
import { stage } from './kit/stage.ts';

const { console, visit } = stage();

testNeeding(
  'chromium',
  'from the set-up link to a confirmed risk in the audit',
  async () => {
    const { url, setupUrl } = await console();
    const { page } = await visit();
    await setUp(page, setupUrl);
    await addMonthlySchedule(page);
    await addServerInUse(page);
    await connect(page, url);
    await markUpdatedFromToday(page);
    await findInAudit(page);
  },
  90_000,
);

async function setUp(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await page.locator('[name=username]').fill('sam');
  await page.locator('[name=password]').fill(PASSWORD);
  expect(page.url()).not.toContain('token');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
}

async function addMonthlySchedule(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Servers' }).first().click();
  await page.getByRole('link', { name: 'Schedules' }).first().click();
  await page.getByRole('button', { name: 'Add schedule' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name=name]').fill('Monthly');
  await dialog.getByRole('button', { name: 'Add schedule' }).click();
  await page.getByRole('row', { name: /Monthly/ }).waitFor();
}

async function addServerInUse(page: Page): Promise<void> {
  const { start, end } = hoursAround('Europe/Berlin', [-3, 6]);
  await page.getByRole('link', { name: 'Servers' }).first().click();
  await page.getByRole('button', { name: 'Add server' }).first().click();
  await page.locator('[name=name]').fill('web01');
  await page.locator('[name=hostname]').fill('web01.example.org');
  await page.getByRole('combobox', { name: 'Update schedule' }).click();
  await page.getByRole('option', { name: /Monthly/ }).click();
  await page.getByText('At certain hours').click();
  await page.locator('[name=start]').fill(start);
  await page.locator('[name=end]').fill(end);
  await page.getByText(`Updates are risky between ${start} and ${end} Europe/Berlin, every day.`).waitFor();
  await page.getByRole('button', { name: 'Add server' }).click();
  await page.getByRole('heading', { level: 1, name: 'Connect web01' }).waitFor();
}

/** Runs the commands that the page shows; the page hears of the report by itself. */
async function connect(page: Page, url: string): Promise<void> {
  await page.getByRole('button', { name: 'Make report token' }).click();
  await page.getByText('Waiting for the first report').waitFor();
  const commands = await page.locator('pre').allInnerTexts();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  if (canReport()) await runOnMachine(commands.slice(0, 3).join('\n'));
  else await sendReportText(url, tokenIn(commands), reportText({ now: Temporal.Now.instant(), pending: ['openssl!', 'curl'] }));
  await page.getByText(/The first report arrived/).waitFor();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);

  await page.getByRole('link', { name: 'Open web01' }).click();
  await page.getByText('Overdue').first().waitFor();
  await page.getByText(/^Risky now: in use/).waitFor();
  expect(await page.locator('main').innerText()).toMatch(/Safe in [56] h/);
}

const tokenIn = (commands: readonly string[]): string => /ctr_[\w-]+/.exec(commands.join('\n'))?.[0] ?? '';

async function markUpdatedFromToday(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Today' }).first().click();
  const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'web01' }) });
  await row.getByText(/Update overdue/).waitFor();
  expect(await row.innerText()).toMatch(/sam/);
  expect(await row.innerText()).toMatch(/Safe in [56] h/);

  await row.getByRole('link', { name: 'web01' }).click();
  await page.getByRole('region', { name: 'Story' }).getByRole('button', { name: 'Mark updated' }).click();
  const dialog = page.getByRole('dialog', { name: 'Mark web01 updated' });
  await dialog
    .getByRole('alert')
    .getByText(/^In use until .* You can plan it for later, or confirm the risk\.$/)
    .waitFor();
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Agreed with the shop');
  await dialog.getByRole('button', { name: 'Mark updated anyway' }).click();
  await page.getByText('web01 is marked updated.').waitFor();
  await page
    .getByRole('region', { name: 'Story' })
    .getByText(/^Cleared: /)
    .waitFor();
}

async function findInAudit(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Audit' }).first().click();
  const row = page.getByRole('row', { name: /servers\.\w*updated.*web01/ });
  expect(await row.innerText()).toMatch(/sam/);
  await row.click();
  const detail = page.getByRole('dialog');
  await detail.getByRole('row', { name: /confirm\w*Risky.*true/i }).waitFor();
  await detail.getByText('Agreed with the shop').waitFor();
}
