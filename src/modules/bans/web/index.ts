import {
  IconBan,
  IconFileSettings,
  IconFlask,
  IconList,
  IconListCheck,
  IconLockSquare,
  IconServerBolt,
  IconShieldCheck,
} from '../../../web/kit/icons.ts';
import type { WebModule } from '../../../web/module.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { bansFindingActions } from './today-actions.ts';
import { hostHref } from './view/host-href.ts';

/** The pages of the bans module. */
export const bansWeb: WebModule = {
  name: 'bans',
  nav: [
    { to: '/bans', labelKey: 'nav.dashboard', icon: IconBan, permission: 'bans:read' },
    { to: '/bans/list', labelKey: 'nav.list', icon: IconList, permission: 'bans:read' },
    { to: '/bans/jails', labelKey: 'nav.jails', icon: IconLockSquare, permission: 'bans:read' },
    { to: '/bans/allow', labelKey: 'nav.allow', icon: IconShieldCheck, permission: 'bans:read' },
    { to: '/bans/blocklists', labelKey: 'nav.blocklists', icon: IconListCheck, permission: 'bans:read' },
    { to: '/bans/configuration', labelKey: 'nav.configuration', icon: IconFileSettings, permission: 'bans:read' },
    { to: '/bans/workshop', labelKey: 'nav.workshop', icon: IconFlask, permission: 'bans:configure' },
    { to: '/bans/hosts', labelKey: 'nav.hosts', icon: IconServerBolt, permission: 'bans:read' },
  ],
  routes: [
    { path: '/bans', load: () => import('./pages/DashboardPage.tsx'), permission: 'bans:read' },
    { path: '/bans/list', load: () => import('./pages/BansPage.tsx'), permission: 'bans:read' },
    { path: '/bans/address/$ip', load: () => import('./pages/AddressPage.tsx'), permission: 'bans:read' },
    { path: '/bans/jails', load: () => import('./pages/JailsPage.tsx'), permission: 'bans:read' },
    { path: '/bans/allow', load: () => import('./pages/AllowPage.tsx'), permission: 'bans:read' },
    { path: '/bans/blocklists', load: () => import('./pages/BlocklistsPage.tsx'), permission: 'bans:read' },
    { path: '/bans/blocklists/$id', load: () => import('./pages/BlocklistPage.tsx'), permission: 'bans:read' },
    { path: '/bans/spread', load: () => import('./pages/SpreadPage.tsx'), permission: 'bans:read' },
    { path: '/bans/configuration', load: () => import('./pages/ConfigurationPage.tsx'), permission: 'bans:read' },
    { path: '/bans/workshop', load: () => import('./pages/WorkshopPage.tsx'), permission: 'bans:configure' },
    { path: '/bans/hosts', load: () => import('./pages/HostsPage.tsx'), permission: 'bans:read' },
    { path: '/bans/hosts/new', load: () => import('./pages/AddHostPage.tsx'), permission: 'bans:hosts' },
    { path: '/bans/hosts/$id', load: () => import('./pages/HostPage.tsx'), permission: 'bans:read' },
    { path: '/bans/hosts/$id/jails/$jail', load: () => import('./pages/JailPage.tsx'), permission: 'bans:read' },
  ],
  commands: [{ labelKey: 'hosts.add', href: '/bans/hosts/new', permission: 'bans:hosts' }],
  locales: { en, de },
  findingActions: bansFindingActions,
  assetHref: ({ id }) => hostHref(id),
  assetIcon: () => IconBan,
};
