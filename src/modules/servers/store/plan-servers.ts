import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import { type AssetId, newId, type SiteId } from '../../../shared/ids.ts';
import type { OverduePolicy } from '../domain/approval.ts';
import { containsText } from './search.ts';
import './plan-tables.ts';
import './tables.ts';

/** What planning needs to know of a server beside its row. */
export interface PlanFacts {
  readonly group: { readonly id: string; readonly number: number; readonly name: string } | null;
  readonly slotMinutes: number;
  readonly overduePolicy: OverduePolicy;
}

/** Without a schedule a slot lasts an hour, and nobody else has to agree. */
const UNSCHEDULED = { slotMinutes: 60, overduePolicy: 'finding' } as const;

export async function planFactsOf(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<AssetId, PlanFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('servers.servers as s')
    .leftJoin('servers.update_schedules as u', 'u.id', 's.schedule_id')
    .leftJoin('servers.redundancy_groups as g', 'g.id', 's.redundancy_group_id')
    .select(['s.id', 'g.id as group_id', 'g.number', 'g.name', 'u.slot_minutes', 'u.overdue_policy'])
    .where(sql<boolean>`s.id = any(${[...ids]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id as AssetId, toFacts(row)]));
}

const toFacts = (row: {
  group_id: string | null;
  number: number | null;
  name: string | null;
  slot_minutes: number | null;
  overdue_policy: OverduePolicy | null;
}): PlanFacts => ({
  group:
    row.group_id === null || row.number === null || row.name === null ? null : { id: row.group_id, number: row.number, name: row.name },
  slotMinutes: row.slot_minutes ?? UNSCHEDULED.slotMinutes,
  overduePolicy: row.overdue_policy ?? UNSCHEDULED.overduePolicy,
});

export async function planFactsOfOne(db: Db | Tx, id: AssetId): Promise<PlanFacts> {
  return (await planFactsOf(db, [id])).get(id) ?? { group: null, ...UNSCHEDULED };
}

/** The group of a name on a site, made if there is none; letter case aside. Locked until the transaction ends. */
export async function holdGroupCalled(tx: Tx, siteId: SiteId, name: string): Promise<NonNullable<PlanFacts['group']>> {
  await tx
    .insertInto('servers.redundancy_groups')
    .values({ id: newId<'group'>(), site_id: siteId, name })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return tx
    .selectFrom('servers.redundancy_groups')
    .select(['id', 'number', 'name'])
    .where('site_id', '=', siteId)
    .where(sql<boolean>`lower(name collate kernel.natural) = lower(${name} collate kernel.natural)`)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

/** Those who plan slots of one group come one after the other. Taken in one order, so that two plans never wait for each other. */
export async function lockGroups(tx: Tx, numbers: readonly number[]): Promise<void> {
  await tx
    .selectFrom('servers.redundancy_groups')
    .select('id')
    .where(sql<boolean>`number = any(${[...numbers]}::int[])`)
    .orderBy('number')
    .forNoKeyUpdate()
    .execute();
}

/** Puts a server into a group, or out of one. Its open slots follow; the database refuses two of a group at once. */
export async function saveGroup(tx: Tx, id: AssetId, group: PlanFacts['group']): Promise<void> {
  await tx
    .updateTable('servers.servers')
    .set({ redundancy_group_id: group?.id ?? null })
    .where('id', '=', id)
    .execute();
  await tx
    .updateTable('servers.slots')
    .set((eb) => ({ group_number: group?.number ?? null, version: eb('version', '+', 1) }))
    .where('server_id', '=', id)
    .where('state', 'in', ['planned', 'postponed', 'started'])
    .execute();
}

export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly site: { readonly id: string; readonly name: string };
  readonly serverCount: number;
}

const byName = keyset<GroupRow>('redundancy-groups', [
  { by: sql.ref('g.name'), of: (row) => row.name, cell: cells.text },
  { by: sql.ref('g.id'), of: (row) => row.id, cell: cells.id },
]);

/** Groups that servers belong to; one that all have left is gone from sight. */
export async function listGroups(
  db: Db | Tx,
  scope: Scope,
  { siteId, q = '' }: { readonly siteId?: string | undefined; readonly q?: string | undefined },
  page: PageRequest,
): Promise<Page<GroupRow>> {
  const sites = sitesOf(scope, 'servers');
  const count = sql<number>`(select count(*) from servers.servers s join kernel.assets a on a.id = s.id
    where s.redundancy_group_id = g.id and a.archived_at is null)`;
  const rows = await byName
    .apply(
      db
        .selectFrom('servers.redundancy_groups as g')
        .innerJoin('kernel.sites as site', 'site.id', 'g.site_id')
        .select(['g.id', 'g.name', 'g.site_id', 'site.name as site_name'])
        .select(count.as('server_count'))
        .where(sql<boolean>`${count} > 0`),
      page,
    )
    .$if(sites !== 'all', (query) => query.where('g.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(siteId !== undefined, (query) => query.where('g.site_id', '=', siteId ?? ''))
    .$if(q.trim() !== '', (query) => query.where(() => containsText([sql.ref('g.name')], q)))
    .execute();
  const groups = rows.map((row) => ({
    id: row.id,
    name: row.name,
    site: { id: row.site_id, name: row.site_name },
    serverCount: row.server_count,
  }));
  return byName.cut(groups, page.limit);
}
