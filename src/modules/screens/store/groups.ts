import { type ExpressionBuilder, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Database, Db, Tx } from '../../../kernel/db/database.ts';
import type { Id, SiteId } from '../../../shared/ids.ts';
import './tables.ts';

export type GroupId = Id<'screen-group'>;

export interface GroupRow {
  readonly id: GroupId;
  readonly number: number;
  readonly name: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly description: string;
  readonly colour: string;
  /** False: out of use. */
  readonly isActive: boolean;
  readonly position: number;
  readonly screenCount: number;
  readonly version: number;
}

export interface GroupValues {
  readonly name: string;
  readonly description: string;
  readonly colour: string;
  readonly isActive: boolean;
}

const groups = (db: Db | Tx, scope: Scope) => {
  const sites = sitesOf(scope, 'screens');
  return db
    .selectFrom('screens.groups as g')
    .innerJoin('kernel.sites as site', 'site.id', 'g.site_id')
    .where('g.archived_at', 'is', null)
    .$if(sites !== 'all', (query) => query.where('g.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .selectAll('g')
    .select(['site.name as site_name'])
    .select(screenCount)
    .orderBy('site.name')
    .orderBy('site.id')
    .orderBy('g.position')
    .orderBy('g.id');
};

const screenCount = (eb: ExpressionBuilder<Database & { g: Database['screens.groups'] }, 'g'>) =>
  eb
    .selectFrom('screens.screens as s')
    .whereRef('s.group_id', '=', 'g.id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .as('screen_count');

type Row = Awaited<ReturnType<ReturnType<typeof groups>['executeTakeFirstOrThrow']>>;

const toGroup = (row: Row): GroupRow => ({
  id: row.id as GroupId,
  site: { id: row.site_id as SiteId, name: row.site_name },
  ...{ number: row.number, name: row.name, description: row.description, colour: row.colour, isActive: row.is_active },
  ...{ position: row.position, screenCount: row.screen_count ?? 0, version: row.version },
});

export async function listGroups(db: Db | Tx, scope: Scope, { siteId }: { readonly siteId?: string | undefined }): Promise<GroupRow[]> {
  const rows = await groups(db, scope)
    .$if(siteId !== undefined, (query) => query.where('g.site_id', '=', siteId ?? ''))
    .execute();
  return rows.map(toGroup);
}

/** Null when unknown, archived, or outside the scope. */
export async function findGroup(db: Db | Tx, scope: Scope, id: string): Promise<GroupRow | null> {
  const row = await groups(db, scope).where('g.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toGroup(row);
}

/** Locks the row until the transaction ends: nobody joins a group that is just being archived. */
export async function lockGroup(tx: Tx, scope: Scope, id: string): Promise<GroupRow | null> {
  await tx.selectFrom('screens.groups').select('id').where('id', '=', id).forUpdate().execute();
  return findGroup(tx, scope, id);
}

/** Locks all groups of a site until the transaction ends: their order is one thing. */
export async function lockGroupsOf(tx: Tx, siteId: SiteId): Promise<void> {
  await tx.selectFrom('screens.groups').select('id').where('site_id', '=', siteId).orderBy('id').forUpdate().execute();
}

/** It comes last. The unique index refuses a name that is taken on the site. */
export async function insertGroup(
  tx: Tx,
  group: GroupValues & { readonly id: GroupId; readonly siteId: SiteId; readonly createdAt: Temporal.Instant },
): Promise<void> {
  const { id, siteId, createdAt, name, description, colour, isActive } = group;
  const position = sql<number>`(select coalesce(max(position) + 1, 0) from screens.groups where site_id = ${siteId} and archived_at is null)`;
  await tx
    .insertInto('screens.groups')
    .values({ id, site_id: siteId, created_at: createdAt, name, description, colour, is_active: isActive, position })
    .execute();
}

/** See `insertGroup` for names. */
export async function saveGroup(tx: Tx, id: GroupId, { isActive, ...values }: GroupValues): Promise<void> {
  await tx
    .updateTable('screens.groups')
    .set((eb) => ({ ...values, is_active: isActive, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Has all that is known to be wrong with the screens of a group looked at anew. Rows are locked in one order. */
export async function markScreensOf(tx: Tx, id: GroupId, now: Temporal.Instant): Promise<void> {
  await sql`
    with marked as (select s.id from screens.screens s where s.group_id = ${id} order by s.id for no key update)
    update screens.screens s set facts_change_at = ${now} from marked m where m.id = s.id`.execute(tx);
}

export async function archiveGroup(tx: Tx, id: GroupId, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.groups').set({ archived_at: now }).where('id', '=', id).execute();
}

/** Writes positions in the order of `ids`. */
export async function saveOrder(tx: Tx, ids: readonly GroupId[]): Promise<void> {
  await sql`
    update screens.groups g set position = o.at - 1
    from unnest(${[...ids]}::uuid[]) with ordinality as o (id, at) where g.id = o.id`.execute(tx);
}
