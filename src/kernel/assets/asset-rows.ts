import { type RawBuilder, sql } from 'kysely';
import { DatabaseError } from 'pg';
import type { AssetId, SiteId, UserId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Db, Tx } from '../db/database.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { anyOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import type { AssetChanges, AssetRow, NewAsset } from './assets.ts';
import { assetChanged } from './events.ts';
import { suggestLinks } from './suggestions.ts';

type AssetFault = 'assets.name_taken' | 'assets.bad_address';

interface AssetColumns {
  id: AssetId;
  module: string;
  kind: string;
  name: string;
  site_id: SiteId;
  site_name: string;
  tags: string[];
  notes: string;
  machine_id: string | null;
  machine_name: string | null;
  version: number;
}

const toAsset = (row: AssetColumns): AssetRow => ({
  id: row.id,
  module: row.module,
  kind: row.kind,
  name: row.name,
  siteId: row.site_id,
  siteName: row.site_name,
  tags: row.tags,
  notes: row.notes,
  machine: row.machine_id === null || row.machine_name === null ? null : { id: row.machine_id, name: row.machine_name },
  version: row.version,
});

async function selectAssets(db: Db | Tx, which: RawBuilder<unknown>): Promise<readonly AssetRow[]> {
  const { rows } = await sql<AssetColumns>`
    select a.id, a.module, a.kind, a.name, a.site_id, s.name as site_name, a.tags, a.notes, a.machine_id, m.name as machine_name, a.version
    from kernel.assets a
    join kernel.sites s on s.id = a.site_id
    left join kernel.machines m on m.id = a.machine_id
    where a.archived_at is null and ${which}`.execute(db);
  return rows.map(toAsset);
}

export async function findAsset(db: Db | Tx, id: string): Promise<AssetRow | null> {
  return (await selectAssets(db, sql`a.id = ${id}`))[0] ?? null;
}

/** Null when unknown or archived. Several are locked in the order of their ids, or by one call of `lockAssets`. */
export async function lockAsset(tx: Tx, id: string): Promise<AssetRow | null> {
  await lockAssets(tx, [id]);
  return findAsset(tx, id);
}

/** The first locks of a transaction: machines, findings and stories come after assets. */
export async function lockAssets(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.selectFrom('kernel.assets').select('id').where('id', '=', anyOf(ids)).orderBy('id').forNoKeyUpdate().execute();
}

export async function addAsset(work: Work, asset: NewAsset, owner: UserId | null): Promise<Result<AssetRow, AssetFault>> {
  const inserted = await orFault(() => insertAsset(work, asset));
  if (!inserted.ok) return inserted;
  if (owner !== null) {
    const row = { asset_id: asset.id, user_id: owner, team_id: null, role: 'owner', created_at: work.now } as const;
    await work.tx.insertInto('kernel.responsibilities').values(row).execute();
  }
  await suggestLinks(work, asset.id);
  return ok(await announced(work, asset.id));
}

async function insertAsset({ tx, by, now }: Work, asset: NewAsset): Promise<void> {
  await tx
    .insertInto('kernel.assets')
    .values({
      id: asset.id,
      module: asset.module,
      kind: asset.kind,
      name: asset.name,
      site_id: asset.siteId,
      machine_id: null,
      tags: tidyTags(asset.tags),
      host_name: asset.hostName,
      address: asset.address,
      machine_hash: null,
      created_at: now,
      created_by: by.kind === 'person' ? by.userId : null,
      archived_at: null,
    })
    .execute();
}

export async function changeAsset(
  work: Work,
  id: string,
  changes: AssetChanges & { readonly notes?: string },
): Promise<Result<AssetRow, AssetFault>> {
  const saved = await orFault(() => saveAsset(work.tx, id, changes));
  if (!saved.ok) return saved;
  if ([changes.hostName, changes.address, changes.machineHash].some((clue) => clue !== undefined)) await suggestLinks(work, id);
  return ok(await announced(work, id));
}

async function saveAsset(
  tx: Tx,
  id: string,
  { name, tags, notes, hostName, address, machineHash }: AssetChanges & { readonly notes?: string },
): Promise<void> {
  await tx
    .updateTable('kernel.assets')
    .set((eb) => ({
      ...(name === undefined ? {} : { name }),
      ...(tags === undefined ? {} : { tags: tidyTags(tags) }),
      ...(notes === undefined ? {} : { notes }),
      ...(hostName === undefined ? {} : { host_name: hostName }),
      ...(address === undefined ? {} : { address }),
      ...(machineHash === undefined ? {} : { machine_hash: machineHash }),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

/** In the order given, each once. */
const tidyTags = (tags: readonly string[]): string[] => [...new Set(tags)];

/** SQLSTATE of text that is no address (invalid_text_representation). */
const INVALID_TEXT = '22P02';

/** Name and address are judged by the database; what it says becomes the refusal. The transaction is over after that. */
async function orFault(write: () => Promise<void>): Promise<Result<null, AssetFault>> {
  try {
    await write();
    return ok(null);
  } catch (error) {
    if (isUniqueViolation(error, 'assets_name')) return refuse('assets.name_taken', { path: 'name' });
    if (error instanceof DatabaseError && error.code === INVALID_TEXT) return refuse('assets.bad_address', { path: 'address' });
    throw error;
  }
}

async function announced(work: Work, id: string): Promise<AssetRow> {
  const asset = await findAsset(work.tx, id);
  if (asset === null) throw new Error('The asset was written and is not there.');
  work.publish(assetChanged(asset));
  return asset;
}
