import type { Page } from 'playwright-core';
import { settled } from './browser.ts';
import { idIn, type ScreenEstate } from './estate-screens.ts';
import type { Sight } from './pages.ts';

const dialogOf = (selector: string) => async (page: Page) => {
  await page.locator(selector).first().click();
  await page.getByRole('dialog').waitFor();
  await settled(page);
};

/** The entry of a menu at a place, which opens a dialog. */
const menuEntry = (menu: string, place: number) => async (page: Page) => {
  await page.locator(menu).first().click();
  await page.getByRole('menuitem').nth(place).click();
  await page.getByRole('dialog').waitFor();
  await settled(page);
};

const makeCode = async (page: Page) => {
  await page.locator('main form [type=submit]').click();
  await page.locator('.ct-qr').waitFor();
  await page.locator('main details summary').click();
  await settled(page);
};

const forScreen = async (page: Page) => {
  await page.locator('main form [type=radio]').nth(1).check();
  await page.locator('main form input[required]').last().waitFor();
  await settled(page);
};

const tick = async (page: Page) => {
  await page.locator('main tbody [type=checkbox]').nth(1).click();
  await page.locator('main tbody [type=checkbox]:checked').waitFor();
  await settled(page);
};

const pictured = async (page: Page) => {
  await page.locator('img.sc-picture').first().waitFor();
  await settled(page);
};

const openLine = async (page: Page) => {
  await page.locator('main tbody tr').first().click();
  await page.getByRole('dialog').waitFor();
  await settled(page);
};

const PAGE_MENU = '.ct-page-actions [aria-haspopup=menu]';
const GROUP_MENU = '.sc-group [aria-haspopup=menu]';

/** Everything of the module screens that can be seen. */
export const screenSightsOf = ({ screens, groups }: ScreenEstate): readonly Sight[] => {
  const screen = (name: string) => `/screens/${idIn(screens, name)}`;
  const foyer = `/screens/groups?group=${idIn(groups, 'Foyer')}`;
  return [
    { name: 'screens-overview', path: '/screens' },
    { name: 'screens-overview-offline', path: '/screens?state=offline', only: 'de' },
    { name: 'screens-overview-none', path: '/screens?state=off', only: 'en' },
    { name: 'screens-overview-restart', path: '/screens', open: dialogOf('.sc-card-foot button') },
    { name: 'screens-overview-reads', path: '/screens', as: 'vera', only: 'en' },
    { name: 'screens-list', path: '/screens/list' },
    { name: 'screens-list-ticked', path: '/screens/list', open: tick },
    { name: 'screens-none-match', path: '/screens/list?q=nothing-like-it', only: 'en' },
    { name: 'monitoring', path: '/screens/monitoring', open: pictured },
    { name: 'monitoring-table', path: '/screens/monitoring?view=table' },
    { name: 'monitoring-none-match', path: '/screens/monitoring?q=nothing-like-it', only: 'de' },
    { name: 'monitoring-reads', path: '/screens/monitoring?state=critical', as: 'vera', only: 'en' },
    { name: 'screen-pictures', path: `${screen('foyer-1')}?tab=screenshots`, open: pictured },
    { name: 'screen-no-pictures', path: `${screen('stairs')}?tab=screenshots`, only: 'de' },
    { name: 'screen-logs', path: `${screen('canteen-1')}?tab=logs` },
    { name: 'screen-log-line', path: `${screen('canteen-1')}?tab=logs`, open: openLine, only: 'en' },
    { name: 'screen-no-logs', path: `${screen('stairs')}?tab=logs`, only: 'de' },
    { name: 'groups', path: foyer },
    { name: 'groups-none', path: '/screens/groups', only: 'de' },
    { name: 'groups-reads', path: foyer, as: 'vera', only: 'en' },
    { name: 'group-add', path: '/screens/groups', open: dialogOf('.ct-page-actions button') },
    { name: 'group-edit', path: foyer, open: menuEntry(GROUP_MENU, 0), only: 'en' },
    { name: 'group-put', path: foyer, open: dialogOf('.sc-members button') },
    ...['foyer-1', 'foyer-2', 'foyer-3', 'canteen-1', 'stairs', 'شاشة المدخل الرئيسي'].map((name) => ({
      name: `screen ${name}`,
      path: screen(name),
    })),
    { name: 'screen-commands', path: `${screen('foyer-1')}?tab=commands` },
    { name: 'screen-command-story', path: `${screen('foyer-1')}?tab=commands`, open: openLine },
    { name: 'screen-no-commands', path: `${screen('stairs')}?tab=commands`, only: 'de' },
    { name: 'screen-command', path: `${screen('foyer-1')}?tab=commands`, open: dialogOf('[role=tabpanel] button'), only: 'en' },
    { name: 'screen-people', path: `${screen('foyer-1')}?tab=people` },
    { name: 'screen-edit', path: `${screen('stairs')}?tab=edit` },
    { name: 'screen-code', path: screen('foyer-1'), open: menuEntry(PAGE_MENU, 0) },
    { name: 'screen-revoke', path: screen('foyer-1'), open: menuEntry(PAGE_MENU, 1), only: 'de' },
    { name: 'screen-reads', path: screen('foyer-3'), as: 'vera', only: 'en' },
    { name: 'screen-unknown', path: '/screens/0199aaaa-0000-7000-8000-000000000000', only: 'en' },
    { name: 'events', path: '/screens/events' },
    { name: 'events-list', path: '/screens/events?view=list', only: 'de' },
    { name: 'events-media', path: '/screens/events?view=media', only: 'en' },
    { name: 'events-defaults', path: '/screens/events?view=defaults' },
    { name: 'event-add', path: '/screens/events', open: dialogOf('.ct-page-actions button') },
    { name: 'events-reads', path: '/screens/events', as: 'vera', only: 'en' },
    { name: 'enrol', path: '/screens/enrol' },
    { name: 'enrol-screen', path: '/screens/enrol', open: forScreen },
    { name: 'enrol-made', path: '/screens/enrol', open: makeCode },
    { name: 'enrol-accept', path: '/screens/enrol', open: dialogOf('.sc-held button'), only: 'de' },
    { name: 'screens-forbidden', path: '/screens/enrol', as: 'vera', only: 'en' },
    { name: 'today-screens', path: '/today' },
  ];
};

/** Pages before the first screen, where each says what to do. */
export const EMPTY_SCREEN_SIGHTS: readonly Sight[] = ['', '/list', '/monitoring', '/groups', '/enrol'].map((page) => ({
  name: `empty /screens${page}`,
  path: `/screens${page}`,
}));
