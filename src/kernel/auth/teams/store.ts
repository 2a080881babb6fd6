import { sql } from 'kysely';
import type { TeamId } from '../../../shared/ids.ts';
import type { GrantShape } from '../../contract/permission.ts';
import type { Db, Tx } from '../../db/database.ts';
import { cells, keyset } from '../../db/keyset.ts';
import { anyOf } from '../../db/many.ts';
import type { Work } from '../../db/transact.ts';
import { grantsOf } from '../access/grants.ts';
import { lockAssetsOf } from '../users/lock.ts';
import { containing } from '../users/store.ts';

export interface TeamMember {
  readonly id: string;
  /** The user's name. */
  readonly name: string;
  readonly isSuperadmin: boolean;
}

export interface TeamRecord {
  readonly id: TeamId;
  readonly number: number;
  readonly name: string;
  readonly members: readonly TeamMember[];
  readonly grants: readonly GrantShape[];
  readonly version: number;
}

const teams = (db: Db | Tx) =>
  db
    .selectFrom('kernel.teams as t')
    .where('t.archived_at', 'is', null)
    .select((row) => [
      row.ref('t.id').$castTo<TeamId>().as('id'),
      't.number',
      't.name',
      't.version',
      grantsOf('team_id', row.ref('t.id')).as('grants'),
      sql<TeamMember[]>`coalesce((
        select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.username, 'isSuperadmin', u.is_superadmin) order by u.username)
        from kernel.team_members m join kernel.users u on u.id = m.user_id
        where m.team_id = t.id), '[]'::jsonb)`.as('members'),
    ]);

const byName = keyset<TeamRecord>('name', [
  { by: sql.ref('t.name'), of: (team) => team.name, cell: cells.text },
  { by: sql.ref('t.id'), of: (team) => team.id, cell: cells.id },
]);

export async function pageOfTeams(
  db: Db | Tx,
  listing: { readonly cursor?: string | undefined; readonly limit: number; readonly q?: string | undefined },
) {
  const { q, limit } = listing;
  const query = teams(db).$if(q !== undefined && q !== '', (row) => row.where('t.name', 'ilike', containing(q ?? '')));
  return byName.cut(await byName.apply(query, listing).execute(), limit);
}

export async function findTeam(db: Db | Tx, id: string): Promise<TeamRecord | null> {
  return (await teams(db).where('t.id', '=', id).executeTakeFirst()) ?? null;
}

export async function isTeamNameTaken(tx: Tx, name: string, exceptId: string | null): Promise<boolean> {
  const row = await tx
    .selectFrom('kernel.teams')
    .select('id')
    .where('archived_at', 'is', null)
    .where(sql<boolean>`lower(name collate kernel.natural) = lower(${name} collate kernel.natural)`)
    .$if(exceptId !== null, (query) => query.where('id', '!=', exceptId ?? ''))
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertTeam({ tx, now }: Work, id: TeamId, name: string): Promise<void> {
  await tx.insertInto('kernel.teams').values({ id, name, created_at: now, archived_at: null }).execute();
}

export async function saveTeam(tx: Tx, id: string, name: string): Promise<void> {
  await lockAssetsOf(tx, id);
  await tx
    .updateTable('kernel.teams')
    .set((row) => ({ name, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Archives a team; what it gave and whom it held goes, its name stays readable in history. */
export async function saveTeamArchived({ tx, now }: Work, id: string): Promise<void> {
  await tx.deleteFrom('kernel.team_members').where('team_id', '=', id).execute();
  await tx.deleteFrom('kernel.grants').where('team_id', '=', id).execute();
  await tx.updateTable('kernel.teams').set({ archived_at: now }).where('id', '=', id).execute();
}

export async function replaceMembers(tx: Tx, id: string, userIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('kernel.team_members').where('team_id', '=', id).execute();
  if (userIds.length === 0) return;
  await tx
    .insertInto('kernel.team_members')
    .values(userIds.map((userId) => ({ team_id: id, user_id: userId })))
    .execute();
}

/** Which of these people there are, as somebody sees them who may or may not see superadmins. */
export async function usersThatExist(
  tx: Tx,
  ids: readonly string[],
  { withSuperadmins }: { readonly withSuperadmins: boolean },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom('kernel.users')
    .select('id')
    .where('id', '=', anyOf(ids))
    .where('removed_at', 'is', null)
    .$if(!withSuperadmins, (query) => query.where('is_superadmin', '=', false))
    .execute();
  return new Set(rows.map(({ id }) => id));
}
