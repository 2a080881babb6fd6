import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';

/** Where something stands, as grants know it. */
export interface SeenPlace {
  readonly module: string;
  readonly siteId: string;
}

/**
 * Those of these users and teams that do not see what stands there: a user by no grant of their own or of a team, a team by none of its
 * members. A team in which nobody is at the moment is not one of them.
 */
export async function withoutSight(db: Db | Tx, { module, siteId }: SeenPlace, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const isOneOfThem = sql`u.deactivated_at is null and u.removed_at is null
    and (u.id = asked.id or exists (select from kernel.team_members m where m.team_id = asked.id and m.user_id = u.id))`;
  const { rows } = await sql<{ id: string }>`
    select asked.id from unnest(${[...ids]}::uuid[]) as asked (id)
    where exists (select from kernel.users u where ${isOneOfThem})
      and not exists (
        select from kernel.users u where ${isOneOfThem} and (u.is_superadmin or exists (
          select from kernel.grants g
          where (g.site_id is null or g.site_id = ${siteId}) and (g.module is null or g.module = ${module})
            and (g.user_id = u.id or g.team_id in (
              select m.team_id from kernel.team_members m join kernel.teams t on t.id = m.team_id and t.archived_at is null
              where m.user_id = u.id)))))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
