import { PgBoss } from 'pg-boss';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type PersonActor, systemActor } from '../../src/kernel/auth/actor.ts';
import { getMe } from '../../src/kernel/contract/routes/auth.ts';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import { provideDatabaseForCommand } from '../../src/kernel/db/provide.ts';
import { createTransact } from '../../src/kernel/db/transact.ts';
import { createErrands } from '../../src/kernel/errands/create-errands.ts';
import type { ErrandId, NewErrand } from '../../src/kernel/errands/errands.ts';
import { createSubscriptions } from '../../src/kernel/events/subscriptions.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import type { UserId } from '../../src/shared/ids.ts';
import { systemClock } from '../../src/shared/time.ts';
import { testNeeding } from '../needs.ts';
import { axeFindings, sidewaysScroll } from './kit/axe.ts';
import { PHONE, showAs, WIDE } from './kit/browser.ts';
import { PASSWORD } from './kit/caller.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

const stand = stage();

/** Seen by everybody who sees servers. The texts are those of the demo, which are there also where it does not run. */
const UPDATES: NewErrand = {
  ...{ module: 'demo', kind: 'update-all', title: { key: 'updateAll', params: {} }, siteId: null },
  ...{ permission: 'servers:read', cancelPermission: 'servers:act', total: 21_000, page: '/servers' },
};

/** Another process of the console, which does the work: what it says is heard by pages that this one serves. */
async function worker() {
  const { dataDir } = await stand.console();
  const log = createLog({ level: 'silent', format: 'json' });
  const { db, url, close } = await provideDatabaseForCommand({ dataDir, databaseUrl: null, log });
  const boss = new PgBoss({ connectionString: url });
  const transact = createTransact({ db, boss, clock: systemClock, subscriptions: createSubscriptions() });
  const permissions = new Map(
    ['servers:read', 'servers:act'].map((name) => [name, { name, role: 'user', tokens: true, about: '' } as const]),
  );
  const errands = createErrands({ db, transact, leading: { transact }, clock: systemClock, log, permissions });
  const { id } = await (await stand.sam()).call(getMe, {});
  const sam: PersonActor = {
    ...{ kind: 'person', userId: id as UserId, username: 'sam', superadmin: true, grants: [], tokenScopes: null, tokenSites: null },
    ...{ sessionId: null, apiTokenId: null, origin: { address: null, requestId: null } },
  };
  return {
    errands,
    close,
    async begin(): Promise<ErrandId> {
      const errandId = await transact(sam, (work) => errands.begin(work, UPDATES));
      await errands.takeUp(errandId);
      return errandId;
    },
    end: (errandId: ErrandId, state: 'succeeded' | 'canceled', done: number) =>
      transact(systemActor('test'), (work) =>
        errands.end(work, errandId, { state, result: { key: `updateAll_${state}`, params: { done } } }),
      ),
  };
}

const LOOKS = [
  { size: WIDE, scheme: 'light' },
  { size: WIDE, scheme: 'dark' },
  { size: PHONE, scheme: 'light' },
  { size: PHONE, scheme: 'dark' },
] as const;

/** Where somebody looks on (`E2E_PICTURES`), what the panel looks like. */
async function faultsIn(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { size, scheme } of LOOKS) {
    await showAs(page, size, scheme);
    const sideways = await sidewaysScroll(page);
    faults.push(...(await axeFindings(page)), ...(sideways > 0 ? [`${name}: ${sideways} px sideways`] : []));
    const folder = process.env['E2E_PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/errands-${name}-${size.width}-${scheme}.png` });
  }
  await showAs(page, WIDE, 'light');
  return faults;
}

const hasFocus = (where: Locator): Promise<boolean> => where.evaluate((element) => element === document.activeElement);

