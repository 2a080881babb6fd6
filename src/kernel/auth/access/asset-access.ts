import { sql } from 'kysely';
import { inScope, type Reach, type Scope, scopeOf } from '../../contract/access.ts';
import { moduleOf, type Permission, type ResponsibilityRole, responsibilityCovers } from '../../contract/permission.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { PersonActor } from '../actor.ts';

/** What must be known of an asset to say who may touch it. */
export interface AssetPlace {
  readonly id: string;
  readonly module: string;
  readonly siteId: string;
}

/** An asset that is not archived, and the caller's best responsibility for it, own or through a team. */
export async function findPlace(
  db: Db | Tx,
  assetId: string,
  userId: string,
): Promise<(AssetPlace & { readonly responsibility: ResponsibilityRole | null }) | null> {
  const { rows } = await sql<AssetPlace & { readonly isOwner: boolean | null }>`
    select a.id, a.module, a.site_id as "siteId", (
      select bool_or(r.role = 'owner') from kernel.responsibilities r
      where r.asset_id = a.id and ${isAnswering(userId)}) as "isOwner"
    from kernel.assets a where a.id = ${assetId} and a.archived_at is null`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  return { id: row.id, module: row.module, siteId: row.siteId, responsibility: asRole(row.isOwner) };
}

const isAnswering = (userId: string) => sql`(r.user_id = ${userId} or r.team_id in (
  select m.team_id from kernel.team_members m join kernel.teams t on t.id = m.team_id
  where m.user_id = ${userId} and t.archived_at is null))`;

const asRole = (isOwner: boolean | null): ResponsibilityRole | null => {
  if (isOwner === null) return null;
  return isOwner ? 'owner' : 'maintainer';
};

/** The person's best responsibility for each of the assets; absent: none. */
export async function responsibilitiesOf(
  db: Db | Tx,
  userId: string,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, ResponsibilityRole>> {
  if (assetIds.length === 0) return new Map();
  const { rows } = await sql<{ readonly id: string; readonly isOwner: boolean }>`
    select r.asset_id as id, bool_or(r.role = 'owner') as "isOwner" from kernel.responsibilities r
    where r.asset_id = any(${assetIds}::uuid[]) and ${isAnswering(userId)}
    group by r.asset_id`.execute(db);
  return new Map(rows.map(({ id, isOwner }) => [id, isOwner ? 'owner' : 'maintainer']));
}

/** Where the person may see assets that a permission is about; a token's sites narrow it, its scopes do not. */
export function sightFor(person: PersonActor, permission: Permission, permissions: ReadonlyMap<string, Permission>): Scope {
  const read = permissions.get(`${moduleOf(permission.name)}:read`) ?? permissions.get('assets:read');
  return read === undefined ? [] : scopeOf({ ...person, tokenScopes: null }, read);
}

/** Whether a token, if there is one, carries the permission at all. */
export const tokenCarries = (person: PersonActor, permission: Permission): boolean =>
  person.tokenScopes === null || (permission.tokens && person.tokenScopes.includes(permission.name));

/** Whether the person's responsibility for an asset gives the permission; that they may see the asset is asked apart. */
export const givenByResponsibility = (permission: Permission, held: ResponsibilityRole | null | undefined): boolean =>
  permission.responsibility !== undefined && held !== null && held !== undefined && responsibilityCovers(held, permission.responsibility);

/** Which of these permissions a person holds on these assets, by role or responsibility; assets out of sight hold none. One query. */
export type MayOnAssets = (
  db: Db | Tx,
  person: PersonActor,
  wanted: readonly string[],
  assets: readonly AssetPlace[],
) => Promise<ReadonlyMap<string, ReadonlySet<string>>>;

export const createMayOnAssets =
  (permissions: ReadonlyMap<string, Permission>): MayOnAssets =>
  async (db, person, wanted, assets) => {
    const asked = wanted.flatMap((name) => permissions.get(name) ?? []).filter((permission) => tokenCarries(person, permission));
    const reaches = asked.map((permission) => ({
      permission,
      held: scopeOf(person, permission),
      sight: sightFor(person, permission, permissions),
    }));
    const answering = await responsibilitiesOf(
      db,
      person.userId,
      assets.map((asset) => asset.id),
    );
    const namesOn = (asset: AssetPlace) =>
      reaches.filter((reach) => isHeldOn(reach, asset, answering.get(asset.id))).map(({ permission }) => permission.name);
    return new Map(assets.map((asset) => [asset.id, new Set(namesOn(asset))]));
  };

interface Held {
  readonly permission: Permission;
  readonly held: readonly Reach[];
  readonly sight: Scope;
}

const isHeldOn = ({ permission, held, sight }: Held, asset: AssetPlace, responsibility: ResponsibilityRole | undefined): boolean =>
  inScope(sight, asset) && (inScope(held, asset) || givenByResponsibility(permission, responsibility));
