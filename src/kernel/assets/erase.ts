import { sql } from 'kysely';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Actor } from '../auth/actor.ts';
import type { Tx } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import { removeFindingsOf } from '../findings/remove.ts';
import './tables.ts';

/** Removes a module's rows of an asset, the one with its id included. */
export type EraseAssetRows = (tx: Tx, assetId: string) => Promise<void>;

export interface EraseParts {
  readonly transact: Transact;
  /** By the name of the module. Without an entry a module's assets cannot be erased. */
  readonly erasers: ReadonlyMap<string, EraseAssetRows>;
}

export interface Erased {
  readonly id: string;
  /** Typed by the person, as a second look. */
  readonly name: string;
}

type Fault = 'assets.unknown' | 'streams.not_archived' | 'streams.other_name';

/** Erases an archived asset and all that is known of it, in one transaction. Its line in the audit says that it was there. */
export const createEraseAsset =
  ({ transact, erasers }: EraseParts) =>
  (by: Actor, { id, name }: Erased): Promise<Result<null, Fault>> =>
    transact(by, async ({ tx, audit, publish }) => {
      const asset = await tx.selectFrom('kernel.assets').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      const eraseRows = asset === undefined ? undefined : erasers.get(asset.module);
      if (asset === undefined || eraseRows === undefined) return refuse('assets.unknown');
      if (asset.archived_at === null) return refuse('streams.not_archived');
      if (asset.name !== name.trim()) return refuse('streams.other_name', { path: 'name' });
      await removeFindingsOf(tx, id);
      await eraseRows(tx, id);
      await tx.deleteFrom('kernel.assets').where('id', '=', id).execute();
      await removeEmptyMachine(tx, asset.machine_id);
      await audit({ action: 'assets.erased', subject: { kind: asset.kind, id, name: asset.name }, siteId: asset.site_id });
      publish({ name: 'assets.changed', module: asset.module, siteId: null, assetId: null, payload: {} });
      return ok(null);
    });

async function removeEmptyMachine(tx: Tx, machineId: string | null): Promise<void> {
  if (machineId === null) return;
  await sql`delete from kernel.machines m where m.id = ${machineId}
    and not exists (select from kernel.assets a where a.machine_id = m.id)`.execute(tx);
}
