import { sql } from 'kysely';
import type { AssetId, SiteId } from '../../shared/ids.ts';
import type { Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';
import { nobodyAnswers } from './events.ts';

type Who = { readonly userId: string } | { readonly teamId: string };

/** Assets that a user, or one of the user's teams, or a team answers for. Asked before they go: nothing says so afterwards. */
export async function answeredBy(tx: Tx, who: Who): Promise<readonly string[]> {
  const theirs =
    'teamId' in who
      ? sql<boolean>`p.team_id = ${who.teamId}`
      : sql<boolean>`(p.user_id = ${who.userId} or p.team_id in (select team_id from kernel.team_members where user_id = ${who.userId}))`;
  const { rows } = await sql<{ id: string }>`
    select distinct p.asset_id as id from kernel.responsibilities p where ${theirs}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Tells of those among the assets that nobody answers for any more. People who are switched off do not count, nor teams without others. */
export async function tellUnanswered({ tx, publish }: Pick<Work, 'tx' | 'publish'>, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: AssetId; module: string; siteId: SiteId }>`
    select a.id, a.module, a.site_id as "siteId" from kernel.assets a
    where a.id = any(${[...ids]}::uuid[]) and a.archived_at is null and not exists (
      select from kernel.responsibilities p
      left join kernel.teams t on t.id = p.team_id and t.archived_at is null
      left join kernel.team_members m on m.team_id = t.id
      join kernel.users u on u.id = coalesce(p.user_id, m.user_id) and u.deactivated_at is null and u.removed_at is null
      where p.asset_id = a.id)
    order by a.id`.execute(tx);
  for (const asset of rows) publish(nobodyAnswers(asset));
}
