import type { AssetId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { Work } from '../db/transact.ts';
import type { FindingsRoom } from '../findings/create-findings.ts';
import { addAsset, changeAsset, findAsset, lockAsset } from './asset-rows.ts';
import type { AssetRow, Assets } from './assets.ts';
import { assetChanged } from './events.ts';
import { confirmLink, refuseLink, unlinkAsset } from './machines.ts';
import { endMaintenance, maintenanceOf, maintenancePeriods, startMaintenance } from './maintenance.ts';
import { removeResponsible, responsiblesOf, setResponsible } from './responsibilities.ts';
import { findSite } from './sites.ts';

/** What modules see, and what the console itself needs beside it. The links audit themselves. */
export interface AssetsRoom extends Assets {
  confirmLink(work: Work, id: string, otherId: string): Promise<Result<AssetRow, 'assets.unknown' | 'assets.other_site'>>;
  refuseLink(work: Work, id: string, otherId: string): Promise<Result<null, 'assets.unknown'>>;
  unlink(work: Work, id: string): Promise<Result<AssetRow, 'assets.unknown'>>;
}

/** `findings`: they follow when assets are linked, unlinked and archived. */
export function createAssets({ findings }: { readonly findings: Pick<FindingsRoom, 'clearAsset' | 'regroup'> }): AssetsRoom {
  return {
    add: addAsset,
    lock: lockAsset,
    change: changeAsset,
    archive: (work, id) => archive(work, findings, id),
    find: findAsset,
    responsibles: responsiblesOf,
    setResponsible,
    removeResponsible,
    maintenance: maintenanceOf,
    maintenancePeriods,
    startMaintenance,
    endMaintenance,
    site: findSite,
    confirmLink: (work, id, otherId) => confirmLink(work, findings.regroup, id, otherId),
    refuseLink,
    unlink: (work, id) => unlinkAsset(work, findings.regroup, id),
  };
}

async function archive(work: Work, findings: Pick<FindingsRoom, 'clearAsset'>, id: AssetId): Promise<void> {
  const asset = await lockAsset(work.tx, id);
  if (asset === null) return;
  await findings.clearAsset(work, id);
  await work.tx
    .updateTable('kernel.assets')
    .set((eb) => ({ archived_at: work.now, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
  work.publish(assetChanged(asset));
}
