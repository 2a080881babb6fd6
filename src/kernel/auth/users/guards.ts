import type { GrantShape } from '../../contract/permission.ts';
import { type Asker, changedGrants, mayGive } from '../access/rank.ts';

/** The user whose account is to be changed. */
export interface Target {
  readonly id: string;
  readonly isSuperadmin: boolean;
  readonly isActive: boolean;
  readonly grants: readonly GrantShape[];
}

/** What is to be done to an account. */
export type AccountChange =
  | { readonly kind: 'profile' }
  | { readonly kind: 'rights'; readonly isSuperadmin: boolean; readonly grants: readonly GrantShape[] }
  | { readonly kind: 'password' | 'deactivate' | 'reactivate' | 'unlock' | 'remove' };

export type GuardCode = 'users.unknown' | 'users.own_account' | 'users.beyond_own_rank' | 'users.last_superadmin';

/** Administrators do not see superadmins. */
export const isHidden = (asker: Asker, target: Pick<Target, 'isSuperadmin'>): boolean => target.isSuperadmin && !asker.isSuperadmin;

/** The guard rules: why a change of somebody's account is refused, or null. */
export function guardAccount(asker: Asker, target: Target, change: AccountChange, otherSuperadmins: number): GuardCode | null {
  if (isHidden(asker, target)) return 'users.unknown';
  if (asker.userId === target.id && touchesOwnStanding(target, change)) return 'users.own_account';
  if (change.kind === 'rights' && !mayGiveRights(asker, target, change)) return 'users.beyond_own_rank';
  if (otherSuperadmins === 0 && endsSuperadmin(target, change)) return 'users.last_superadmin';
  return null;
}

/** A new account may not be worth more than whoever makes it. */
export const guardNewAccount = (asker: Asker, rights: Pick<Target, 'isSuperadmin' | 'grants'>): 'users.beyond_own_rank' | null =>
  mayGive(asker, rights.grants) && (asker.isSuperadmin || !rights.isSuperadmin) ? null : 'users.beyond_own_rank';

/** Everything but the profile raises, lowers, shuts out or removes; rights sent along unchanged do not. */
function touchesOwnStanding(target: Target, change: AccountChange): boolean {
  if (change.kind === 'profile') return false;
  if (change.kind !== 'rights') return true;
  return change.isSuperadmin !== target.isSuperadmin || changedGrants(target.grants, change.grants).length > 0;
}

const mayGiveRights = (asker: Asker, target: Target, change: Extract<AccountChange, { kind: 'rights' }>): boolean =>
  mayGive(asker, changedGrants(target.grants, change.grants)) && (asker.isSuperadmin || !change.isSuperadmin);

function endsSuperadmin(target: Target, change: AccountChange): boolean {
  if (!target.isSuperadmin || !target.isActive) return false;
  return change.kind === 'deactivate' || change.kind === 'remove' || (change.kind === 'rights' && !change.isSuperadmin);
}
