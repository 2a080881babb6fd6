import { IconCalendarEvent, IconDeviceTv, IconEye, IconList, IconQrcode, IconStack2 } from '../../../web/kit/icons.ts';
import type { WebModule } from '../../../web/module.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { screensFindingActions } from './today-actions.ts';
import { ENROL_PAGE, EVENTS_PAGE, GROUPS_PAGE, LIST_PAGE, MONITORING_PAGE, SCREENS_PAGE, screenHref } from './view/href.ts';

/** The pages of the screens module. */
export const screensWeb: WebModule = {
  name: 'screens',
  nav: [
    { to: SCREENS_PAGE, labelKey: 'nav.screens', icon: IconDeviceTv, permission: 'screens:read' },
    { to: LIST_PAGE, labelKey: 'nav.list', icon: IconList, permission: 'screens:read' },
    { to: MONITORING_PAGE, labelKey: 'nav.monitoring', icon: IconEye, permission: 'screens:read' },
    { to: GROUPS_PAGE, labelKey: 'nav.groups', icon: IconStack2, permission: 'screens:read' },
    { to: EVENTS_PAGE, labelKey: 'nav.events', icon: IconCalendarEvent, permission: 'screens:read' },
    { to: ENROL_PAGE, labelKey: 'nav.enrol', icon: IconQrcode, permission: 'screens:enrol' },
  ],
  routes: [
    { path: SCREENS_PAGE, load: () => import('./pages/OverviewPage.tsx'), permission: 'screens:read' },
    { path: LIST_PAGE, load: () => import('./pages/ScreensPage.tsx'), permission: 'screens:read' },
    { path: MONITORING_PAGE, load: () => import('./pages/MonitoringPage.tsx'), permission: 'screens:read' },
    { path: GROUPS_PAGE, load: () => import('./pages/GroupsPage.tsx'), permission: 'screens:read' },
    { path: EVENTS_PAGE, load: () => import('./content/EventsPage.tsx'), permission: 'screens:read' },
    { path: ENROL_PAGE, load: () => import('./pages/EnrolPage.tsx'), permission: 'screens:enrol' },
    { path: `${SCREENS_PAGE}/$id`, load: () => import('./pages/ScreenPage.tsx'), permission: 'screens:read' },
  ],
  locales: { en, de },
  findingActions: screensFindingActions,
  assetHref: ({ id }) => screenHref(id),
  assetIcon: () => IconDeviceTv,
};
