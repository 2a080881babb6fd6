import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import { type Placed, type Subject, subjectOf } from './domain/subject.ts';

/** Where facts belong, before the database was asked. */
export type Place = { readonly assetId: string } | (Pick<Placed, 'module' | 'key' | 'siteId'> & { readonly assetId: null });

export interface LockedPlace {
  readonly subject: Subject;
  /** Nothing is said any more of an archived asset. */
  readonly isArchived: boolean;
}

/**
 * Locks what decides about a subject until the transaction ends: the asset's row, then its machine's; a key by an advisory lock.
 * While it is held nobody else opens a story of this subject, and no link moves the asset. Null: there is no such asset.
 */
export async function lockPlace(tx: Tx, place: Place): Promise<LockedPlace | null> {
  if (place.assetId === null) return lockKey(tx, place);
  const asset = await tx
    .selectFrom('kernel.assets')
    .select(['id', 'site_id', 'machine_id', 'archived_at'])
    .where('id', '=', place.assetId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (asset === undefined) return null;
  if (asset.machine_id !== null) await lockMachines(tx, [asset.machine_id]);
  const placed = { siteId: asset.site_id, machineId: asset.machine_id, assetId: asset.id, module: '', key: '' };
  return { subject: subjectOf(placed), isArchived: asset.archived_at !== null };
}

async function lockKey(tx: Tx, { siteId, module, key }: Pick<Placed, 'module' | 'key' | 'siteId'>): Promise<LockedPlace> {
  const subject = subjectOf({ siteId, module, key, assetId: null, machineId: null });
  await sql`select pg_advisory_xact_lock(hashtextextended(${`findings ${subject.siteId} ${subject.id}`}, 0))`.execute(tx);
  return { subject, isArchived: false };
}

/** In the order of their ids; after assets, before findings. */
async function lockMachines(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.selectFrom('kernel.machines').select('id').where('id', '=', anyOf(ids)).orderBy('id').forNoKeyUpdate().execute();
}
