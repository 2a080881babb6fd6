import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate, Outlet } from '@tanstack/react-router';
import { type ComponentType, lazy } from 'react';
import { fetched } from '../kit/fetched.ts';
import { parseSearch, stringifySearch } from '../kit/navigation.tsx';
import { WEB_MODULES } from '../modules.ts';
import { Broken } from './Broken.tsx';
import { Guarded } from './Guarded.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { SignedIn } from './SignedIn.tsx';

type Load = () => Promise<{ readonly default: ComponentType }>;

/** One page behind sign-in: where, what must be held to see it, and how it is loaded. */
interface PageRoute {
  readonly path: string;
  readonly permission: string | null;
  readonly load: Load;
}

const KERNEL_PAGES: readonly PageRoute[] = [
  { path: '/today', permission: 'findings:read', load: () => import('../pages/today/TodayPage.tsx') },
  { path: '/users', permission: 'users:manage', load: () => import('../pages/users/UsersPage.tsx') },
  { path: '/users/$id', permission: 'users:manage', load: () => import('../pages/users/UserPage.tsx') },
  { path: '/teams', permission: 'users:manage', load: () => import('../pages/users/TeamsPage.tsx') },
  { path: '/settings', permission: 'settings:read', load: () => import('../pages/settings/SettingsPage.tsx') },
  { path: '/settings/data-kept', permission: 'settings:read', load: () => import('../pages/settings/DataKeptPage.tsx') },
  { path: '/settings/sites', permission: 'sites:manage', load: () => import('../pages/settings/SitesPage.tsx') },
  { path: '/settings/deliveries', permission: 'telling:manage', load: () => import('../pages/settings/telling/DeliveriesPage.tsx') },
  { path: '/settings/telling', permission: 'telling:manage', load: () => import('../pages/settings/telling/TellingPage.tsx') },
  { path: '/audit', permission: 'audit:read', load: () => import('../pages/audit/AuditPage.tsx') },
  { path: '/health', permission: 'health:read', load: () => import('../pages/health/HealthPage.tsx') },
  { path: '/account', permission: null, load: () => import('../pages/account/AccountPage.tsx') },
  { path: '/account/notifications', permission: null, load: () => import('../pages/account/notifications/NotificationsPage.tsx') },
  { path: '/assets/$id', permission: 'assets:read', load: () => import('../pages/AssetPage.tsx') },
];

const MODULE_PAGES: readonly PageRoute[] = WEB_MODULES.flatMap((module) => module.routes);

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: Broken });

const publicPage = (path: string, load: Load) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(fetched(load)), errorComponent: Broken });

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

function guardedPage({ path, permission, load }: PageRoute) {
  const Page = lazy(fetched(load));
  const component = () => (
    <Guarded permission={permission}>
      <Page />
    </Guarded>
  );
  return createRoute({ getParentRoute: () => signedIn, path, component, errorComponent: Broken });
}

const home = createRoute({ getParentRoute: () => signedIn, path: '/', component: () => <Navigate to="/today" replace /> });
const elsewhere = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFoundPage });

export const router = createRouter({
  routeTree: root.addChildren([
    publicPage('/setup', () => import('../pages/setup/SetupPage.tsx')),
    publicPage('/sign-in', () => import('../pages/sign-in/SignInPage.tsx')),
    signedIn.addChildren([home, ...[...KERNEL_PAGES, ...MODULE_PAGES].map(guardedPage), elsewhere]),
  ]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
});
