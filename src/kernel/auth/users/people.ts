import { sql } from 'kysely';
import { anySitesOf, type Scope, type Sites } from '../../contract/access.ts';
import type { Db } from '../../db/database.ts';
import { containing } from './store.ts';

/** Names of those who can be made responsible. */
export interface People {
  readonly users: readonly { readonly id: string; readonly username: string; readonly displayName: string }[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
}

export interface PeopleQuestion {
  readonly q?: string | undefined;
  readonly limit: number;
  /** Whoever is no superadmin sees none. */
  readonly withSuperadmins: boolean;
}

/**
 * Active users and teams, as far as they have to do with the caller's sites: by a grant there, their own or a team's.
 * Customers of one console do not read each other's names.
 */
export async function listPeople(db: Db, scope: Scope, { q = '', limit, withSuperadmins }: PeopleQuestion): Promise<People> {
  const sites = anySitesOf(scope);
  const like = containing(q);
  const users = await sql<People['users'][number]>`
    select u.id, u.username, u.display_name as "displayName" from kernel.users u
    where ${isSeen(sites, withSuperadmins)} and (u.username ilike ${like} or u.display_name ilike ${like})
    order by u.username, u.id limit ${limit}`.execute(db);
  const teams = await sql<People['teams'][number]>`
    select t.id, t.name from kernel.teams t
    where t.archived_at is null and t.name ilike ${like} and (${touches(sites, sql`g.team_id = t.id`)} or exists (
      select 1 from kernel.team_members m join kernel.users u on u.id = m.user_id
      where m.team_id = t.id and ${isSeen(sites, withSuperadmins)}))
    order by t.name, t.id limit ${limit}`.execute(db);
  return { users: users.rows, teams: teams.rows };
}

const isSeen = (sites: Sites, withSuperadmins: boolean) => sql`
  u.deactivated_at is null and u.removed_at is null and (${withSuperadmins} or not u.is_superadmin) and ${touches(
    sites,
    sql`(g.user_id = u.id or g.team_id in (
      select m.team_id from kernel.team_members m join kernel.teams mt on mt.id = m.team_id
      where m.user_id = u.id and mt.archived_at is null))`,
  )}`;

const touches = (sites: Sites, holder: ReturnType<typeof sql>) =>
  sites === 'all'
    ? sql`true`
    : sql`exists (select 1 from kernel.grants g where ${holder} and (g.site_id is null or g.site_id = any(${sites}::uuid[])))`;
