import { expect } from 'vitest';
import { getHealth } from '../../src/kernel/contract/routes/console.ts';
import { addUser } from '../../src/kernel/contract/routes/users.ts';
import { testNeeding } from '../needs.ts';
import { PASSWORD } from './kit/caller.ts';
import { stage } from './kit/stage.ts';

const { sam, visit } = stage();

testNeeding('chromium', 'every check of the console has a name in both languages, and says in them how it is', async () => {
  const { call } = await sam();
  await call(addUser, { username: 'greta', password: PASSWORD, isSuperadmin: true, language: 'de' });
  const checks = (await call(getHealth, {})).checks.map(({ name }) => name);
  for (const as of ['sam', 'greta']) {
    const { page, goTo } = await visit({ as });
    await goTo('/health');
    const shown = await page.getByRole('table').first().locator('tbody td:first-child').allTextContents();
    expect(shown).toHaveLength(checks.length);
    expect(shown.filter((text) => checks.includes(text))).toEqual([]);
    const details = await page.getByRole('table').first().locator('tbody td:last-child').allTextContents();
    expect(details.join('\n')).toMatch(as === 'sam' ? /PostgreSQL [\d.]+ answers/ : /PostgreSQL [\d.]+ antwortet/);
    if (as === 'greta') expect(details.join('\n')).not.toMatch(/\b(is|not|has|the|by)\b/);
  }
});
