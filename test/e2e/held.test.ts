import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import { provideDatabaseForCommand } from '../../src/kernel/db/provide.ts';
import { hold } from '../../src/kernel/held/store.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { testNeeding } from '../needs.ts';
import { axeFindings, sidewaysScroll } from './kit/axe.ts';
import { PHONE, showAs, TABLET, WIDE } from './kit/browser.ts';
import { PASSWORD } from './kit/caller.ts';
import { addCast } from './kit/people.ts';
import { stage } from './kit/stage.ts';

const stand = stage();

/** As a restore leaves the console. */
async function holdConsole(): Promise<void> {
  const { dataDir } = await stand.console();
  const database = await provideDatabaseForCommand({ dataDir, databaseUrl: null, log: createLog({ level: 'silent', format: 'json' }) });
  const since = Temporal.Instant.from('2026-11-20T21:15:00Z');
  await database.db.transaction().execute((tx) => hold(tx, { since, backupMadeAt: since.subtract({ hours: 20 }) }));
  await database.close();
}

const LOOKS = [
  { size: WIDE, scheme: 'light' },
  { size: TABLET, scheme: 'dark' },
  { size: PHONE, scheme: 'dark' },
] as const;

/** Where somebody looks on (`E2E_PICTURES`), what the banner looks like. */
async function faultsIn(page: Page, name: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { size, scheme } of LOOKS) {
    await showAs(page, size, scheme);
    const sideways = await sidewaysScroll(page);
    faults.push(...(await axeFindings(page)), ...(sideways > 0 ? [`${name}: ${sideways} px sideways`] : []));
    const folder = process.env['E2E_PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/held-${name}-${size.width}.png` });
  }
  return faults;
}

testNeeding(
  'chromium',
  'a held console says so on every page and to everybody; an administrator releases it, and it stays quiet until then',
  async () => {
    const { call } = await stand.sam();
    await addCast(await stand.sam());
    await call(addUser, { username: 'greta', password: PASSWORD, language: 'de', isSuperadmin: true });
    await holdConsole();
    const vera = await stand.visit({ as: 'vera' });
    const greta = await stand.visit({ as: 'greta', language: 'de' });
    const sam = await stand.visit({ as: 'sam' });

    await vera.goTo('/servers');
    await vera.page.getByRole('region', { name: 'Held console' }).getByText('It sends nothing until somebody releases it').waitFor();
    expect(await vera.page.getByRole('button', { name: 'Release the console' }).count()).toBe(0);

    await greta.goTo('/today');
    await greta.page.getByRole('region', { name: 'Angehaltene Konsole' }).getByText('Bis zur Freigabe sendet sie nichts').waitFor();
    expect(await faultsIn(greta.page, 'de')).toEqual([]);

    await sam.goTo('/health');
    expect(await faultsIn(sam.page, 'en')).toEqual([]);
    await showAs(sam.page, WIDE, 'light');
    await sam.page.getByRole('button', { name: 'Release the console' }).click();
    const question = sam.page.getByRole('dialog', { name: 'Release the console?' });
    await question.getByText('Make sure first that the old console no longer runs.').waitFor();
    await question.getByRole('button', { name: 'Release the console' }).click();
    await sam.page.getByText('The console is released.').waitFor();
    await sam.page.getByRole('region', { name: 'Held console' }).waitFor({ state: 'detached' });
    await greta.page.getByRole('region', { name: 'Angehaltene Konsole' }).waitFor({ state: 'detached' });
  },
  90_000,
);
