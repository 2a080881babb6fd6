import { sql } from 'kysely';
import { inSites, type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { AllowPlacement, PlacementState } from './allow-placements.ts';
import './lists-tables.ts';
import { withoutFullMask } from './inet-text.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface AllowRow {
  readonly id: string;
  readonly network: string;
  readonly note: string;
  readonly site: Named | null;
  readonly host: Named | null;
  readonly jail: string | null;
  readonly until: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  readonly by: Named | null;
  readonly endedAt: Temporal.Instant | null;
  readonly endedHow: 'expired' | 'removed' | null;
  readonly placements: readonly AllowPlacement[];
  readonly version: number;
}

const entries = (db: Db | Tx) =>
  db
    .selectFrom('bans.allow_entries as e')
    .leftJoin('kernel.sites as site', 'site.id', 'e.site_id')
    .leftJoin('kernel.assets as a', 'a.id', 'e.host_id')
    .leftJoin('kernel.users as u', 'u.id', 'e.created_by')
    .selectAll('e')
    .select(['site.name as site_name', 'a.name as host_name', 'u.username'])
    .select(sql<string>`e.network::text`.as('network_text'));

type Row = Awaited<ReturnType<ReturnType<typeof entries>['executeTakeFirstOrThrow']>>;

const named = (id: string | null, name: string | null): Named | null => (id === null ? null : { id, name: name ?? '' });

const toEntry = (row: Row, placements: readonly AllowPlacement[]): AllowRow => ({
  id: row.id,
  network: withoutFullMask(row.network_text),
  note: row.note,
  site: named(row.site_id, row.site_name),
  host: named(row.host_id, row.host_name),
  jail: row.jail,
  until: row.until_at,
  createdAt: row.created_at,
  by: named(row.created_by, row.username),
  endedAt: row.ended_at,
  endedHow: row.ended_how,
  placements,
  version: row.version,
});

