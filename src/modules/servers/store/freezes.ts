import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { Id, SiteId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/window.ts';
import { type FreezeDays, type FreezeTime, periodOfDays } from '../domain/freeze.ts';
import './plan-tables.ts';
import './tables.ts';

export type FreezeId = Id<'freeze'>;

export interface FreezeRow {
  readonly id: FreezeId;
  readonly name: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly schedule: { readonly id: string; readonly name: string } | null;
  readonly server: { readonly id: string; readonly name: string } | null;
  readonly period: Period;
  readonly days: FreezeDays | null;
  readonly version: number;
}

export interface FreezeFilter {
  readonly from?: Temporal.Instant | undefined;
  readonly until?: Temporal.Instant | undefined;
  readonly siteId?: string | undefined;
}

const freezes = (db: Db | Tx) =>
  db
    .selectFrom('servers.freezes as f')
    .innerJoin('kernel.sites as site', 'site.id', 'f.site_id')
    .leftJoin('servers.update_schedules as u', 'u.id', 'f.schedule_id')
    .leftJoin('kernel.assets as a', 'a.id', 'f.server_id')
    .select(['f.id', 'f.name', 'f.site_id', 'site.name as site_name', 'f.schedule_id', 'u.name as schedule_name'])
    .select(['f.server_id', 'a.name as server_name', 'f.from_at', 'f.until_at', 'f.first_day', 'f.last_day', 'f.time_zone', 'f.version']);

type Row = Awaited<ReturnType<ReturnType<typeof freezes>['executeTakeFirstOrThrow']>>;

function toFreeze(row: Row): FreezeRow {
  const days = daysOf(row);
  return {
    id: row.id as FreezeId,
    name: row.name,
    site: { id: row.site_id as SiteId, name: row.site_name },
    schedule: row.schedule_id === null ? null : { id: row.schedule_id, name: row.schedule_name ?? '' },
    server: row.server_id === null ? null : { id: row.server_id, name: row.server_name ?? '' },
    period: periodOf(row, days),
    days,
    version: row.version,
  };
}

type TimeColumns = Pick<Row, 'from_at' | 'until_at' | 'first_day' | 'last_day' | 'time_zone'>;

function daysOf({ first_day, last_day, time_zone }: TimeColumns): FreezeDays | null {
  if (first_day === null || last_day === null || time_zone === null) return null;
  return { firstDay: first_day, lastDay: last_day, timeZone: time_zone };
}

/** Of days what they mean by the zone's rules as they are known now, which may have changed since they were written. */
const periodOf = ({ from_at, until_at }: TimeColumns, days: FreezeDays | null): Period =>
  days === null ? { from: from_at, until: until_at } : periodOfDays(days);

const byStart = keyset<FreezeRow & { readonly storedFrom: Temporal.Instant }>('freezes', [
  { by: sql.ref('f.from_at'), of: (row) => row.storedFrom.toString(), cell: cells.instant },
  { by: sql.ref('f.id'), of: (row) => row.id, cell: cells.id },
]);

export async function listFreezes(db: Db | Tx, scope: Scope, filter: FreezeFilter, page: PageRequest): Promise<Page<FreezeRow>> {
  const sites = sitesOf(scope, 'servers');
  const { from, until, siteId } = filter;
  const rows = await byStart
    .apply(freezes(db), page)
    .$if(sites !== 'all', (query) => query.where('f.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(siteId !== undefined, (query) => query.where('f.site_id', '=', siteId ?? ''))
    .$if(from !== undefined, (query) => query.where(sql<boolean>`f.until_at > ${from}`))
    .$if(until !== undefined, (query) => query.where(sql<boolean>`f.from_at < ${until}`))
    .execute();
  return byStart.cut(
    rows.map((row) => ({ ...toFreeze(row), storedFrom: row.from_at })),
    page.limit,
  );
}

/** Null when unknown or outside the scope. */
export async function findFreeze(db: Db | Tx, scope: Scope, id: string): Promise<FreezeRow | null> {
  const sites = sitesOf(scope, 'servers');
  const row = await freezes(db)
    .where('f.id', '=', id)
    .$if(sites !== 'all', (query) => query.where('f.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .executeTakeFirst();
  return row === undefined ? null : toFreeze(row);
}

/** Locks the row until the transaction ends. */
export async function lockFreeze(tx: Tx, scope: Scope, id: string): Promise<FreezeRow | null> {
  await tx.selectFrom('servers.freezes').select('id').where('id', '=', id).forUpdate().execute();
  return findFreeze(tx, scope, id);
}

const timeColumns = ({ period, days }: FreezeTime) => ({
  from_at: period.from,
  until_at: period.until,
  first_day: days?.firstDay.toString() ?? null,
  last_day: days?.lastDay.toString() ?? null,
  time_zone: days?.timeZone ?? null,
});

export interface NewFreeze {
  readonly id: FreezeId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly scheduleId: string | null;
  readonly serverId: string | null;
  readonly time: FreezeTime;
  readonly createdBy: string | null;
  readonly createdAt: Temporal.Instant;
}

/** The schedule and the server must be of the site: foreign keys say so. */
export async function insertFreeze(tx: Tx, freeze: NewFreeze): Promise<void> {
  const { id, siteId, name, scheduleId, serverId, time, createdBy, createdAt } = freeze;
  await tx
    .insertInto('servers.freezes')
    .values({
      ...{ id, site_id: siteId, name, schedule_id: scheduleId, server_id: serverId, created_by: createdBy, created_at: createdAt },
      ...timeColumns(time),
    })
    .execute();
}

export async function saveFreeze(tx: Tx, id: FreezeId, { name, time }: Pick<NewFreeze, 'name' | 'time'>): Promise<void> {
  await tx
    .updateTable('servers.freezes')
    .set((eb) => ({ name, ...timeColumns(time), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function deleteFreeze(tx: Tx, id: FreezeId): Promise<void> {
  await tx.deleteFrom('servers.freezes').where('id', '=', id).execute();
}

/** A freeze and whom it is about. */
export interface FreezeOf {
  readonly siteId: string;
  readonly scheduleId: string | null;
  readonly serverId: string | null;
  readonly period: Period;
}

/** Stored instants of days may be off by what a zone's rules have changed since: looked up with some room. */
const ROOM_HOURS = 48;

/** All freezes of some sites that run at `from` or begin after it. */
export async function freezesOf(db: Db | Tx, siteIds: readonly string[], from: Temporal.Instant): Promise<FreezeOf[]> {
  const rows = await db
    .selectFrom('servers.freezes')
    .select(['site_id', 'schedule_id', 'server_id', 'from_at', 'until_at', 'first_day', 'last_day', 'time_zone'])
    .where(sql<boolean>`site_id = any(${[...siteIds]}::uuid[])`)
    .where('until_at', '>', from.subtract({ hours: ROOM_HOURS }))
    .orderBy('from_at')
    .execute();
  return rows.map((row) => ({
    siteId: row.site_id,
    scheduleId: row.schedule_id,
    serverId: row.server_id,
    period: periodOf(row, daysOf(row)),
  }));
}
