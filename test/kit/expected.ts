import {
  type GrantShape,
  type Permission,
  RESPONSIBILITY_ROLES,
  type ResponsibilityRole,
  ROLES,
} from '../../src/kernel/contract/permission.ts';
import type { Route } from '../../src/kernel/contract/route.ts';
import * as bans from '../../src/modules/bans/contract/routes.ts';
import { ALL_PERMISSIONS, permissionOf } from './all-routes.ts';

/** Who calls, as far as the contract asks about it. */
export interface Rights {
  /** `refused`: something is shown that does not hold. `device`: a device's own token. */
  readonly credential: 'none' | 'refused' | 'person' | 'device';
  /** What a device's token is for. */
  readonly devicePermission?: string;
  readonly isSuperadmin: boolean;
  /** Own and through teams. */
  readonly grants: readonly GrantShape[];
  /** For the very asset that the call is about. */
  readonly responsibility: ResponsibilityRole | null;
  /** Null: a session. */
  readonly token: { readonly scopes: readonly string[]; readonly siteIds: readonly string[] | null } | null;
}

export type Expected = 'allowed' | 401 | 403 | 404;

/** Where the asset lies that a call is about. */
export interface Place {
  readonly module: string;
  readonly siteId: string;
}

/**
 * What the contract promises a caller, written from design.md and the permission tables and from nothing that answers requests:
 * not signed in 401; could never hold it 403; what lies outside one's sight is not there, 404; in sight and not one's own to do 403.
 */
export function expectedFor(route: Route, rights: Rights, place: Place): Expected {
  const permission = permissionOf(route);
  if (permission === null) return 'allowed';
  if (rights.credential === 'none' || rights.credential === 'refused') return 401;
  if (rights.credential === 'device') return permission.name === rights.devicePermission ? 'allowed' : 403;
  const isOwnable = permission.responsibility !== undefined && !BY_ROLE.includes(route);
  const mayAnswer = isOwnable && carries(rights, permission) && sees(rights, permission, 'somewhere');
  if (!holds(rights, permission, 'somewhere') && !mayAnswer) return 403;
  if (route.site !== undefined) return holds(rights, permission, place) ? 'allowed' : 403;
  if (!isAboutAPlace(route, permission)) return 'allowed';
  // Assets, and whatever people can be responsible for, are seen by the read permission of their room; else only what is held is there.
  const isSeen = route.asset !== undefined || isOwnable ? sees(rights, permission, place) : holds(rights, permission, place);
  if (!isSeen) return 404;
  const isAnswering = isOwnable && permission.responsibility !== undefined && covers(rights.responsibility, permission.responsibility);
  return holds(rights, permission, place) || (isAnswering && carries(rights, permission)) ? 'allowed' : 403;
}

/** About what belongs to no asset, though the permission can come with one: who is responsible for a host has nothing to say there. */
const BY_ROLE: readonly Route[] = [bans.removeBans, bans.editAllowed, bans.removeAllowed, bans.applySpreadOffer, bans.dismissSpreadOffer];

/** It names one thing of a site, by its id in the path; an address, and what describes messages, is nobody's. */
const isAboutAPlace = (route: Route, { role, reach }: Permission): boolean =>
  route.asset !== undefined || (/\/:(?!ip\b|schema\b)/.test(route.path) && reach !== 'everywhere' && ROLES.some((each) => each === role));

const roomOf = (permission: Permission): string => permission.name.split(':')[0] ?? '';

function sees(rights: Rights, permission: Permission, where: Place | 'somewhere'): boolean {
  const read = ALL_PERMISSIONS.get(`${roomOf(permission)}:read`) ?? ALL_PERMISSIONS.get('assets:read');
  if (read === undefined) return false;
  const token = rights.token === null ? null : { ...rights.token, scopes: [...ALL_PERMISSIONS.keys()] };
  return holds({ ...rights, token }, read, where);
}

const carries = ({ token }: Rights, { tokens, name }: Permission): boolean => token === null || (tokens && token.scopes.includes(name));

/** By role. */
function holds(rights: Rights, permission: Permission, where: Place | 'somewhere'): boolean {
  const { role, reach } = permission;
  if (role === 'device' || !carries(rights, permission)) return false;
  if (role === 'anyone') return true;
  const siteIds = rights.token?.siteIds ?? null;
  if (siteIds !== null && (role === 'superadmin' || reach === 'everywhere')) return false;
  if (role === 'superadmin') return rights.isSuperadmin;
  if (siteIds !== null && where !== 'somewhere' && !siteIds.includes(where.siteId)) return false;
  if (rights.isSuperadmin) return true;
  return rights.grants
    .filter((grant) => ROLES.indexOf(grant.role) >= ROLES.indexOf(role))
    .some((grant) => (reach === 'everywhere' ? isWhole(grant) : reaches(grant, permission, { where, siteIds })));
}

const isWhole = ({ siteId, module }: GrantShape): boolean => siteId === null && module === null;

/** Rooms of the kernel in which rows of modules lie: a grant on a module counts there for its rows. */
const SHARED_ROOMS = ['assets', 'errands', 'findings', 'sites', 'people', 'live'];

interface Where {
  readonly where: Place | 'somewhere';
  readonly siteIds: readonly string[] | null;
}

function reaches({ siteId, module }: GrantShape, permission: Permission, { where, siteIds }: Where): boolean {
  const room = roomOf(permission);
  if (module !== null && module !== room && !SHARED_ROOMS.includes(room)) return false;
  if (where === 'somewhere') return siteId === null || siteIds === null || siteIds.includes(siteId);
  return (siteId === null || siteId === where.siteId) && (module === null || module === where.module);
}

const covers = (held: ResponsibilityRole | null, wanted: ResponsibilityRole): boolean =>
  held !== null && RESPONSIBILITY_ROLES.indexOf(held) >= RESPONSIBILITY_ROLES.indexOf(wanted);
