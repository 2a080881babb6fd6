import type { Page } from 'playwright-core';
import { settled } from './browser.ts';
import { idOf } from './estate.ts';
import { ATTACKER, BANNED_BY_HAND, type BanEstate } from './estate-bans.ts';
import { JAIL } from './fail2ban-hosts.ts';
import type { Sight } from './pages.ts';

const dialogOf = (selector: string) => async (page: Page) => {
  await page.locator(selector).first().click();
  await page.getByRole('dialog').waitFor();
  await settled(page);
};

/** The first or the last entry of a host's menu, which opens a dialog. */
const menuEntry = (place: 'first' | 'last') => async (page: Page) => {
  await page.locator('.ct-page-actions [aria-haspopup=menu]').click();
  await page.getByRole('menuitem')[place]().click();
  await page.getByRole('dialog').waitFor();
  await settled(page);
};

const ACTION = '.ct-page-actions button:last-of-type';
const SUBMIT = 'main form [type=submit]';

const checkDrafts = async (page: Page) => {
  await page.locator('main section:last-of-type > div button').click();
  await page.locator('.bn-problems').waitFor();
  await settled(page);
};

const tryRegex = async (page: Page) => {
  await page.locator('textarea[name=failregex]').fill('^Failed password for .* from <HOST>');
  await page.locator('textarea[name=lines]').fill('Dec  1 03:00:00 Failed password for root from 192.0.2.7\nDec  1 03:00:01 nothing');
  await page.locator(SUBMIT).first().click();
  await page.getByRole('table').first().waitFor();
  await settled(page);
};

const HOST_TABS = ['overview', 'jails', 'drift', 'people', 'edit'] as const;

/** Everything of the module bans that can be seen where hosts are. */
export const banSightsOf = ({ hosts, blocklistId }: BanEstate): readonly Sight[] => {
  const [web01, gone] = [idOf(hosts, 'web01'), idOf(hosts, 'gone')];
  const host = (name: string) => `/bans/hosts/${idOf(hosts, name)}`;
  const config = (tab: string) => `/bans/configuration?host=${web01}&tab=${tab}`;
  return [
    { name: 'bans', path: '/bans' },
    { name: 'bans-live', path: '/bans?source=live&country=BR', only: 'en' },
    { name: 'bans-list', path: '/bans/list' },
    { name: 'bans-list-none-match', path: '/bans/list?jail=nothing-like-it&country=none', only: 'de' },
    { name: 'bans-list-reads', path: '/bans/list?state=active', as: 'vera', only: 'en' },
    { name: 'ban', path: '/bans/list', open: dialogOf(ACTION) },
    { name: 'bans-lines', path: `/bans/address/${ATTACKER}`, open: dialogOf('main tbody button') },
    { name: 'bans-address-by-hand', path: `/bans/address/${BANNED_BY_HAND}` },
    { name: 'bans-address-unknown', path: '/bans/address/2001:db8:ffff::1', as: 'vera', only: 'de' },
    { name: 'jails', path: '/bans/jails' },
    { name: 'jail', path: `${host('web01')}/jails/${JAIL}` },
    { name: 'jail-reads', path: `${host('mail')}/jails/${JAIL}`, as: 'vera', only: 'de' },
    { name: 'jail-unknown', path: `${host('gone')}/jails/${JAIL}`, only: 'en' },
    { name: 'allow', path: '/bans/allow' },
    { name: 'allow-ended', path: '/bans/allow?ended=true', only: 'en' },
    { name: 'allow-add', path: '/bans/allow', open: dialogOf(ACTION) },
    { name: 'allow-entry', path: '/bans/allow', open: dialogOf('tbody [data-row-focus]') },
    { name: 'blocklists', path: '/bans/blocklists' },
    { name: 'blocklist-add', path: '/bans/blocklists', open: dialogOf(ACTION) },
    { name: 'blocklist', path: `/bans/blocklists/${blocklistId}` },
    { name: 'spread', path: '/bans/spread' },
    { name: 'spread-add', path: '/bans/spread', open: dialogOf(ACTION) },
    { name: 'configuration-none', path: '/bans/configuration', only: 'de' },
    { name: 'configuration', path: config('effective') },
    { name: 'configuration-option', path: config('effective'), open: dialogOf('main tbody button'), only: 'en' },
    { name: 'configuration-files', path: config('files') },
    { name: 'configuration-file', path: `${config('files')}&path=jail.d/zz-more.local`, only: 'de' },
    { name: 'configuration-drafts', path: config('drafts'), open: checkDrafts },
    { name: 'configuration-versions', path: config('versions'), only: 'de' },
    { name: 'configuration-version', path: config('versions'), open: dialogOf('main tbody button') },
    { name: 'configuration-unreachable', path: `/bans/configuration?host=${gone}`, only: 'en' },
    { name: 'workshop', path: `/bans/workshop?host=${web01}`, open: tryRegex },
    { name: 'workshop-dry-run', path: `/bans/workshop?host=${web01}&tab=dry-run`, only: 'de' },
    { name: 'fail2ban-hosts', path: '/bans/hosts' },
    { name: 'fail2ban-host-add', path: '/bans/hosts/new' },
    ...HOST_TABS.map((tab) => ({ name: `fail2ban-host-${tab}`, path: `${host('web01')}?tab=${tab}` })),
    { name: 'fail2ban-host-key', path: host('branch') },
    { name: 'fail2ban-host-gone', path: host('gone'), only: 'en' },
    { name: 'fail2ban-host-contact', path: host('gone'), open: dialogOf('.ct-page-actions button') },
    { name: 'fail2ban-host-reload', path: host('web01'), open: menuEntry('first') },
    { name: 'fail2ban-host-maintenance', path: host('mail'), open: menuEntry('last') },
    { name: 'bans-forbidden', path: '/bans/hosts/new', as: 'vera', only: 'de' },
    { name: 'today-bans', path: '/today' },
  ];
};

const PAGES = ['', '/list', '/jails', '/allow', '/blocklists', '/spread', '/configuration', '/hosts'];

/** Pages before the first host, where each says what to do. */
export const EMPTY_BAN_SIGHTS: readonly Sight[] = PAGES.map((page) => ({
  ...{ name: `empty /bans${page}`, path: `/bans${page}`, only: 'de' },
}));
