import { sql } from 'kysely';
import type { AssetId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { ResponsibilityRole } from '../contract/permission.ts';
import { isOneOf, readByColumn } from '../db/by-column.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';
import { findAsset, lockAssets } from './asset-rows.ts';
import type { PersonOrTeam, ResponsibleRow } from './assets.ts';
import { type ResponsibleCells, responsiblesQuery } from './by-column.ts';
import { assetChanged } from './events.ts';
import { withoutSight } from './sight.ts';
import { isActiveUser } from './sites.ts';

export async function responsiblesOf(db: Db | Tx, ids: readonly AssetId[]): Promise<ReadonlyMap<AssetId, readonly ResponsibleRow[]>> {
  if (ids.length === 0) return new Map();
  return toResponsibles((await readByColumn(db, { people: responsiblesQuery(isOneOf(ids)) })).people);
}

export function toResponsibles(people: readonly ResponsibleCells[]): ReadonlyMap<AssetId, readonly ResponsibleRow[]> {
  const found = new Map<AssetId, ResponsibleRow[]>();
  for (const { asset_id, user_id, team_id, username, role } of people) {
    const ofAsset = found.get(asset_id) ?? [];
    ofAsset.push({ userId: user_id, teamId: team_id, username, role });
    found.set(asset_id, ofAsset);
  }
  return found;
}

export type SetFault = 'assets.unknown_user' | 'assets.out_of_sight' | 'assets.last_owner';

/** The asset's row is held, so that two people who give up ownership at once do not both succeed. */
export async function setResponsible(
  work: Work,
  id: AssetId,
  who: PersonOrTeam,
  role: ResponsibilityRole,
): Promise<Result<readonly ResponsibleRow[], SetFault>> {
  await lockAssets(work.tx, [id]);
  if (!(await isThere(work.tx, who))) return refuse('assets.unknown_user', { path: 'userId' in who ? 'userId' : 'teamId' });
  const before = await roleOf(work.tx, id, who);
  // What they answer for already may have moved out of their sight since; that stays to be changed.
  if (before === null && !(await sees(work.tx, id, who)))
    return refuse('assets.out_of_sight', { path: 'userId' in who ? 'userId' : 'teamId' });
  if (before === 'owner' && role !== 'owner' && !(await hasOtherOwner(work.tx, id, who))) return refuse('assets.last_owner');
  if (before !== role) {
    await work.tx
      .insertInto('kernel.responsibilities')
      .values({ asset_id: id, ...columnsOf(who), role, created_at: work.now })
      .onConflict((conflict) => conflict.columns(['asset_id', 'user_id', 'team_id']).doUpdateSet({ role }))
      .execute();
    await announce(work, id);
  }
  return ok((await responsiblesOf(work.tx, [id])).get(id) ?? []);
}

export async function removeResponsible(
  work: Work,
  id: AssetId,
  who: PersonOrTeam,
): Promise<Result<null, 'assets.not_responsible' | 'assets.last_owner'>> {
  await lockAssets(work.tx, [id]);
  const before = await roleOf(work.tx, id, who);
  if (before === null) return refuse('assets.not_responsible');
  if (before === 'owner' && !(await hasOtherOwner(work.tx, id, who))) return refuse('assets.last_owner');
  await sql`delete from kernel.responsibilities r where r.asset_id = ${id} and ${isHeldBy(who)}`.execute(work.tx);
  await announce(work, id);
  return ok(null);
}

const columnsOf = (who: PersonOrTeam) =>
  'userId' in who ? { user_id: who.userId, team_id: null } : { user_id: null, team_id: who.teamId };

const isHeldBy = (who: PersonOrTeam) => ('userId' in who ? sql`r.user_id = ${who.userId}` : sql`r.team_id = ${who.teamId}`);

async function roleOf(tx: Tx, id: AssetId, who: PersonOrTeam): Promise<ResponsibilityRole | null> {
  const { rows } = await sql<{ role: ResponsibilityRole }>`
    select r.role from kernel.responsibilities r where r.asset_id = ${id} and ${isHeldBy(who)}`.execute(tx);
  return rows[0]?.role ?? null;
}

/** Another owner who is still there: a user that was switched off, or a team that was archived, owns nothing any more. */
async function hasOtherOwner(tx: Tx, id: AssetId, who: PersonOrTeam): Promise<boolean> {
  const { rows } = await sql`
    select from kernel.responsibilities r
    left join kernel.users u on u.id = r.user_id and u.deactivated_at is null and u.removed_at is null
    left join kernel.teams t on t.id = r.team_id and t.archived_at is null
    where r.asset_id = ${id} and r.role = 'owner' and (u.id is not null or t.id is not null) and (${isHeldBy(who)}) is not true
    limit 1`.execute(tx);
  return rows.length > 0;
}

async function isThere(tx: Tx, who: PersonOrTeam): Promise<boolean> {
  if ('userId' in who) return isActiveUser(tx, who.userId);
  const team = await tx
    .selectFrom('kernel.teams')
    .select('id')
    .where('id', '=', who.teamId)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return team !== undefined;
}

async function sees(tx: Tx, id: AssetId, who: PersonOrTeam): Promise<boolean> {
  const asset = await findAsset(tx, id);
  const whoId = 'userId' in who ? who.userId : who.teamId;
  return asset !== null && !(await withoutSight(tx, asset, [whoId])).has(whoId);
}

async function announce({ tx, publish }: Work, id: AssetId): Promise<void> {
  const asset = await findAsset(tx, id);
  if (asset !== null) publish(assetChanged(asset));
}
