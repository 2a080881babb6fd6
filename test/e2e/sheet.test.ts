import { expect } from 'vitest';
import { testNeeding } from '../needs.ts';
import { stage } from './kit/stage.ts';

const { sam, visit } = stage();

testNeeding('chromium', 'a sheet: its faults are told, nothing is written until they are mended, and then all of it', async () => {
  await sam();
  const { page, goTo } = await visit({ as: 'sam' });
  await goTo('/servers/sheet');
  const sheet = page.getByLabel('Or paste the sheet');
  const tryOut = page.getByRole('button', { name: 'See what would happen' });

  await sheet.fill('name,hostname,owners\nsheet01,sheet01.example.org,ghost\nsheet02,,sam');
  await tryOut.click();
  await page.getByText('There is nobody called ghost.').waitFor();
  expect(await page.getByRole('button', { name: /^Import \d/ }).count()).toBe(0);

  await sheet.fill('name,hostname,owners\nsheet01,sheet01.example.org,sam\nsheet02,,sam');
  await tryOut.click();
  await page.getByRole('button', { name: 'Import 2 servers' }).click();
  await page.waitForURL('**/servers');
  await page.getByText('sheet02').first().waitFor();

  // The same again says that there is nothing to do.
  await goTo('/servers/sheet');
  await sheet.fill('name,hostname,owners\nsheet01,sheet01.example.org,sam\nsheet02,,sam');
  await tryOut.click();
  await page.getByText('Everything is there already').waitFor();
});

testNeeding('chromium', 'a calendar link is made, shown once, and revoked on the account page', async () => {
  await sam();
  const { page, goTo } = await visit({ as: 'sam' });
  await goTo('/account');
  await page.getByRole('button', { name: 'Make link' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('phone');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const address = await dialog.locator('code').textContent();
  const calendar = await page.request.get(new URL(new URL(address ?? '').pathname + new URL(address ?? '').search, page.url()).href);
  expect([calendar.status(), (await calendar.text()).split('\r\n')[0]]).toEqual([200, 'BEGIN:VCALENDAR']);
  await dialog.getByRole('button', { name: /^Close: / }).click();
  await page.getByRole('row', { name: /phone/ }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke phone' }).click();
  await expect.poll(async () => (await page.request.get(calendar.url())).status()).toBe(404);
});
