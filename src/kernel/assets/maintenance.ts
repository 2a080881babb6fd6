import { sql } from 'kysely';
import { type AssetId, newId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { isAfter } from '../../shared/time.ts';
import { isOneOf, readByColumn, wireInstant } from '../db/by-column.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';
import { findingsChanged } from '../findings/events.ts';
import { findAsset, lockAssets } from './asset-rows.ts';
import type { MaintenancePeriod } from './assets.ts';
import { type MaintenanceCells, maintenanceQuery } from './by-column.ts';
import { assetChanged } from './events.ts';

/** A period that lasts longer is no maintenance but a way to forget something. */
const LONGEST_HOURS = 90 * 24;

export async function maintenanceOf(
  db: Db | Tx,
  ids: readonly AssetId[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<AssetId, MaintenancePeriod>> {
  if (ids.length === 0) return new Map();
  const { periods } = await readByColumn(db, { periods: maintenanceQuery(isOneOf(ids), now) });
  return new Map(periods.map((period) => [period.asset_id, toPeriod(period)]));
}

const toPeriod = ({ id, starts_at, ends_at, reason, by_name }: MaintenanceCells): MaintenancePeriod => ({
  id,
  startsAt: Temporal.Instant.from(wireInstant(starts_at)),
  endsAt: Temporal.Instant.from(wireInstant(ends_at)),
  reason,
  by: by_name,
});

/** Running and coming ones. */
export async function maintenancePeriods(
  db: Db | Tx,
  ids: readonly AssetId[],
  from: Temporal.Instant,
): Promise<ReadonlyMap<AssetId, readonly Pick<MaintenancePeriod, 'startsAt' | 'endsAt'>[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ assetId: AssetId; startsAt: Temporal.Instant; endsAt: Temporal.Instant }>`
    select asset_id as "assetId", starts_at as "startsAt", ends_at as "endsAt" from kernel.maintenance_periods
    where asset_id = any(${[...ids]}::uuid[]) and ended_early_at is null and ends_at > ${from}
    order by starts_at, id`.execute(db);
  return Map.groupBy(rows, ({ assetId }) => assetId);
}

interface NewPeriod {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly reason: string;
}

type PeriodFault = 'assets.maintenance_backwards' | 'assets.maintenance_past' | 'assets.maintenance_too_long';

/** What is wrong with a period that somebody declares at `now`. */
function faultOfPeriod({ startsAt, endsAt }: Pick<NewPeriod, 'startsAt' | 'endsAt'>, now: Temporal.Instant): PeriodFault | null {
  if (!isAfter(endsAt, startsAt)) return 'assets.maintenance_backwards';
  if (!isAfter(endsAt, now)) return 'assets.maintenance_past';
  return isAfter(endsAt, startsAt.add({ hours: LONGEST_HOURS })) ? 'assets.maintenance_too_long' : null;
}

export async function startMaintenance(work: Work, id: AssetId, period: NewPeriod): Promise<Result<MaintenancePeriod, PeriodFault>> {
  const fault = faultOfPeriod(period, work.now);
  if (fault !== null) return refuse(fault, { path: 'endsAt' });
  await lockAssets(work.tx, [id]);
  const { by, now } = work;
  const periodId = newId(now);
  await work.tx
    .insertInto('kernel.maintenance_periods')
    .values({
      id: periodId,
      asset_id: id,
      starts_at: period.startsAt,
      ends_at: period.endsAt,
      reason: period.reason,
      created_by: by.kind === 'person' ? by.userId : null,
      created_at: now,
    })
    .execute();
  await announce(work, id);
  return ok({ id: periodId, ...period, by: by.kind === 'person' ? by.username : null });
}

export async function endMaintenance(work: Work, id: AssetId): Promise<number> {
  await lockAssets(work.tx, [id]);
  const ended = await work.tx
    .updateTable('kernel.maintenance_periods')
    .set({ ended_early_at: work.now })
    .where('asset_id', '=', id)
    .where('ended_early_at', 'is', null)
    .where('ends_at', '>', work.now)
    .returning('id')
    .execute();
  if (ended.length > 0) await announce(work, id);
  return ended.length;
}

/** The asset's own pages, and Today: its findings are muted from now on, or no longer. */
async function announce({ tx, publish }: Work, id: AssetId): Promise<void> {
  const asset = await findAsset(tx, id);
  if (asset === null) return;
  publish(assetChanged(asset));
  publish(findingsChanged({ module: asset.module, siteId: asset.siteId, assetId: id, storyId: null }));
}
