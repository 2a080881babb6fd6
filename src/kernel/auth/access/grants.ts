import type { Expression } from 'kysely';
import { type RawBuilder, sql } from 'kysely';
import { newId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { GrantShape } from '../../contract/permission.ts';
import type { Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import { sitesThatExist } from '../tokens/api-token-store.ts';
import { changedGrants, hasDoubleGrant } from './rank.ts';

/** Who holds grants: a user or a team. */
export type Holder = { readonly userId: string } | { readonly teamId: string };

/** A holder's own grants as a JSON array, in a fixed order; `id` is the column with the holder. */
export const grantsOf = (column: 'user_id' | 'team_id', id: Expression<unknown>): RawBuilder<GrantShape[]> => sql`coalesce((
  select jsonb_agg(jsonb_build_object('role', g.role, 'siteId', g.site_id, 'module', g.module) order by g.site_id nulls first, g.module nulls first)
  from kernel.grants g where g.${sql.ref(column)} = ${id}), '[]'::jsonb)`;

export type GrantFault = 'users.unknown_site' | 'users.unknown_module' | 'users.double_grant';

/**
 * Whether grants can be given: one rank per site and module, on sites and modules that there are.
 * What was held before may stay, also for a site that was archived or a module that is off.
 */
export async function checkGrants(
  tx: Tx,
  wanted: readonly GrantShape[],
  before: readonly GrantShape[],
  modules: readonly string[],
): Promise<Result<null, GrantFault>> {
  if (hasDoubleGrant(wanted)) return refuse('users.double_grant', { path: 'grants' });
  const fresh = changedGrants(before, wanted).filter((grant) => wanted.includes(grant));
  if (fresh.some(({ module }) => module !== null && !modules.includes(module))) return refuse('users.unknown_module', { path: 'grants' });
  const siteIds = fresh.flatMap(({ siteId }) => siteId ?? []);
  const known = await sitesThatExist(tx, siteIds);
  return siteIds.every((id) => known.has(id)) ? ok(null) : refuse('users.unknown_site', { path: 'grants' });
}

/** Puts a holder's grants in the place of those before. */
export async function replaceGrants({ tx, now }: Work, holder: Holder, grants: readonly GrantShape[]): Promise<void> {
  const userId = 'userId' in holder ? holder.userId : null;
  const teamId = 'teamId' in holder ? holder.teamId : null;
  await tx
    .deleteFrom('kernel.grants')
    .where(userId === null ? 'team_id' : 'user_id', '=', userId ?? teamId)
    .execute();
  if (grants.length === 0) return;
  await tx
    .insertInto('kernel.grants')
    .values(
      grants.map(({ role, siteId, module }) => ({
        id: newId(now),
        user_id: userId,
        team_id: teamId,
        role,
        site_id: siteId,
        module,
        created_at: now,
      })),
    )
    .execute();
}
