/** Roles of a grant, weakest first. `superadmin` is a person's, not a grant's. */
export const ROLES = ['user', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const RESPONSIBILITY_ROLES = ['maintainer', 'owner'] as const;
export type ResponsibilityRole = (typeof RESPONSIBILITY_ROLES)[number];

/**
 * What may be held. A person holds it by a grant of at least `role` on the site (and this module),
 * or by being responsible for the very asset; a superadmin holds all of it.
 */
export interface Permission {
  /** `room:verb`, the name that routes and API tokens use. */
  readonly name: string;
  /** `anyone`: every signed-in person. `superadmin`: no grant gives it. `device`: only a device's own token. */
  readonly role: Role | 'anyone' | 'superadmin' | 'device';
  /** Also held by people with at least this responsibility for the asset, when they may see it. */
  readonly responsibility?: ResponsibilityRole;
  /** Whether an API token can carry it; a token never changes its person's account. */
  readonly tokens: boolean;
  /** `everywhere`: only a grant on all sites and all modules counts (people, settings). */
  readonly reach?: 'site' | 'everywhere';
  readonly about: string;
}

/** A grant as it travels: null means all sites, or all modules. */
export interface GrantShape {
  readonly role: Role;
  readonly siteId: string | null;
  readonly module: string | null;
}

export const roleRank = (role: Role): number => ROLES.indexOf(role);

export const covers = (held: Role, wanted: Role): boolean => roleRank(held) >= roleRank(wanted);

export const responsibilityCovers = (held: ResponsibilityRole, wanted: ResponsibilityRole): boolean =>
  RESPONSIBILITY_ROLES.indexOf(held) >= RESPONSIBILITY_ROLES.indexOf(wanted);

/** The module that a permission belongs to: `servers:read` → `servers`. Kernel rooms count as themselves. */
export const moduleOf = (permission: string): string => permission.split(':', 1)[0] ?? permission;
