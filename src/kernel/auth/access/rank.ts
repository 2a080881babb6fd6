import { covers, type GrantShape } from '../../contract/permission.ts';
import type { Actor } from '../actor.ts';

/** Who asks for a change of people's rights. */
export interface Asker {
  /** Null: the console itself, at the hand of whoever owns the machine. */
  readonly userId: string | null;
  readonly isSuperadmin: boolean;
  readonly grants: readonly GrantShape[];
}

const EVERYTHING: GrantShape = { role: 'admin', siteId: null, module: null };

/** An API token never acts as a superadmin: it has at most the rank of an administrator of everything. */
export function askerOf(by: Actor): Asker {
  if (by.kind === 'system') return { userId: null, isSuperadmin: true, grants: [] };
  if (by.kind !== 'person') throw new Error(`a ${by.kind} cannot administer people`);
  const isSuperadmin = by.superadmin && by.apiTokenId === null;
  const grants = by.superadmin ? [EVERYTHING, ...by.grants] : by.grants;
  return { userId: by.userId, isSuperadmin, grants };
}

/** Whether one grant holds all that another gives. */
export const contains = (own: GrantShape, other: GrantShape): boolean =>
  covers(own.role, other.role) &&
  (own.siteId === null || own.siteId === other.siteId) &&
  (own.module === null || own.module === other.module);

/** Nobody gives or takes what is beyond their own rank. */
export const mayGive = (asker: Asker, grants: readonly GrantShape[]): boolean =>
  asker.isSuperadmin || grants.every((grant) => asker.grants.some((own) => contains(own, grant)));

const keyOf = ({ role, siteId, module }: GrantShape): string => `${role}|${siteId ?? ''}|${module ?? ''}`;

/** Grants that stand in one list only: what a change gives or takes. */
export function changedGrants(before: readonly GrantShape[], after: readonly GrantShape[]): readonly GrantShape[] {
  const had = new Set(before.map(keyOf));
  const has = new Set(after.map(keyOf));
  return [...before.filter((grant) => !has.has(keyOf(grant))), ...after.filter((grant) => !had.has(keyOf(grant)))];
}

/** Whether two grants speak of the same site and module, where one rank is all there can be. */
export function hasDoubleGrant(grants: readonly GrantShape[]): boolean {
  return new Set(grants.map(({ siteId, module }) => `${siteId ?? ''}|${module ?? ''}`)).size < grants.length;
}
