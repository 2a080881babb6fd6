import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { ImportSchedule } from '../domain/lists/schedule.ts';
import type { BlocklistFormat } from '../domain/lists/words.ts';
import { findImports, type ImportRow } from './blocklist-imports.ts';
import './lists-tables.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PlacedOn {
  readonly host: Named;
  readonly placed: number;
  readonly pending: number;
  readonly failure: string | null;
  readonly failureDetail: string;
}

export interface BlocklistRow {
  readonly id: string;
  readonly site: Named;
  readonly name: string;
  readonly url: string | null;
  readonly format: BlocklistFormat;
  readonly csvColumn: number | null;
  readonly schedule: ImportSchedule;
  readonly jail: string;
  readonly cap: number;
  readonly appliesItself: boolean;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly nextImportAt: Temporal.Instant | null;
  readonly lastGoodAt: Temporal.Instant | null;
  readonly staleAt: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  readonly removedAt: Temporal.Instant | null;
  readonly networks: number;
  /** Named ones; none: every host of the site that has the jail. */
  readonly hosts: readonly Named[];
  readonly placed: readonly PlacedOn[];
  readonly lastImport: ImportRow | null;
  readonly version: number;
}

const lists = (db: Db | Tx) =>
  db
    .selectFrom('bans.blocklists as l')
    .innerJoin('kernel.sites as site', 'site.id', 'l.site_id')
    .selectAll('l')
    .select('site.name as site_name')
    .select(sql<number>`(select count(*)::int from bans.blocklist_entries e where e.blocklist_id = l.id)`.as('networks'));

type Row = Awaited<ReturnType<ReturnType<typeof lists>['executeTakeFirstOrThrow']>>;

const scheduleOf = ({ every_hours, daily_at, time_zone }: Pick<Row, 'every_hours' | 'daily_at' | 'time_zone'>): ImportSchedule => {
  if (every_hours !== null) return { everyHours: every_hours };
  return daily_at !== null && time_zone !== null ? { dailyAt: daily_at, timeZone: time_zone } : null;
};

async function toLists(db: Db | Tx, rows: readonly Row[]): Promise<BlocklistRow[]> {
  const ids = rows.map(({ id }) => id);
  const [hosts, placed, imports] = [await hostsOf(db, ids), await placedOf(db, ids), await findImports(db, ids)];
  return rows.map((row) => ({
    ...{ id: row.id, site: { id: row.site_id, name: row.site_name }, name: row.name, url: row.url, format: row.format },
    ...{ csvColumn: row.csv_column, schedule: scheduleOf(row), jail: row.jail, cap: row.cap, appliesItself: row.applies_itself },
    ...{ etag: row.etag, lastModified: row.last_modified, nextImportAt: row.next_import_at, lastGoodAt: row.last_good_at },
    ...{ staleAt: row.stale_at, createdAt: row.created_at, removedAt: row.removed_at, networks: row.networks, version: row.version },
    hosts: hosts.filter(({ listId }) => listId === row.id).map(({ id, name }) => ({ id, name })),
    placed: placed.filter(({ listId }) => listId === row.id),
    lastImport: imports.find(({ blocklistId }) => blocklistId === row.id) ?? null,
  }));
}

