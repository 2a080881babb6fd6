import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import { addSchedule, addServer, listFreezes, listSlots, listUpdates } from '../../src/modules/servers/contract/routes.ts';
import { testNeeding } from '../needs.ts';
import { axeFindings } from './kit/axe.ts';
import { settled } from './kit/browser.ts';
import { type Caller, PASSWORD } from './kit/caller.ts';
import { hoursAround } from './kit/estate-servers.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

const { sam, visit } = stage();

const ZONE = 'Europe/Berlin';

/** Due in four days and in use now: the next safe time begins in some six hours. */
async function addDue({ call }: Caller, name: string, mode: 'confirm' | 'enforce'): Promise<void> {
  const { id: updateScheduleId } = await call(addSchedule, { name: `Monthly, ${mode}`, intervalDays: 30, mode });
  const lastUpdatedAt = Temporal.Now.instant()
    .subtract({ hours: 24 * 26 })
    .round('second')
    .toString();
  await call(addServer, { name, hostname: name, updateScheduleId, lastUpdatedAt, serviceWindow: hoursAround(ZONE, [-3, 6]) });
}

async function startOf({ call }: Caller, name: string): Promise<Temporal.Instant> {
  const { items } = await call(listSlots, {});
  const slot = items.find(({ server }) => server.name === name);
  if (slot === undefined) throw new Error(`${name} has no slot.`);
  return Temporal.Instant.from(slot.startsAt);
}

/** Presses Tab until the focus is on what bears this text or label. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let tries = 0; tries < 80; tries += 1) {
    const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    if (name.startsWith(wanted)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to "${wanted}".`);
}

/** Three hours earlier, which lies in the in-use hours, by keys alone. */
async function dropThreeHoursEarlier(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.getElementById('main')?.focus());
  await tabTo(page, `${name}: Planned`);
  for (let hours = 0; hours < 3; hours += 1) await page.keyboard.press('Shift+ArrowLeft');
  await page.locator('.ct-timeline-wanted').waitFor();
  await page.keyboard.press('Enter');
}

testNeeding(
  'chromium',
  'due servers are planned and moved by keys alone; a drop into the in-use hours is explained, and confirmed where the mode lets one',
  async () => {
    const owner = await sam();
    await addDue(owner, 'web01', 'confirm');
    await addDue(owner, 'web02', 'enforce');
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/planner');
    await page.getByRole('link', { name: 'web02' }).waitFor();

    await tabTo(page, 'Plan updates');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Plan 2 servers' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await tabTo(page, 'Plan 2 servers');
    await page.keyboard.press('Enter');
    await page.getByText('2 servers are planned.').waitFor();
    const planned = await startOf(owner, 'web01');

    await dropThreeHoursEarlier(page, 'web01');
    const question = page.getByRole('dialog', { name: 'Move the slot of web01?' });
    await question.getByText('It is safe again').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Move into the risky time');
    await page.keyboard.press('Enter');
    await page.getByText('web01 is now planned for').waitFor();
    expect((await startOf(owner, 'web01')).until(planned).total('hours')).toBe(3);

    const untouched = await startOf(owner, 'web02');
    await dropThreeHoursEarlier(page, 'web02');
    await page.getByText('It is in use until').waitFor();
    expect((await startOf(owner, 'web02')).equals(untouched)).toBe(true);

    await tabTo(page, 'As a table');
    await page.keyboard.press('Enter');
    await page.getByRole('table').getByText('web02').waitFor();
    await settled(page);
    expect(await axeFindings(page)).toEqual([]);
  },
  60_000,
);

testNeeding('chromium', 'in German: the picture, a slot and what can be done with it', async () => {
  const { call } = await sam();
  await call(addUser, { username: 'greta', password: PASSWORD, isSuperadmin: true, language: 'de' });
  const { page, goTo } = await visit({ as: 'greta', language: 'de' });
  await goTo('/planner');
  await page.getByRole('button', { name: /^web02: Geplant/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Termin von web02' });
  await dialog.getByRole('button', { name: 'Termin absagen' }).waitFor();
  await settled(page);
  expect(await axeFindings(page)).toEqual([]);
});

testNeeding('chromium', 'a risk that needs a second person is asked for, and done once somebody else agrees', async () => {
  const { call } = await sam();
  await addCast(await sam());
  const { id: updateScheduleId } = await call(addSchedule, { name: 'Two persons', intervalDays: 30, overduePolicy: 'second-person' });
  const { id } = await call(addServer, { name: 'vault', hostname: 'vault', updateScheduleId, alwaysInUse: true });

  const asking = await visit({ as: 'sam' });
  await asking.goTo(`/servers/${id}`);
  await asking.page.getByRole('button', { name: 'Mark updated' }).click();
  await asking.page.getByRole('button', { name: 'Mark updated anyway' }).click();
  await asking.page.getByText('A second person is asked about vault.').waitFor();
  await asking.page.getByRole('button', { name: 'Withdraw for vault' }).waitFor();
  expect(await axeFindings(asking.page)).toEqual([]);
  expect((await call(listUpdates, { id })).items).toEqual([]);

  const deciding = await visit({ as: 'adam' });
  await deciding.goTo('/planner');
  await deciding.page.getByRole('button', { name: 'Approve for vault' }).click();
  await deciding.page.getByText('Approved: vault.').waitFor();
  await asking.page.getByRole('button', { name: 'Withdraw for vault' }).waitFor({ state: 'detached' });
  expect((await call(listUpdates, { id })).items).toHaveLength(1);
});

testNeeding('chromium', 'freeze dates are added, changed and removed', async () => {
  const { call } = await sam();
  const { page, goTo } = await visit({ as: 'sam' });
  await goTo('/planner/freezes');
  await page.getByRole('button', { name: 'Add freeze dates' }).first().click();
  const adding = page.getByRole('dialog', { name: 'Add freeze dates' });
  await adding.getByLabel('Name').fill('Year-end closing');
  const day = Temporal.Now.plainDateISO(ZONE).add({ days: 20 });
  await adding.getByLabel('First day').fill(`${String(day.day).padStart(2, '0')}.${String(day.month).padStart(2, '0')}.${day.year}`);
  await adding.getByRole('button', { name: 'Add freeze dates' }).click();
  await page.getByText('Year-end closing is saved.').waitFor();
  const [freeze] = (await call(listFreezes, {})).items;
  expect([freeze?.firstDay, freeze?.lastDay]).toEqual([day.toString(), day.toString()]);

  await page.getByRole('table').getByText('Year-end closing').click();
  const editing = page.getByRole('dialog', { name: 'Edit freeze dates' });
  await editing.getByLabel('Name').fill('Closing');
  await editing.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Closing is saved.', { exact: true }).waitFor();

  await page.getByRole('table').getByText('Closing').click();
  await editing.getByRole('button', { name: 'Remove Closing' }).click();
  const question = page.getByRole('dialog', { name: 'Remove Closing?' });
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  // Escape answered the question alone; the dialog behind it is closed by the next one.
  await page.keyboard.press('Escape');
  await editing.waitFor({ state: 'detached' });
  await page.getByRole('table').getByText('Closing').click();
  await editing.getByRole('button', { name: 'Remove Closing' }).click();
  await question.getByRole('button', { name: 'Remove Closing' }).click();
  await page.getByText('No freeze dates ahead').waitFor();
});
