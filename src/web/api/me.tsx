import { createContext, type ReactNode, useContext } from 'react';
import type { z } from 'zod';
import { anySitesOf, inSites, sitesOf } from '../../kernel/contract/access.ts';
import { moduleOf } from '../../kernel/contract/permission.ts';
import type { Me } from '../../kernel/contract/routes/auth.ts';
import type { getAbout } from '../../kernel/contract/routes/console.ts';
import type { Site } from '../../kernel/contract/routes/sites.ts';

export type About = z.infer<typeof getAbout.output>;
export type SiteShape = z.infer<typeof Site>;

/** Who is signed in, what the console is, and which sites there are: what every page may ask without waiting. */
export interface Session {
  readonly me: Me;
  readonly about: About;
  readonly sites: readonly SiteShape[];
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Only pages behind sign-in have a session.');
  return session;
}

export const useMe = (): Me => useSession().me;
export const useAbout = (): About => useSession().about;
/** Sites that the person may see, the default one among them. */
export const useSites = (): readonly SiteShape[] => useSession().sites;
/** The person's zone where there is one (also outside sign-in): their own choice, else the browser's. */
export const useZone = (): string => useContext(SessionContext)?.me.timeZone ?? Temporal.Now.timeZoneId();

const CROSS_MODULE = new Set(['assets', 'errands', 'findings', 'sites', 'people', 'live']);

/** Whether `me` holds the permission on the site, or on any site when none is named. Responsibility for an asset is not looked at. */
export function holds(me: Pick<Me, 'permissions'>, permission: string, siteId?: string): boolean {
  const reaches = me.permissions[permission] ?? [];
  const room = moduleOf(permission);
  const sites = CROSS_MODULE.has(room) ? anySitesOf(reaches) : sitesOf(reaches, room);
  return siteId === undefined ? sites.length > 0 : inSites(sites, siteId);
}

export function useCan(permission: string, siteId?: string): boolean {
  return holds(useMe(), permission, siteId);
}

/** Shows its children to those who hold the permission. The server decides anyway; this only spares people dead buttons. */
export function Can({ do: permission, site, children }: { readonly do: string; readonly site?: string; readonly children: ReactNode }) {
  return useCan(permission, site) ? children : null;
}
