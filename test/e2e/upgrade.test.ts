import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { editMe } from '../../src/kernel/contract/routes/auth.ts';
import { addSchedule, addServer } from '../../src/modules/servers/contract/routes.ts';
import { testNeeding } from '../needs.ts';
import type { Visit } from './kit/browser.ts';
import { stage } from './kit/stage.ts';

const stand = stage();

/** Fetched when they are first wanted, and by nothing else. */
const LATE_FILES = /\/files\/(?:AuditPage|MarkUpdated)-[^/]+\.js$/;

/**
 * As if the console were upgraded now: files that this tab has not fetched yet are gone, and the console hands out newer pages.
 * `lasting`: also to a tab that was loaded anew, as where a cache on the way keeps the old ones. Answers how often it was.
 */
async function upgrade(page: Page, { lasting = false } = {}): Promise<() => number> {
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });
  const isOver = () => loads > 0 && !lasting;
  await page.route(LATE_FILES, (route) => (isOver() ? route.continue() : route.fulfill({ status: 404 })));
  await page.route('**/', async (route) => {
    if (route.request().isNavigationRequest() || isOver()) return route.continue();
    const reply = await route.fetch();
    return route.fulfill({ response: reply, body: (await reply.text()).replace(/files\/index-[^"]+\.js/, 'files/index-newer.js') });
  });
  return () => loads;
}

/** What the browser says of files that are gone. */
function expectOnlyGoneFiles({ complaints }: Visit): void {
  const isOfGoneFile = (complaint: string) => /^404 GET \/files\/|Failed to fetch dynamically imported module|newer pages/.test(complaint);
  expect(complaints.splice(0).filter((complaint) => !isOfGoneFile(complaint))).toEqual([]);
}

testNeeding('chromium', 'a tab that was open while the console was upgraded loads the newer pages by itself, once', async () => {
  await stand.sam();
  const sam = await stand.visit({ as: 'sam' });
  await sam.goTo('/today');
  const loads = await upgrade(sam.page);
  await sam.page.getByRole('link', { name: 'Audit' }).click();
  await sam.page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  expect([loads(), new URL(sam.page.url()).pathname]).toEqual([1, '/audit']);
  expectOnlyGoneFiles(sam);
});

testNeeding(
  'chromium',
  'where that does not help it is said in both languages, and Reload is offered',
  async () => {
    const { call } = await stand.sam();
    for (const { language, audit, sentence, reload } of [
      { language: 'de', audit: 'Protokoll', sentence: 'Es gibt eine neuere Version', reload: 'Seite neu laden' },
      { language: 'en', audit: 'Audit', sentence: 'There is a newer version', reload: 'Reload' },
    ] as const) {
      await call(editMe, { language });
      const sam = await stand.visit({ as: 'sam' });
      await sam.goTo('/today');
      const loads = await upgrade(sam.page, { lasting: true });
      await sam.page.getByRole('link', { name: audit }).click();
      await sam.page.getByRole('heading', { name: sentence }).waitFor();
      expect(loads()).toBe(1);
      await sam.page.unroute(LATE_FILES);
      await sam.page.getByRole('button', { name: reload }).click();
      await sam.page.getByRole('heading', { level: 1, name: audit }).waitFor();
      expect(loads()).toBe(2);
      expectOnlyGoneFiles(sam);
    }
  },
  60_000,
);

testNeeding('chromium', 'a dialog that cannot be fetched says so in its place', async () => {
  const { call } = await stand.sam();
  const { id: updateScheduleId } = await call(addSchedule, { name: 'Monthly', intervalDays: 30 });
  await call(addServer, { updateScheduleId, name: 'web01', hostname: 'host' });
  const sam = await stand.visit({ as: 'sam' });
  await sam.goTo('/today');
  await upgrade(sam.page, { lasting: true });
  const begin = () => sam.page.getByRole('button', { name: 'Mark updated' }).first().click();
  await begin();
  await sam.page.waitForEvent('load');
  await begin();
  const dialog = sam.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Reload' }).waitFor();
  await sam.page.getByRole('link', { name: 'web01' }).waitFor();
  expectOnlyGoneFiles(sam);
});