/** Of those that the caller sees: an entry of every site names hosts of other sites to nobody. */
async function withPlacements(db: Db | Tx, scope: Scope, rows: readonly Row[]): Promise<AllowRow[]> {
  const sites = sitesOf(scope, 'bans');
  const placed = await db
    .selectFrom('bans.allow_placements as p')
    .innerJoin('bans.hosts as h', 'h.id', 'p.host_id')
    .innerJoin('kernel.assets as a', 'a.id', 'p.host_id')
    .select(['p.entry_id', 'p.host_id', 'a.name', 'h.site_id', 'p.jail', 'p.state', 'p.failure', 'p.failure_detail'])
    .where('p.entry_id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .where('a.archived_at', 'is', null)
    .orderBy('a.name')
    .orderBy('p.jail')
    .execute();
  const seen = placed.filter(({ site_id }) => inSites(sites, site_id));
  return rows.map((row) => toEntry(row, seen.filter(({ entry_id }) => entry_id === row.id).map(toPlacement)));
}

const toPlacement = (row: {
  readonly host_id: string;
  readonly name: string;
  readonly jail: string;
  readonly state: PlacementState;
  readonly failure: string | null;
  readonly failure_detail: string;
}): AllowPlacement => ({
  host: { id: row.host_id, name: row.name },
  ...{ jail: row.jail, state: row.state, failure: row.failure, failureDetail: row.failure_detail },
});

const byNewest = keyset<Row>('bans-allow', [
  { by: sql.ref('e.created_at'), of: ({ created_at }) => created_at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('e.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

export interface AllowFilter {
  readonly ended?: boolean | undefined;
  /** In its one spelling: entries that overlap it. */
  readonly network?: string | undefined;
  /** Entries that hold on this host. */
  readonly hostId?: string | undefined;
}

export async function listAllow(db: Db | Tx, scope: Scope, filter: AllowFilter, page: PageRequest): Promise<Page<AllowRow>> {
  const { ended = false, network, hostId } = filter;
  const sites = sitesOf(scope, 'bans');
  const rows = await byNewest
    .apply(entries(db), page)
    .where('e.ended_at', ended ? 'is not' : 'is', null)
    .$if(sites !== 'all', (query) => query.where(sql<boolean>`(e.site_id is null or e.site_id = any(${sites}::uuid[]))`))
    .$if(network !== undefined, (query) => query.where(sql<boolean>`e.network && ${network}::inet`))
    .$if(hostId !== undefined, (query) =>
      query.where(sql<boolean>`(e.host_id = ${hostId} or (e.host_id is null
        and (e.site_id is null or e.site_id = (select site_id from bans.hosts where id = ${hostId}))))`),
    )
    .execute();
  const { items, nextCursor } = byNewest.cut(rows, page.limit);
  return { items: await withPlacements(db, scope, items), nextCursor };
}

/** Null when unknown or outside the scope. */
export async function findAllow(db: Db | Tx, scope: Scope, id: string): Promise<AllowRow | null> {
  const sites = sitesOf(scope, 'bans');
  const row = await entries(db)
    .where('e.id', '=', id)
    .$if(sites !== 'all', (query) => query.where(sql<boolean>`(e.site_id is null or e.site_id = any(${sites}::uuid[]))`))
    .executeTakeFirst();
  return row === undefined ? null : ((await withPlacements(db, scope, [row]))[0] ?? null);
}

/** Locks the row until the transaction ends. */
export async function lockAllow(tx: Tx, scope: Scope, id: string): Promise<AllowRow | null> {
  await tx.selectFrom('bans.allow_entries').select('id').where('id', '=', id).forUpdate().execute();
  return findAllow(tx, scope, id);
}

export interface NewAllow {
  readonly id: string;
  readonly siteId: string | null;
  readonly hostId: string | null;
  readonly jail: string | null;
  readonly network: string;
  readonly note: string;
  readonly until: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string | null;
}

/** A unique index says that there is one such entry at most. */
export async function insertAllow(tx: Tx, entry: NewAllow): Promise<void> {
  await tx
    .insertInto('bans.allow_entries')
    .values({
      ...{ id: entry.id, site_id: entry.siteId, host_id: entry.hostId, jail: entry.jail, network: entry.network, note: entry.note },
      ...{ until_at: entry.until, created_at: entry.createdAt, created_by: entry.createdBy },
    })
    .execute();
}

export async function saveAllow(tx: Tx, id: string, { note, until }: Pick<NewAllow, 'note' | 'until'>): Promise<void> {
  await tx
    .updateTable('bans.allow_entries')
    .set((eb) => ({ note, until_at: until, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function endAllow(tx: Tx, id: string, at: Temporal.Instant, how: 'expired' | 'removed'): Promise<void> {
  await tx
    .updateTable('bans.allow_entries')
    .set((eb) => ({ ended_at: at, ended_how: how, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

export interface ExpiredAllow {
  readonly id: string;
  readonly siteId: string | null;
  readonly hostId: string | null;
  readonly network: string;
}

/** Ends entries whose end has come, and answers them. */
export async function expireAllow(tx: Tx, now: Temporal.Instant): Promise<ExpiredAllow[]> {
  const { rows } = await sql<ExpiredAllow>`
    update bans.allow_entries set ended_at = ${now}, ended_how = 'expired', version = version + 1
    where ended_at is null and until_at <= ${now} returning id, site_id as "siteId", host_id as "hostId", network::text as network`.execute(
    tx,
  );
  return rows.map((row) => ({ ...row, network: withoutFullMask(row.network) }));
}

export async function nextAllowEnd(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('bans.allow_entries')
    .select('until_at')
    .where('ended_at', 'is', null)
    .where('until_at', 'is not', null)
    .orderBy('until_at')
    .limit(1)
    .executeTakeFirst();
  return row?.until_at ?? null;
}
