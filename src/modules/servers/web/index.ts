import { IconCalendarEvent, IconCalendarTime, IconPackage, IconServer2 } from '../../../web/kit/icons.ts';
import type { WebModule } from '../../../web/module.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { serversFindingActions } from './today-actions.ts';
import { serverHref } from './view/detail-href.ts';

/** The pages of the servers module. */
export const serversWeb: WebModule = {
  name: 'servers',
  nav: [
    { to: '/servers', labelKey: 'nav.servers', icon: IconServer2, permission: 'servers:read' },
    { to: '/planner', labelKey: 'nav.planner', icon: IconCalendarEvent, permission: 'servers:read' },
    { to: '/packages', labelKey: 'nav.packages', icon: IconPackage, permission: 'servers:read' },
    { to: '/schedules', labelKey: 'nav.schedules', icon: IconCalendarTime, permission: 'servers:read' },
  ],
  routes: [
    { path: '/servers', load: () => import('./pages/ServersPage.tsx'), permission: 'servers:read' },
    { path: '/servers/new', load: () => import('./pages/AddServerPage.tsx'), permission: 'servers:create' },
    { path: '/servers/sheet', load: () => import('./pages/SheetPage.tsx'), permission: 'servers:read' },
    { path: '/packages', load: () => import('./pages/PackagesPage.tsx'), permission: 'servers:read' },
    { path: '/servers/$id', load: () => import('./pages/ServerPage.tsx'), permission: 'servers:read' },
    { path: '/servers/$id/connect', load: () => import('./pages/ConnectPage.tsx'), permission: 'servers:read' },
    { path: '/planner', load: () => import('./pages/PlannerPage.tsx'), permission: 'servers:read' },
    { path: '/planner/freezes', load: () => import('./pages/FreezesPage.tsx'), permission: 'servers:read' },
    { path: '/schedules', load: () => import('./pages/SchedulesPage.tsx'), permission: 'servers:read' },
  ],
  commands: [
    { labelKey: 'list.add', href: '/servers/new', permission: 'servers:create' },
    { labelKey: 'sheet.import', href: '/servers/sheet', permission: 'servers:create' },
    { labelKey: 'freezes.title', href: '/planner/freezes', permission: 'servers:read' },
    { labelKey: 'sheet.export', href: '/servers/sheet', permission: 'servers:read' },
  ],
  locales: { en, de },
  findingActions: serversFindingActions,
  assetHref: ({ id }) => serverHref(id),
  assetIcon: () => IconServer2,
};