async function hostsOf(db: Db | Tx, ids: readonly string[]): Promise<(Named & { readonly listId: string })[]> {
  return db
    .selectFrom('bans.blocklist_hosts as b')
    .innerJoin('kernel.assets as a', 'a.id', 'b.host_id')
    .select(['b.blocklist_id as listId', 'a.id', 'a.name'])
    .where('b.blocklist_id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('a.archived_at', 'is', null)
    .orderBy('a.name')
    .execute();
}

async function placedOf(db: Db | Tx, ids: readonly string[]): Promise<(PlacedOn & { readonly listId: string })[]> {
  const { rows } = await sql<{
    listId: string;
    id: string;
    name: string;
    placed: number;
    pending: number;
    failure: string | null;
    failureDetail: string;
  }>`
    select t.blocklist_id as "listId", a.id, a.name, t.pending, t.failure, t.failure_detail as "failureDetail",
      (select count(*)::int from bans.blocklist_placements p
        where p.blocklist_id = t.blocklist_id and p.host_id = t.host_id and p.jail = t.jail and p.placed_at is not null) as placed
    from bans.blocklist_targets t join kernel.assets a on a.id = t.host_id
    where t.blocklist_id = any(${[...ids]}::uuid[]) and a.archived_at is null order by a.name`.execute(db);
  return rows.map(({ id, name, ...row }) => ({ ...row, host: { id, name } }));
}

const byName = keyset<Row>('bans-blocklists', [
  { by: sql.ref('l.name'), of: ({ name }) => name, cell: cells.text },
  { by: sql.ref('l.id'), of: ({ id }) => id, cell: cells.id },
]);

export async function listBlocklists(
  db: Db | Tx,
  scope: Scope,
  { siteId }: { readonly siteId?: string | undefined },
  page: PageRequest,
): Promise<Page<BlocklistRow>> {
  const sites = sitesOf(scope, 'bans');
  const rows = await byName
    .apply(lists(db), page)
    .where('l.removed_at', 'is', null)
    .$if(sites !== 'all', (query) => query.where('l.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(siteId !== undefined, (query) => query.where('l.site_id', '=', siteId ?? ''))
    .execute();
  const { items, nextCursor } = byName.cut(rows, page.limit);
  return { items: await toLists(db, items), nextCursor };
}

/** Null when unknown, removed, or outside the scope. */
export async function findBlocklist(db: Db | Tx, scope: Scope, id: string): Promise<BlocklistRow | null> {
  const sites = sitesOf(scope, 'bans');
  const row = await lists(db)
    .where('l.id', '=', id)
    .where('l.removed_at', 'is', null)
    .$if(sites !== 'all', (query) => query.where('l.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .executeTakeFirst();
  return row === undefined ? null : ((await toLists(db, [row]))[0] ?? null);
}

/** Locks the row until the transaction ends; imports and changes of one blocklist come one after the other. */
export async function lockBlocklist(tx: Tx, scope: Scope, id: string): Promise<BlocklistRow | null> {
  await tx.selectFrom('bans.blocklists').select('id').where('id', '=', id).forUpdate().execute();
  return findBlocklist(tx, scope, id);
}

export interface BlocklistValues {
  readonly name: string;
  readonly url: string | null;
  readonly format: BlocklistFormat;
  readonly csvColumn: number | null;
  readonly schedule: ImportSchedule;
  readonly jail: string;
  readonly cap: number;
  readonly appliesItself: boolean;
  readonly nextImportAt: Temporal.Instant | null;
  readonly staleAt: Temporal.Instant | null;
}

const columns = (values: BlocklistValues) => ({
  ...{ name: values.name, url: values.url, format: values.format, csv_column: values.csvColumn, jail: values.jail, cap: values.cap },
  every_hours: values.schedule !== null && 'everyHours' in values.schedule ? values.schedule.everyHours : null,
  daily_at: values.schedule !== null && 'dailyAt' in values.schedule ? values.schedule.dailyAt : null,
  time_zone: values.schedule !== null && 'dailyAt' in values.schedule ? values.schedule.timeZone : null,
  ...{ applies_itself: values.appliesItself, next_import_at: values.nextImportAt, stale_at: values.staleAt },
});

export async function insertBlocklist(
  tx: Tx,
  identity: { readonly id: string; readonly siteId: string; readonly createdAt: Temporal.Instant; readonly createdBy: string | null },
  values: BlocklistValues,
): Promise<void> {
  const { id, siteId, createdAt, createdBy } = identity;
  await tx
    .insertInto('bans.blocklists')
    .values({ id, site_id: siteId, created_at: createdAt, created_by: createdBy, ...columns(values) })
    .execute();
}

/** `placeAt`: what stands on hosts is to be brought in line then. What the source said of its last text is forgotten. */
export async function saveBlocklist(tx: Tx, id: string, values: BlocklistValues, placeAt: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('bans.blocklists')
    .set((eb) => ({ ...columns(values), place_at: placeAt, etag: null, last_modified: null, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function setBlocklistHosts(tx: Tx, id: string, hostIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('bans.blocklist_hosts').where('blocklist_id', '=', id).execute();
  if (hostIds.length === 0) return;
  await tx
    .insertInto('bans.blocklist_hosts')
    .values([...new Set(hostIds)].map((hostId) => ({ blocklist_id: id, host_id: hostId })))
    .execute();
}

/** Takes it off the lists. Its entries go at once; what stands on hosts is lifted from `at` on. */
export async function markBlocklistRemoved(tx: Tx, id: string, at: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('bans.blocklist_entries').where('blocklist_id', '=', id).execute();
  await tx
    .updateTable('bans.blocklists')
    .set({ removed_at: at, place_at: at, next_import_at: null, stale_at: null })
    .where('id', '=', id)
    .execute();
}
