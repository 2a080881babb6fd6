import type { Page } from 'playwright-core';
import { settled } from './browser.ts';
import { type Estate, idOf } from './estate.ts';
import { NASTY } from './estate-servers.ts';

/** One thing to look at: an address, and what is opened there. */
export interface Sight {
  readonly name: string;
  readonly path: string;
  /** Who looks: a superadmin unless told; `stranger` is not signed in. */
  readonly as?: string;
  readonly open?: (page: Page) => Promise<void>;
  /** Another state of a page that is looked at in every way: once is enough. */
  readonly only?: 'en' | 'de';
}

const press = (key: string) => (page: Page) => page.keyboard.press(key);

const openDialog = (page: Page) => page.getByRole('dialog').waitFor();

/** Clicks the one button or link that a selector names; names would be another language's. */
const click =
  (selector: string, opens: 'dialog' | 'menu') =>
  async (page: Page): Promise<void> => {
    await page.locator(selector).first().click();
    await page.getByRole(opens).waitFor();
    await settled(page);
  };

const openPalette = async (page: Page): Promise<void> => {
  await press('Control+k')(page);
  await openDialog(page);
  await page.getByRole('dialog').getByRole('textbox').fill('01');
  await page.getByRole('dialog').getByText('web01').waitFor();
};

const openStory = async (page: Page): Promise<void> => {
  await page.locator('[data-story-link]').first().click();
  await page.locator('.ct-detail h2').waitFor();
};

const trySheet =
  (csv: string) =>
  async (page: Page): Promise<void> => {
    await page.locator('textarea').first().fill(csv);
    await page.getByRole('button', { name: /See what would happen|Zeigen, was geschehen würde/ }).click();
    await page.getByRole('table').first().waitFor();
    await settled(page);
  };

const askTo = (key: string) => async (page: Page) => {
  await page.locator('[data-story-link]').first().focus();
  await press(key)(page);
  await openDialog(page);
};

const SERVER_TABS = ['overview', 'packages', 'history', 'people', 'reporting', 'edit'] as const;

/** Everything that can be seen behind sign-in. */
export const sightsOf = ({ servers, users }: Estate): readonly Sight[] => {
  const server = (name: string) => `/servers/${idOf(servers, name)}`;
  return [
    { name: 'today', path: '/today' },
    { name: 'today-story', path: '/today', open: openStory },
    { name: 'today-snooze', path: '/today', open: askTo('s') },
    { name: 'today-act', path: '/today', open: askTo('e') },
    { name: 'today-mine', path: '/today?tab=mine', as: 'olga' },
    { name: 'today-snoozed', path: '/today?tab=snoozed' },
    { name: 'today-keys', path: '/today', open: async (page) => press('?')(page).then(() => openDialog(page)) },
    { name: 'palette', path: '/today', open: openPalette },
    { name: 'servers', path: '/servers' },
    { name: 'sheet', path: '/servers/sheet' },
    { name: 'sheet-lines', path: '/servers/sheet', open: trySheet('name,tags\nbrand-new,one; two') },
    { name: 'sheet-faults', path: '/servers/sheet', open: trySheet('name,owner\nbrand-new,nobody') },
    { name: 'packages', path: '/packages' },
    { name: 'packages-found', path: '/packages?name=o*&olderThan=9' },
    { name: 'servers-filtered', path: '/servers?status=overdue,due&window=risky' },
    { name: 'servers-none-match', path: '/servers?q=nothing-like-it' },
    { name: 'server-add', path: '/servers/new' },
    { name: 'server-connect', path: `${server('till-03')}/connect` },
    ...SERVER_TABS.map((tab) => ({ name: `server-${tab}`, path: `${server('web01')}?tab=${tab}` })),
    { name: 'server-nasty', path: server(NASTY.long) },
    { name: 'server-right-to-left', path: server(NASTY.rightToLeft) },
    { name: 'server-report-error', path: `${server('print10')}?tab=reporting` },
    { name: 'server-maintained', path: server('Lernplattform') },
    { name: 'schedules', path: '/schedules' },
    { name: 'schedule-add', path: '/schedules', open: click('.ct-page-actions button', 'dialog') },
    { name: 'schedule-edit', path: '/schedules', open: click('tbody button', 'dialog') },
    { name: 'hand-off', path: '/schedules', open: click('tbody button + button', 'dialog') },
    { name: 'planner', path: '/planner' },
    { name: 'planner-table', path: '/planner?view=table' },
    { name: 'plan', path: '/planner', open: click('.ct-page-actions button:last-child', 'dialog') },
    { name: 'freezes', path: '/planner/freezes' },
    { name: 'freeze-add', path: '/planner/freezes', open: click('.ct-page-actions button', 'dialog') },
    { name: 'users', path: '/users' },
    { name: 'user-add', path: '/users', open: click('.ct-page-actions button', 'dialog') },
    { name: 'user', path: `/users/${idOf(users, 'olga')}` },
    { name: 'teams', path: '/teams' },
    { name: 'team-add', path: '/teams', open: click('.ct-page-actions button', 'dialog') },
    { name: 'settings', path: '/settings' },
    { name: 'data-kept', path: '/settings/data-kept' },
    { name: 'sites', path: '/settings/sites' },
    { name: 'telling', path: '/settings/telling' },
    { name: 'deliveries', path: '/settings/deliveries' },
    { name: 'data-kept', path: '/settings/data-kept' },
    { name: 'asset-erase', path: '/settings/data-kept', open: click('.ct-page-actions button', 'dialog') },
    { name: 'audit', path: '/audit' },
    { name: 'health', path: '/health' },
    { name: 'account', path: '/account' },
    { name: 'notifications', path: '/account/notifications' },
    { name: 'account-menu', path: '/account', open: click('.ct-account', 'menu') },
    { name: 'not-found', path: '/nowhere' },
    { name: 'unknown-server', path: '/servers/0199aaaa-0000-7000-8000-000000000000' },
    { name: 'forbidden', path: '/users', as: 'vera' },
  ];
};

/** Before sign-in. */
export const GATE_SIGHTS: readonly Sight[] = [{ name: 'sign-in', path: '/sign-in', as: 'stranger' }];
