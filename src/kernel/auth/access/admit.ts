import { inScope, inSites, type Reach, type Scope, scopeOf, sitesOf } from '../../contract/access.ts';
import { moduleOf, type Permission } from '../../contract/permission.ts';
import type { Route } from '../../contract/route.ts';
import type { Db } from '../../db/database.ts';
import type { Admission, Gatekeeper } from '../../http/gatekeeper.ts';
import type { DeviceActor, PersonActor } from '../actor.ts';
import { findPlace, givenByResponsibility, sightFor, tokenCarries } from './asset-access.ts';

interface AdmitParts {
  readonly db: Db;
  readonly permissions: ReadonlyMap<string, Permission>;
}

const NOT_SIGNED_IN: Admission = { ok: false, code: 'kernel.not_signed_in' };
const FORBIDDEN: Admission = { ok: false, code: 'kernel.forbidden' };

const admitted = (scope: Scope): Admission => ({ ok: true, scope });

/** Whether the caller could hold the permission for anything at all. Responsibility may be for any asset that they see. */
export const createMayEver =
  ({ permissions }: AdmitParts): Gatekeeper['mayEver'] =>
  async (actor, route) => {
    const permission = permissionOf(route, permissions);
    if (permission === null) return admitted([]);
    if (actor.kind === 'device') return actor.permission === permission.name ? admitted([deviceReach(actor)]) : FORBIDDEN;
    if (actor.kind !== 'person') return NOT_SIGNED_IN;
    const held = scopeOf(actor, permission);
    return held.length > 0 || mayAnswerSomewhere(actor, permission, permissions) ? admitted(held) : FORBIDDEN;
  };

/** With valid input: where the permission is held, and whether the route's asset or site lies there. */
export const createAdmit =
  (parts: AdmitParts): Gatekeeper['admit'] =>
  async (actor, route, input) => {
    const permission = permissionOf(route, parts.permissions);
    if (permission === null) return admitted([]);
    if (actor.kind === 'device') return admitDevice(actor, route, permission, input);
    if (actor.kind !== 'person') return NOT_SIGNED_IN;
    if (route.asset !== undefined) return await admitOnAsset(parts, { actor, route, permission }, input[route.asset]);
    if (route.site !== undefined) return await admitOnSite(parts, { actor, route, permission }, input[route.site]);
    const held = scopeOf(actor, permission);
    return held.length > 0 || mayAnswerSomewhere(actor, permission, parts.permissions) ? admitted(held) : FORBIDDEN;
  };

interface Asked {
  readonly actor: PersonActor;
  readonly route: Route;
  readonly permission: Permission;
}

function permissionOf(route: Route, permissions: ReadonlyMap<string, Permission>): Permission | null {
  if (route.permission === null) return null;
  const permission = permissions.get(route.permission);
  if (permission === undefined) throw new Error(`${route.method} ${route.path} wants ${route.permission}, which no table declares`);
  return permission;
}

/** The code with which a route says that there is nothing: its own, where it has one. */
const notFoundOn = (route: Route): Admission => {
  const own = Object.entries(route.refusals).find(([, status]) => status === 404)?.[0];
  return { ok: false, code: own ?? 'kernel.not_found' };
};

const mayAnswerSomewhere = (actor: PersonActor, permission: Permission, permissions: ReadonlyMap<string, Permission>): boolean =>
  permission.responsibility !== undefined && tokenCarries(actor, permission) && sightFor(actor, permission, permissions).length > 0;

const deviceReach = ({ permission, siteId }: DeviceActor): Reach => ({ module: moduleOf(permission), siteId });

function admitDevice(actor: DeviceActor, route: Route, permission: Permission, input: Readonly<Record<string, unknown>>): Admission {
  if (actor.permission !== permission.name) return FORBIDDEN;
  if (route.asset !== undefined && input[route.asset] !== actor.assetId) return notFoundOn(route);
  return admitted([deviceReach(actor)]);
}

/** Out of sight: as if it were not there. In sight: by role or by responsibility. The scope is what may be seen beside the asset. */
async function admitOnAsset({ db, permissions }: AdmitParts, { actor, route, permission }: Asked, assetId: unknown): Promise<Admission> {
  if (!tokenCarries(actor, permission)) return FORBIDDEN;
  const place = typeof assetId === 'string' ? await findPlace(db, assetId, actor.userId) : null;
  const sight = sightFor(actor, permission, permissions);
  if (place === null || !inScope(sight, place) || !isOfRoom(place.module, permission)) return notFoundOn(route);
  const isHeld = inScope(scopeOf(actor, permission), place) || givenByResponsibility(permission, place.responsibility);
  return isHeld ? admitted(sight) : FORBIDDEN;
}

/** A module's routes know its own assets only; these rooms of the kernel know all. */
const KERNEL_ROOMS = new Set(['assets', 'findings']);

const isOfRoom = (module: string, permission: Permission): boolean => {
  const room = moduleOf(permission.name);
  return room === module || KERNEL_ROOMS.has(room);
};

/** The site that was named; else the default one, else the only one where the permission is held. The scope is that one site. */
async function admitOnSite({ db }: AdmitParts, { actor, permission }: Asked, named: unknown): Promise<Admission> {
  const module = moduleOf(permission.name);
  const sites = sitesOf(scopeOf(actor, permission), module);
  const siteId = typeof named === 'string' ? named : await unnamedSite(db, sites);
  return siteId !== null && inSites(sites, siteId) ? admitted([{ module, siteId }]) : FORBIDDEN;
}

async function unnamedSite(db: Db, sites: ReturnType<typeof sitesOf>): Promise<string | null> {
  const row = await db.selectFrom('kernel.sites').select('id').where('is_default', '=', true).executeTakeFirst();
  if (row !== undefined && inSites(sites, row.id)) return row.id;
  return sites !== 'all' && sites.length === 1 ? (sites[0] ?? null) : null;
}
