import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { editSetting } from '../../src/kernel/contract/routes/console.ts';
import { describeNeeding } from '../needs.ts';
import { axeFindings } from './kit/axe.ts';
import { stage } from './kit/stage.ts';

describeNeeding(['chromium'], 'players of the old contract', () => {
  const { sam, visit } = stage();

  test('are let in by a setting; the page makes their password and says of their screens that they share an account', async () => {
    const { call, url } = await sam();
    const { page, goTo } = await visit({ as: 'sam' });
    await goTo('/screens/enrol');
    await page.getByText('Not let in. The setting “Let players of the old contract in” switches that on.').waitFor();
    await call(editSetting, { key: 'screens.legacyDiscovery', value: true });
    await goTo('/screens/enrol');
    await page.getByRole('button', { name: 'Make a password' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new password' }).click();
    await page.getByText('Shown this once.').waitFor();
    expect(await axeFindings(page, 'everything')).toEqual([]);
    const password = await page.locator('.ct-copy pre, .ct-copy code').first().innerText();

    // By the console's own address, as whoever has no other way in.
    const account = { username: 'infoscreen-shared', password, protocolVersion: 4 as const, reconnectPeriod: 0 };
    const client = await connectAsync(`${url.replace('http', 'ws')}/mqtt`, account, false);
    onTestFinished(() => client.endAsync(true));
    const uuid = crypto.randomUUID();
    const isAnswered = new Promise((resolve) => client.on('message', resolve));
    await client.subscribeAsync(`infoscreen/${uuid}/discovery_ack`, { qos: 1 });
    await client.publishAsync('infoscreen/discovery', JSON.stringify({ uuid, hostname: 'old-hall' }), { qos: 1 });
    await isAnswered;

    await goTo('/screens/list');
    await page.getByText('Not individually identified').first().waitFor();
    await page.getByRole('link', { name: 'old-hall' }).first().click();
    await page.getByText('Its player uses the account that players of the old contract share.').first().waitFor();
    expect(await axeFindings(page, 'everything')).toEqual([]);
  }, 60_000);
});
