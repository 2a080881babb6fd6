import { covers, type GrantShape, moduleOf, type Permission, type Role } from './permission.ts';

/** Sites on which something holds. */
export type Sites = 'all' | readonly string[];

/** One rectangle of the estate: null is every module, or every site. */
export interface Reach {
  readonly module: string | null;
  readonly siteId: string | null;
}

/** What a read may touch: the union of its rectangles. An empty scope sees nothing. */
export type Scope = readonly Reach[];

export const WHOLE_ESTATE: Scope = [{ module: null, siteId: null }];

/** Whose rights are asked about. A token's sites narrow its person's grants, its scopes narrow the permissions. */
export interface Rights {
  readonly superadmin: boolean;
  readonly grants: readonly GrantShape[];
  /** Null for a session; a token holds the listed permissions only. */
  readonly tokenScopes: readonly string[] | null;
  readonly tokenSites: readonly string[] | null;
}

/** Rooms of the kernel whose rows belong to some module: a grant on one module reaches that module's rows there. */
const CROSS_MODULE_ROOMS = new Set(['assets', 'errands', 'findings', 'sites', 'people', 'live']);

/** The rectangles in which `rights` hold a permission by role. Responsibility for single assets is asked apart. */
export function scopeOf(rights: Rights, permission: Permission): Scope {
  if (rights.tokenScopes !== null && !(permission.tokens && rights.tokenScopes.includes(permission.name))) return [];
  if (permission.role === 'device') return [];
  if (permission.role === 'superadmin') return rights.superadmin && rights.tokenSites === null ? WHOLE_ESTATE : [];
  if (permission.role === 'anyone') return WHOLE_ESTATE;
  const held = rights.superadmin ? WHOLE_ESTATE : reachesOf(rights.grants, permission.role, moduleOf(permission.name));
  const reaches = narrowToSites(held, rights.tokenSites);
  return permission.reach === 'everywhere' ? reaches.filter((reach) => reach.module === null && reach.siteId === null) : reaches;
}

function reachesOf(grants: readonly GrantShape[], role: Role, room: string): Scope {
  return grants
    .filter((grant) => covers(grant.role, role))
    .filter((grant) => grant.module === null || grant.module === room || CROSS_MODULE_ROOMS.has(room))
    .map(({ module, siteId }) => ({ module, siteId }));
}

function narrowToSites(scope: Scope, sites: readonly string[] | null): Scope {
  if (sites === null) return scope;
  return scope.flatMap((reach) => {
    if (reach.siteId !== null) return sites.includes(reach.siteId) ? [reach] : [];
    return sites.map((siteId) => ({ module: reach.module, siteId }));
  });
}

/** The sites of a scope for one module's rows. */
export function sitesOf(scope: Scope, module: string): Sites {
  const reaches = scope.filter((reach) => reach.module === null || reach.module === module);
  const sites = reaches.map((reach) => reach.siteId);
  return sites.includes(null) ? 'all' : [...new Set(sites.filter((site) => site !== null))];
}

/** Sites that the scope touches with any module. */
export function anySitesOf(scope: Scope): Sites {
  const sites = scope.map((reach) => reach.siteId);
  return sites.includes(null) ? 'all' : [...new Set(sites.filter((site) => site !== null))];
}

export const inSites = (sites: Sites, siteId: string): boolean => sites === 'all' || sites.includes(siteId);

/** Whether the scope holds a row of this module and site. */
export const inScope = (scope: Scope, row: { readonly module: string; readonly siteId: string }): boolean =>
  inSites(sitesOf(scope, row.module), row.siteId);
