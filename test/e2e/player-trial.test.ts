import { expect, test } from 'vitest';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import { describeNeeding } from '../needs.ts';
import { axeFindings } from './kit/axe.ts';
import { stage } from './kit/stage.ts';

/** The broker cuts a player off whose grants change; what mqtt.js was about to write then Chromium notes as an error. */
const CUT = 'WebSocket is already in CLOSING or CLOSED state.';

describeNeeding(['chromium'], 'a player for a trial, in a browser', () => {
  const { sam, visit } = stage();

  test('enrols by a code that is typed, shows what its group shows, says so, and does what a browser may', async () => {
    const { call } = await sam();
    const { page, goTo, complaints } = await visit();
    await goTo('/player');
    const code = page.getByLabel('Enrolment code');
    await code.fill('NOT-A-CODE');
    await page.getByRole('button', { name: 'Enrol' }).click();
    await page.getByText('This code is unknown, used or over.').waitFor();
    expect(await axeFindings(page, 'everything')).toEqual([]);
    await code.fill((await call(screens.makeEnrolmentCode, {})).code);
    await code.press('Enter');
    await code.waitFor({ state: 'hidden' });

    const one = async () => (await call(screens.listScreens, { limit: 200 })).items[0];
    await expect.poll(async () => (await one())?.state, { timeout: 20_000 }).toBe('healthy');
    const screenId = (await one())?.id ?? '';
    const group = await call(screens.addGroup, { name: 'Trial' });
    await call(screens.assignScreens, { ids: [screenId], groupId: group.id });
    const now = Temporal.Now.zonedDateTimeISO('UTC').round({ smallestUnit: 'minute', roundingMode: 'floor' }).toPlainDateTime();
    const wall = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'minute' });
    await call(screens.addEvent, {
      ...{
        title: 'Welcome',
        groupIds: [group.id],
        timeZone: 'UTC',
        start: wall(now.subtract({ hours: 1 })),
        end: wall(now.add({ hours: 2 })),
      },
      content: { type: 'message', html: '<h1>Good morning</h1><script>alert(1)</script>', level: 'info' },
    });
    await page.getByRole('heading', { name: 'Good morning' }).waitFor({ timeout: 20_000 });
    await expect.poll(async () => (await one())?.currentEventId, { timeout: 20_000 }).not.toBeNull();
    await expect.poll(async () => (await one())?.state).toBe('healthy');

    const ended = async (id: string) => {
      await expect.poll(async () => (await call(screens.getCommand, { id })).status, { timeout: 20_000 }).toMatch(/completed|failed/);
      return call(screens.getCommand, { id });
    };
    expect(await ended((await call(screens.restartScreenApp, { id: screenId })).id)).toMatchObject({ status: 'completed' });
    const reboot = await ended((await call(screens.restartScreen, { id: screenId })).id);
    expect(reboot).toMatchObject({ status: 'failed', errorCode: 'permission_denied_local' });

    await page.reload();
    await page.getByRole('heading', { name: 'Good morning' }).waitFor({ timeout: 20_000 });
    expect(await page.evaluate(() => document.querySelectorAll('#stage script').length)).toBe(0);
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => complaint !== CUT));
  }, 90_000);
});
