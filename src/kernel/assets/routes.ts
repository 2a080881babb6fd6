import type { z } from 'zod';
import type { AssetId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Clock } from '../../shared/time.ts';
import { differences } from '../audit/differences.ts';
import { createMayOnAssets } from '../auth/access/asset-access.ts';
import type { PersonActor } from '../auth/actor.ts';
import { inScope } from '../contract/access.ts';
import { KERNEL_PERMISSIONS } from '../contract/permissions.ts';
import * as contract from '../contract/routes/assets.ts';
import type { Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';
import { type Call, orRefuse, type Served, serve } from '../http/serve.ts';
import { listAssets } from './asset-list.ts';
import { changeAsset, findAsset, lockAsset } from './asset-rows.ts';
import type { AssetRow } from './assets.ts';
import type { AssetsRoom } from './create-assets.ts';
import { type SiteRouteParts, siteRoutes } from './site-routes.ts';
import { listSuggestions } from './suggestions.ts';

interface AssetRouteParts extends SiteRouteParts {
  readonly clock: Clock;
  readonly assets: AssetsRoom;
}

const mayOnAssets = createMayOnAssets(new Map(KERNEL_PERMISSIONS.map((permission) => [permission.name, permission])));

/** The answers to the contracts of sites and assets. */
export function assetRoutes(parts: AssetRouteParts): readonly Served[] {
  const { db, transact, assets } = parts;
  const shown = async (rows: readonly AssetRow[], now: Temporal.Instant) => presentAll(parts, rows, now);
  const one = async (row: AssetRow, now: Temporal.Instant): Promise<z.input<typeof contract.Asset>> => {
    const [asset] = await shown([row], now);
    if (asset === undefined) throw new Error('An asset was presented as nothing.');
    return asset;
  };
  return [
    ...siteRoutes(parts),
    serve(contract.listAssets, async (input, { scope, clock }) => {
      const { items, nextCursor } = await listAssets(db, { ...input, scope });
      return { items: await shown(items, clock.now()), nextCursor };
    }),
    serve(contract.getAsset, async ({ id }, { clock }) => {
      const asset = await findAsset(db, id);
      return one(orRefuse(asset === null ? refuse('assets.unknown') : ok(asset)), clock.now());
    }),
    serve(contract.editAsset, async ({ id, ...changes }, { actor, ifMatch, clock }) =>
      one(orRefuse(await transact(actor, (work) => editAsset(work, id, changes, ifMatch))), clock.now()),
    ),
    serve(contract.listLinkSuggestions, async ({ id }, { scope }) => {
      const items = await listSuggestions(db, id, scope);
      return { items: items.map(({ suggestedAt, ...rest }) => ({ assetId: id, ...rest, suggestedAt: suggestedAt.toString() })) };
    }),
    serve(contract.confirmLink, async ({ id, otherAssetId }, call) => {
      const linked = await transact(call.actor, async (work) => {
        const fault = await faultOfOther(work.tx, call, otherAssetId);
        return fault === null ? assets.confirmLink(work, id, otherAssetId) : refuse(fault);
      });
      return one(orRefuse(linked), call.clock.now());
    }),
    serve(contract.refuseLink, async ({ id, otherAssetId }, call) => {
      const refused = await transact(call.actor, async (work) => {
        const fault = await faultOfOther(work.tx, call, otherAssetId);
        return fault === null ? assets.refuseLink(work, id, otherAssetId) : refuse(fault);
      });
      return orRefuse(refused);
    }),
    serve(contract.unlinkAsset, async ({ id }, { actor, clock }) =>
      one(orRefuse(await transact(actor, (work) => assets.unlink(work, id))), clock.now()),
    ),
  ];
}

/** The mount has asked about the first asset; the other one must be in sight, and the caller's to change, too. */
async function faultOfOther(
  db: Tx,
  { person, scope }: Pick<Call, 'person' | 'scope'>,
  id: string,
): Promise<'assets.unknown' | 'kernel.forbidden' | null> {
  const other = await findAsset(db, id);
  if (other === null || !inScope(scope, other)) return 'assets.unknown';
  return (await mayEdit(db, person, other)) ? null : 'kernel.forbidden';
}

async function mayEdit(db: Tx, person: PersonActor, asset: AssetRow): Promise<boolean> {
  return (await mayOnAssets(db, person, ['assets:edit'], [asset])).get(asset.id)?.has('assets:edit') ?? false;
}

async function editAsset(
  work: Work,
  id: string,
  changes: { readonly tags?: string[] | undefined; readonly notes?: string | undefined },
  ifMatch: number | null,
): Promise<Result<AssetRow, 'assets.unknown' | 'assets.name_taken' | 'assets.bad_address' | 'kernel.version_conflict'>> {
  const before = await lockAsset(work.tx, id);
  if (before === null) return refuse('assets.unknown');
  if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
  const wanted = { tags: [...new Set(changes.tags ?? before.tags)], notes: changes.notes ?? before.notes };
  const changed = differences({ tags: before.tags, notes: before.notes }, wanted);
  if (changed === null) return ok(before);
  const after = await changeAsset(work, id, wanted);
  const subject = { kind: 'asset', id, name: before.name };
  await work.audit({ action: 'assets.edited', subject, siteId: before.siteId, ...changed });
  return after;
}

async function presentAll(
  { db, assets }: AssetRouteParts,
  rows: readonly AssetRow[],
  now: Temporal.Instant,
): Promise<z.input<typeof contract.Asset>[]> {
  const ids: readonly AssetId[] = rows.map(({ id }) => id);
  const [people, periods] = await Promise.all([assets.responsibles(db, ids), assets.maintenance(db, ids, now)]);
  return rows.map(({ siteId, siteName, ...row }) => {
    const period = periods.get(row.id);
    return {
      ...row,
      tags: [...row.tags],
      site: { id: siteId, name: siteName },
      responsibles: [...(people.get(row.id) ?? [])],
      maintenance: period === undefined ? null : { ...period, startsAt: period.startsAt.toString(), endsAt: period.endsAt.toString() },
    };
  });
}
