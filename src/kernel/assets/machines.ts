import { sql } from 'kysely';
import { newId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import type { FindingsRoom } from '../findings/create-findings.ts';
import { findAsset, lockAssets } from './asset-rows.ts';
import type { AssetRow } from './assets.ts';
import { assetChanged } from './events.ts';

/** What links need of the findings: their stories follow the machine. */
export type Regroup = FindingsRoom['regroup'];

/**
 * Says that two assets are one computer: makes a machine, or joins the one there is. Where both have one, the older stays and
 * takes the other's assets. Repeating it changes nothing.
 */
export async function confirmLink(
  work: Work,
  regroup: Regroup,
  id: string,
  otherId: string,
): Promise<Result<AssetRow, 'assets.unknown' | 'assets.other_site'>> {
  const locked = await lockNeighbours(work.tx, [id, otherId]);
  const [asset, other] = [await findAsset(work.tx, id), await findAsset(work.tx, otherId)];
  if (asset === null || other === null || id === otherId) return refuse('assets.unknown');
  if (asset.siteId !== other.siteId) return refuse('assets.other_site');
  await decidePair(work, id, otherId, 'confirmed');
  if (asset.machine !== null && asset.machine.id === other.machine?.id) return ok(asset);
  const machine = await commonMachine(work, asset, other);
  const moved = [...new Set([...locked, id, otherId])];
  await work.tx.updateTable('kernel.assets').set({ machine_id: machine.id }).where('id', '=', anyOf(moved)).execute();
  await dropEmptyMachines(work.tx, asset.siteId);
  await regroup(work, moved);
  return ok(await tellLink(work, 'assets.linked', asset, { machine: machine.name, with: other.name }, moved));
}

/** Takes an asset off its machine, and remembers that it is another one than those it leaves. A machine of one asset is none. */
export async function unlinkAsset(work: Work, regroup: Regroup, id: string): Promise<Result<AssetRow, 'assets.unknown'>> {
  const locked = await lockNeighbours(work.tx, [id]);
  const asset = await findAsset(work.tx, id);
  if (asset === null) return refuse('assets.unknown');
  if (asset.machine === null) return ok(asset);
  await refusePairs(work, id, locked);
  await work.tx.updateTable('kernel.assets').set({ machine_id: null }).where('id', '=', id).execute();
  await dissolveSmall(work.tx, asset.machine.id);
  await regroup(work, locked);
  return ok(await tellLink(work, 'assets.unlinked', asset, { machine: asset.machine.name }, locked));
}

/** Says that two assets are different computers; the pair is never suggested again. */
export async function refuseLink(work: Work, id: string, otherId: string): Promise<Result<null, 'assets.unknown'>> {
  const [asset, other] = [await findAsset(work.tx, id), await findAsset(work.tx, otherId)];
  if (asset === null || other === null || id === otherId || asset.siteId !== other.siteId) return refuse('assets.unknown');
  const isNew = await decidePair(work, id, otherId, 'refused');
  if (!isNew) return ok(null);
  work.publish(assetChanged(asset));
  work.publish(assetChanged(other));
  const subject = { kind: 'asset', id: asset.id, name: asset.name };
  await work.audit({ action: 'assets.link_refused', subject, siteId: asset.siteId, after: { other: other.name } });
  return ok(null);
}

/** Serialises links: whoever holds it knows that no machine gains or loses an asset meanwhile. Before any row. */
const LINK_LOCK = 7_245_011;

/** Locks the assets with all others of their machines, then the machines; answers the assets' ids. */
async function lockNeighbours(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  await sql`select pg_advisory_xact_lock(${LINK_LOCK})`.execute(tx);
  const { rows } = await sql<{ id: string; machine_id: string | null }>`
    select o.id, o.machine_id from kernel.assets o
    where o.id = any(${[...ids]}::uuid[])
      or o.machine_id in (select a.machine_id from kernel.assets a where a.id = any(${[...ids]}::uuid[]))`.execute(tx);
  await lockAssets(
    tx,
    rows.map(({ id }) => id),
  );
  const machines = [...new Set(rows.flatMap(({ machine_id }) => machine_id ?? []))];
  if (machines.length > 0) {
    await tx.selectFrom('kernel.machines').select('id').where('id', '=', anyOf(machines)).orderBy('id').forNoKeyUpdate().execute();
  }
  return rows.map(({ id }) => id);
}

async function commonMachine(work: Work, asset: AssetRow, other: AssetRow): Promise<{ readonly id: string; readonly name: string }> {
  const { tx, now } = work;
  const known = [asset.machine, other.machine].flatMap((machine) => machine?.id ?? []);
  const oldest =
    known.length === 0
      ? undefined
      : await tx
          .selectFrom('kernel.machines')
          .select(['id', 'name'])
          .where('id', 'in', known)
          .orderBy('created_at')
          .orderBy('id')
          .executeTakeFirst();
  if (oldest !== undefined) return oldest;
  const clue = await tx
    .selectFrom('kernel.assets')
    .select('host_name')
    .where('id', 'in', [asset.id, other.id])
    .where('host_name', 'is not', null)
    .orderBy('id')
    .executeTakeFirst();
  const machine = { id: newId(now), name: clue?.host_name ?? asset.name };
  await tx
    .insertInto('kernel.machines')
    .values({ ...machine, site_id: asset.siteId, created_at: now })
    .execute();
  return machine;
}

async function dropEmptyMachines(tx: Tx, siteId: string): Promise<void> {
  await sql`
    delete from kernel.machines m where m.site_id = ${siteId}
      and not exists (select from kernel.assets a where a.machine_id = m.id)`.execute(tx);
}

async function dissolveSmall(tx: Tx, machineId: string): Promise<void> {
  const left = await tx
    .selectFrom('kernel.assets')
    .select('id')
    .where('machine_id', '=', machineId)
    .where('archived_at', 'is', null)
    .execute();
  if (left.length > 1) return;
  await tx.updateTable('kernel.assets').set({ machine_id: null }).where('machine_id', '=', machineId).execute();
  await tx.deleteFrom('kernel.machines').where('id', '=', machineId).execute();
}

/** Writes a person's decision about a pair; answers whether it is news. */
async function decidePair({ tx, by, now }: Work, id: string, otherId: string, state: 'confirmed' | 'refused'): Promise<boolean> {
  const [first, second] = id < otherId ? [id, otherId] : [otherId, id];
  const decision = { state, decided_at: now, decided_by: by.kind === 'person' ? by.userId : null };
  const row = await tx
    .insertInto('kernel.machine_links')
    .values({ asset_id: first, other_asset_id: second, because: 'host_name', suggested_at: now, ...decision })
    .onConflict((conflict) =>
      conflict.columns(['asset_id', 'other_asset_id']).doUpdateSet(decision).whereRef('kernel.machine_links.state', '<>', 'excluded.state'),
    )
    .returning('asset_id')
    .executeTakeFirst();
  return row !== undefined;
}

async function refusePairs({ tx, by, now }: Work, id: string, others: readonly string[]): Promise<void> {
  const by_ = by.kind === 'person' ? by.userId : null;
  await sql`
    update kernel.machine_links set state = 'refused', decided_at = ${now}, decided_by = ${by_}
    where ${id} in (asset_id, other_asset_id) and (asset_id = any(${[...others]}::uuid[]) and other_asset_id = any(${[...others]}::uuid[]))`.execute(
    tx,
  );
}

async function tellLink(
  work: Work,
  action: string,
  asset: AssetRow,
  details: Readonly<Record<string, unknown>>,
  concerned: readonly string[],
): Promise<AssetRow> {
  const rows = await work.tx
    .updateTable('kernel.assets')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', asset.id)
    .returningAll()
    .execute();
  const subject = { kind: 'asset', id: asset.id, name: asset.name };
  await work.audit({ action, subject, siteId: asset.siteId, after: details });
  for (const id of concerned) {
    const other = await findAsset(work.tx, id);
    if (other !== null) work.publish(assetChanged(other));
  }
  const after = await findAsset(work.tx, asset.id);
  if (after === null || rows.length === 0) throw new Error('The asset was linked and is not there.');
  return after;
}
