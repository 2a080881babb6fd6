import { type Expression, type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf, WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest, type SortKey } from '../../../kernel/db/keyset.ts';
import { contains } from '../../../kernel/db/like.ts';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import type { Hardware } from '../domain/hardware.ts';
import type { ScreenState } from '../domain/screen-state.ts';
import { type ScreenRow, toScreen } from './screen-row.ts';
import './content/tables.ts';
import './tables.ts';
import { type Since, stateOf } from './watch/state.ts';
import { UNWATCHED } from './watch/watched.ts';

export type { ScreenRow } from './screen-row.ts';

export interface ScreenFilter {
  readonly q?: string | undefined;
  readonly alive?: boolean | undefined;
  readonly state?: readonly ScreenState[] | undefined;
  readonly groupId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly unassigned?: boolean | undefined;
}

export type ScreenSort = 'name' | '-name' | 'lastAlive' | '-lastAlive';

/** Screens that are not archived. Names: s, a, site, g, p. */
const screens = (db: Db | Tx) =>
  db
    .selectFrom('screens.screens as s')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .innerJoin('kernel.sites as site', 'site.id', 's.site_id')
    .leftJoin('screens.groups as g', 'g.id', 's.group_id')
    .leftJoin('screens.programmes as p', 'p.group_id', 's.group_id')
    .where('a.archived_at', 'is', null)
    .selectAll('s')
    .select([
      'a.name',
      'a.tags',
      'a.created_at',
      'a.version',
      'site.name as site_name',
      'g.name as group_name',
      'g.number as group_number',
      'g.is_active as group_is_active',
      'p.active',
      'p.active_since',
      'p.off_until',
    ]);

const narrowed = (db: Db | Tx, scope: Scope) => {
  const sites = sitesOf(scope, 'screens');
  return screens(db).$if(sites !== 'all', (query) => query.where('s.site_id', '=', sql<string>`any(${sites}::uuid[])`));
};

/** By its id, or by the UUID of its player. Null when unknown, archived, or outside the scope. */
export async function findScreen(db: Db | Tx, scope: Scope, id: string): Promise<ScreenRow | null> {
  // Two lookups in place of an `or`: a player may have chosen the id of another screen, and that screen comes first.
  const own = await narrowed(db, scope).where('s.id', '=', id).executeTakeFirst();
  const row = own ?? (await narrowed(db, scope).where('s.uuid', '=', id).executeTakeFirst());
  return row === undefined ? null : toScreen(row);
}

/** For what the console does by itself: every screen that is not archived is in sight. */
export const findAnyScreen = (db: Db | Tx, id: AssetId): Promise<ScreenRow | null> => findScreen(db, WHOLE_ESTATE, id);

export async function findByUuid(db: Db | Tx, uuid: string): Promise<ScreenRow | null> {
  const row = await screens(db).where('s.uuid', '=', uuid).executeTakeFirst();
  return row === undefined ? null : toScreen(row);
}

export async function listScreens(
  db: Db | Tx,
  scope: Scope,
  filter: ScreenFilter & { readonly since: Since },
  sort: ScreenSort,
  page: PageRequest,
): Promise<Page<ScreenRow>> {
  const order = ORDERS[sort];
  const rows = await order.apply(narrowedBy(db, scope, filter), page).execute();
  return order.cut(rows.map(toScreen), page.limit);
}

/** Screens in scope that a filter lets through. */
export const narrowedBy = (db: Db | Tx, scope: Scope, filter: ScreenFilter & { readonly since: Since }) =>
  conditionsOf(filter).reduce((narrower, condition) => narrower.where(condition), narrowed(db, scope));

function conditionsOf({ q = '', alive, state, groupId, siteId, unassigned, since }: ScreenFilter & { readonly since: Since }) {
  const isAlive = sql<SqlBool>`coalesce(s.last_alive >= ${since.alive}, false)`;
  const conditions: readonly (Expression<SqlBool> | null)[] = [
    q.trim() === '' ? null : holdsText(q),
    alive === undefined ? null : sql<SqlBool>`${isAlive} = ${alive}`,
    state === undefined ? null : sql<SqlBool>`${stateOf(since)} = any(${[...state]}::text[])`,
    groupId === undefined ? null : sql<SqlBool>`s.group_id = ${groupId}`,
    siteId === undefined ? null : sql<SqlBool>`s.site_id = ${siteId}`,
    unassigned === undefined ? null : sql<SqlBool>`(s.group_id is null) = ${unassigned}`,
  ];
  return conditions.filter((condition) => condition !== null);
}

function holdsText(text: string): Expression<SqlBool> {
  // NUL cannot be in a PostgreSQL text, so nothing holds it; the driver would fail on it.
  if (text.includes('\0')) return sql<SqlBool>`false`;
  const pattern = contains(text.trim());
  const fields = ['hostname', 'ip', 'mac'].map((name) => sql<SqlBool>`s.hardware->>${sql.lit(name)} ilike ${pattern}`);
  return sql<SqlBool>`(a.name ilike ${pattern} or s.description ilike ${pattern} or ${sql.join(fields, sql` or `)})`;
}