testNeeding(
  'chromium',
  'long work is found under the bell, counts while it runs, is stopped by keyboard, and says what came of it',
  async () => {
    await addCast(await stand.sam());
    const work = await worker();
    const { page, goTo } = await stand.visit({ as: 'sam' });
    await goTo('/servers');
    const bell = page.getByRole('button', { name: /^Errands/ });
    await bell.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Errands' });
    await panel.getByText('No errands.').waitFor();
    expect(await faultsIn(page, 'none')).toEqual([]);

    const first = await work.begin();
    await work.errands.progress(first, { done: 4_200, note: { key: 'updateAll_installs', params: { name: 'خادم gpj.exe' } } });
    const card = panel.getByRole('article', { name: 'Installing what is pending on every machine' });
    await card.getByText('4,200 of 21,000').waitFor();
    await page.getByRole('button', { name: 'Errands, 1 running', exact: true, includeHidden: true }).waitFor();
    await work.errands.progress(first, { done: 12_600 });
    await card.getByText('12,600 of 21,000').waitFor();
    expect(await card.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('60');
    const second = await work.begin();
    await work.errands.progress(second, { done: 300, total: null });
    await panel.getByText('300 so far').waitFor();
    await work.end(second, 'succeeded', 300);
    await panel.getByText('All 300 machines are up to date.').waitFor();
    expect(await faultsIn(page, 'running')).toEqual([]);

    await card.getByRole('button', { name: /^Stop/ }).focus();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Stop “Installing what is pending on every machine”?' });
    await question.getByText('The rest is left undone.').waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    const stop = card.getByRole('button', { name: /^Stop/ });
    await expect.poll(() => hasFocus(stop)).toBe(true);
    await page.keyboard.press('Enter');
    await question.getByText('The rest is left undone.').click();
    await question.getByRole('button', { name: 'Stop', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(stop)).toBe(true);
    await card.getByText('Stops after the present step').waitFor();
    expect(await work.errands.isCanceled(first)).toBe(true);
    await work.end(first, 'canceled', 12_600);
    await panel.getByText('12,600 machines are up to date.').waitFor();
    await panel.getByText('Stopped', { exact: true }).waitFor();
    await expect.poll(() => hasFocus(panel)).toBe(true);
    expect(await faultsIn(page, 'ended')).toEqual([]);

    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(bell)).toBe(true);
    await work.close();
  },
  120_000,
);

testNeeding(
  'chromium',
  'a result is news until its beginner looks, and never to others, who see it in their language if they may',
  async () => {
    const { call } = await stand.sam();
    await call(addUser, { username: 'greta', password: PASSWORD, language: 'de', role: 'user' });
    await call(addUser, { username: 'stranger', password: PASSWORD });
    const work = await worker();
    const [sam, greta, nobody] = [
      await stand.visit({ as: 'sam' }),
      await stand.visit({ as: 'greta', language: 'de' }),
      await stand.visit({ as: 'stranger' }),
    ];
    await Promise.all([sam.goTo('/servers'), greta.goTo('/servers'), nobody.goTo('/account')]);
    expect(await nobody.page.getByRole('button', { name: /^Errands/ }).count()).toBe(0);

    await sam.page.getByRole('button', { name: /^Errands/ }).click();
    const opened = sam.page.getByRole('dialog', { name: 'Errands' });
    await expect.poll(() => opened.evaluate((panel) => panel.contains(document.activeElement))).toBe(true);
    await sam.page.keyboard.press('Escape');
    await opened.waitFor({ state: 'detached' });
    const id = await work.begin();
    await sam.page.getByRole('button', { name: 'Errands, 1 running', exact: true }).waitFor();
    await greta.page.getByRole('button', { name: 'Arbeiten, 1 laufend', exact: true }).click();
    const card = greta.page.getByRole('dialog', { name: 'Arbeiten' }).getByRole('article').first();
    await card.getByText('0 von 21.000').waitFor();
    expect(await card.getByRole('button', { name: /^Stoppen/ }).count()).toBe(0);
    expect(await faultsIn(greta.page, 'de')).toEqual([]);

    await work.end(id, 'succeeded', 21_000);
    await card.getByText('Alle 21.000 Maschinen sind aktuell.').waitFor();
    const news = sam.page.getByRole('button', { name: 'Errands, 0 running, 1 new result', exact: true });
    await news.waitFor();
    const folder = process.env['E2E_PICTURES'];
    if (folder !== undefined)
      await sam.page.screenshot({ path: `${folder}/errands-news.png`, clip: { x: 840, y: 0, width: 600, height: 60 } });
    await news.click();
    const link = sam.page.getByRole('dialog', { name: 'Errands' }).getByRole('link', { name: /^Open/ }).first();
    await link.waitFor();
    await sam.page.keyboard.press('Escape');
    await sam.goTo('/today');
    await sam.page.getByRole('button', { name: 'Errands, 0 running', exact: true }).click();
    await link.click();
    await sam.page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    await sam.page.getByRole('dialog', { name: 'Errands' }).waitFor({ state: 'detached' });
    await work.close();
  },
  120_000,
);
