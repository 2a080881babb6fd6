import type { GrantShape } from '../../contract/permission.ts';
import { type Asker, changedGrants, mayGive } from '../access/rank.ts';

/** What a team gives, and to whom. A team that is not there yet, or no more, gives nothing. */
export interface Standing {
  readonly memberIds: readonly string[];
  readonly grants: readonly GrantShape[];
}

export const NO_TEAM: Standing = { memberIds: [], grants: [] };

export type TeamGuardCode = 'users.own_account' | 'users.beyond_own_rank';

/**
 * Why a change of a team is refused, or null. Who joins a team with grants is raised, who leaves it is lowered:
 * what holds for accounts holds for this way, too.
 */
export function guardTeam(asker: Asker, before: Standing, after: Standing): TeamGuardCode | null {
  if (changedGrants(grantsFor(asker, before), grantsFor(asker, after)).length > 0) return 'users.own_account';
  const membersChange = new Set(before.memberIds).symmetricDifference(new Set(after.memberIds)).size > 0;
  const given = membersChange ? [...before.grants, ...after.grants] : changedGrants(before.grants, after.grants);
  return mayGive(asker, given) ? null : 'users.beyond_own_rank';
}

const grantsFor = (asker: Asker, team: Standing): readonly GrantShape[] =>
  asker.userId !== null && team.memberIds.includes(asker.userId) ? team.grants : [];