const byId: SortKey<ScreenRow> = { by: sql.ref('s.id'), of: ({ id }) => id, cell: cells.id };
const SORTED = {
  name: { by: sql.ref('a.name'), of: ({ name }: ScreenRow) => name, cell: cells.text },
  lastAlive: {
    by: sql.ref('s.last_alive'),
    of: ({ lastAlive }: ScreenRow) => lastAlive?.toString() ?? null,
    cell: cells.instant,
    nulls: 'last',
  },
} as const;

const ordered = (sort: ScreenSort) => {
  const isDown = sort.startsWith('-');
  const direction = isDown ? ('desc' as const) : ('asc' as const);
  const key = sort.endsWith('name') ? SORTED.name : SORTED.lastAlive;
  return keyset<ScreenRow>(`screens ${sort}`, [
    { ...key, direction },
    { ...byId, direction },
  ]);
};

const ORDERS = {
  name: ordered('name'),
  '-name': ordered('-name'),
  lastAlive: ordered('lastAlive'),
  '-lastAlive': ordered('-lastAlive'),
} as const satisfies Record<ScreenSort, unknown>;

/** Inserts a screen whose asset is there already. The unique index refuses a UUID that another screen has. */
export async function insertScreen(
  tx: Tx,
  screen: { readonly id: AssetId; readonly siteId: SiteId; readonly uuid: string; readonly hardware: Hardware },
): Promise<void> {
  const { id, siteId, uuid, hardware } = screen;
  await tx
    .insertInto('screens.screens')
    .values({ id, site_id: siteId, uuid, hardware: JSON.stringify(hardware) })
    .execute();
}

export async function saveScreen(
  tx: Tx,
  id: AssetId,
  { description, isActive }: { readonly description: string; readonly isActive: boolean },
): Promise<void> {
  await tx.updateTable('screens.screens').set({ description, is_active: isActive }).where('id', '=', id).execute();
}

/** What it is to show is another one: it is looked at anew. */
export async function saveGroupOf(tx: Tx, id: AssetId, groupId: string | null, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.screens').set({ group_id: groupId, grouped_at: now, facts_change_at: now }).where('id', '=', id).execute();
}

/** Whoever has this account may come in; null takes it away. Nobody has used it yet. */
export async function saveAccount(
  tx: Tx,
  id: AssetId,
  account: { readonly name: string; readonly passwordHash: string; readonly issuedAt: Temporal.Instant } | null,
): Promise<void> {
  const columns = {
    account: account?.name ?? null,
    password_hash: account?.passwordHash ?? null,
    account_issued_at: account?.issuedAt ?? null,
    account_lost_at: null,
    heard_at: null,
    // From now on it has an identity of its own.
    ...(account === null ? {} : { discovered_at: null }),
  };
  await tx.updateTable('screens.screens').set(columns).where('id', '=', id).execute();
}

const UNHEARD = {
  ...{ current_process: null, current_event_id: null, process_pid: null, process_status: null },
  ...{ service_failed_at: null, service_failed_unit: null, service_cleared_at: null },
  ...{ mqtt_reconnect_count: null, mqtt_last_disconnect_at: null },
  ...{ malformed_count: 0, malformed_reason: '', malformed_at: null, limited_count: 0, limited_at: null },
  ...UNWATCHED,
} as const;

/** Another device may be its player from now on: then what the one before said of itself goes with that. */
export async function savePlayer(
  tx: Tx,
  id: AssetId,
  { uuid, hardware, isOther }: { readonly uuid: string; readonly hardware: Hardware; readonly isOther: boolean },
): Promise<void> {
  await tx
    .updateTable('screens.screens')
    .set({ uuid, hardware: JSON.stringify(hardware), ...(isOther ? UNHEARD : {}) })
    .where('id', '=', id)
    .execute();
}

/** Of an archived screen no account is left, and its player may come again. */
export async function retireScreen(tx: Tx, id: AssetId): Promise<void> {
  await saveAccount(tx, id, null);
  await tx.updateTable('screens.screens').set({ uuid: null, group_id: null, facts_change_at: null }).where('id', '=', id).execute();
}

/** What is noted is which failure was cleared, by the time that it has told. */
export async function clearServiceFailure(tx: Tx, id: AssetId): Promise<void> {
  await tx
    .updateTable('screens.screens')
    .set(({ ref }) => ({ service_failed_at: null, service_failed_unit: null, service_cleared_at: ref('service_failed_at') }))
    .where('id', '=', id)
    .execute();
}

/** Names of the site that begin like this, of screens that are not archived. */
export async function namesLike(tx: Tx, siteId: SiteId, name: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('kernel.assets')
    .select('name')
    .where('kind', '=', 'screen')
    .where('site_id', '=', siteId)
    .where('archived_at', 'is', null)
    .where(sql<SqlBool>`lower(name) = lower(${name})`)
    .execute();
  return rows.map((row) => row.name);
}
