import { expect } from 'vitest';
import { addSchedule, addServer, editServer, getServer } from '../../src/modules/servers/contract/routes.ts';
import { testNeeding } from '../needs.ts';
import type { Visit } from './kit/browser.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

const stand = stage();
const { visit } = stand;

testNeeding(
  'chromium',
  'what one person does, others see without reloading; news wait until they are wanted',
  async () => {
    const { call } = await stand.sam();
    await addCast(await stand.sam());
    const { id: updateScheduleId } = await call(addSchedule, { name: 'Monthly', intervalDays: 30 });
    const overdue = { updateScheduleId, hostname: 'host' };
    await call(addServer, { ...overdue, name: 'web01' });
    const olga = await visit({ as: 'olga' });
    const adam = await visit({ as: 'adam' });
    const vera = await visit({ as: 'vera' });
    await Promise.all([olga.goTo('/today'), adam.goTo('/today'), vera.goTo('/servers')]);
    await Promise.all([olga, adam, vera].map(({ page }) => page.getByText('Live', { exact: true }).waitFor()));

    const added = await call(addServer, { ...overdue, name: 'web02' });
    await vera.page.getByRole('link', { name: 'web02' }).waitFor();
    const news = olga.page.getByRole('button', { name: '1 new' });
    await news.waitFor();
    expect(await olga.page.getByRole('link', { name: 'web02' }).count()).toBe(0);
    await news.click();
    await olga.page.getByRole('link', { name: 'web02' }).waitFor();
    expect(await news.count()).toBe(0);

    await olga.page.getByRole('link', { name: 'web01' }).click();
    await olga.page.getByRole('region', { name: 'Story' }).getByRole('button', { name: 'Acknowledge' }).click();
    await adam.page.getByText('Seen by olga').waitFor();

    await vera.goTo(`/servers/${added.id}`);
    const { version } = await call(getServer, { id: added.id });
    expect(version).toBeGreaterThan(0);
    await call(editServer, { id: added.id, name: 'web02-new' });
    await vera.page.getByRole('heading', { level: 1, name: 'web02-new' }).waitFor();
  },
  60_000,
);

testNeeding(
  'chromium',
  'a console that goes away is told, and its return is noticed; the session survives',
  async () => {
    const { call } = await stand.sam();
    const sam = await visit({ as: 'sam' });
    const { page } = sam;
    await sam.goTo('/servers');
    await page.getByText('Live', { exact: true }).waitFor();

    await sam.context.setOffline(true);
    await page.getByText('Offline', { exact: true }).waitFor();
    await sam.context.setOffline(false);
    await page.getByText('Live', { exact: true }).waitFor();

    const console = await stand.console();
    await console.stop();
    await page.getByText('Reconnecting', { exact: true }).waitFor();
    await console.start();
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
    await call(addServer, { name: 'after-the-break', hostname: 'host' });
    await page.getByRole('link', { name: 'after-the-break' }).waitFor();
    expectOnlyBrokenLines(sam);
  },
  90_000,
);

/** The browser itself says each call that found nobody; anything else is a fault. */
function expectOnlyBrokenLines({ complaints }: Visit): void {
  expect(complaints.splice(0).filter((complaint) => !/net::ERR_/.test(complaint))).toEqual([]);
}
