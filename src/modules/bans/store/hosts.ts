import { type Expression, type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf, WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest, type SortKey } from '../../../kernel/db/keyset.ts';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import type { ContactState } from '../domain/contact.ts';
import type { Level, Transport } from '../domain/host.ts';
import { type HostRow, toHost } from './host-row.ts';
import './tables.ts';

export type { HostRow, SshRow } from './host-row.ts';

export interface HostFilter {
  readonly q?: string | undefined;
  readonly state?: readonly ContactState[] | undefined;
  readonly level?: readonly Level[] | undefined;
  readonly siteId?: string | undefined;
  readonly tag?: string | undefined;
}

export type HostSort = 'name' | '-name' | 'banned' | '-banned' | 'contactedAt' | '-contactedAt';

/** Hosts that are not archived, with the sums over their jails. Names: h, a, site, j. */
const hosts = (db: Db | Tx) =>
  db
    .selectFrom('bans.hosts as h')
    .innerJoin('kernel.assets as a', 'a.id', 'h.id')
    .innerJoin('kernel.sites as site', 'site.id', 'h.site_id')
    .leftJoin('kernel.users as creator', 'creator.id', 'a.created_by')
    .leftJoin('kernel.users as confirmer', 'confirmer.id', 'h.host_key_confirmed_by')
    .innerJoinLateral(sums, (join) => join.onTrue())
    .selectAll('h')
    .select(['a.name', 'a.tags', 'a.created_at', 'a.version', 'site.name as site_name'])
    .select(['creator.username as created_by_name', 'confirmer.username as confirmed_by_name'])
    .select(['j.jail_count', 'j.gone_count', 'j.banned', 'j.failed'])
    .select(sql<string[]>`array(select host(each.address) from unnest(h.addresses) as each(address))`.as('own_addresses'))
    .where('a.archived_at', 'is', null);

const sums = () =>
  sql<{ jail_count: number; gone_count: number; banned: number; failed: number }>`(
    select count(*) filter (where gone_at is null) as jail_count, count(*) filter (where gone_at is not null) as gone_count,
      coalesce(sum(currently_banned) filter (where gone_at is null), 0)::bigint as banned,
      coalesce(sum(currently_failed) filter (where gone_at is null), 0)::bigint as failed
    from bans.jails where host_id = h.id)`.as('j');

const narrowed = (db: Db | Tx, scope: Scope, conditions: readonly Expression<SqlBool>[] = []) => {
  const sites = sitesOf(scope, 'bans');
  return conditions
    .reduce((query, condition) => query.where(condition), hosts(db))
    .$if(sites !== 'all', (query) => query.where('h.site_id', '=', sql<string>`any(${sites}::uuid[])`));
};

/** Null when unknown, archived, or outside the scope. */
export async function findHost(db: Db | Tx, scope: Scope, id: string): Promise<HostRow | null> {
  const row = await narrowed(db, scope).where('h.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toHost(row);
}

export async function listHosts(db: Db | Tx, scope: Scope, filter: HostFilter, sort: HostSort, page: PageRequest): Promise<Page<HostRow>> {
  const order = ORDERS[sort];
  const rows = await order.apply(narrowed(db, scope, conditionsOf(filter)), page).execute();
  return order.cut(rows.map(toHost), page.limit);
}

/** Every host that is looked at, whatever its site: for the watch. */
export async function everyHostId(db: Db | Tx): Promise<AssetId[]> {
  const rows = await db
    .selectFrom('bans.hosts as h')
    .innerJoin('kernel.assets as a', 'a.id', 'h.id')
    .select('h.id')
    .where('a.archived_at', 'is', null)
    .orderBy('h.id')
    .execute();
  return rows.map(({ id }) => id as AssetId);
}

function conditionsOf({ q = '', state, level, siteId, tag }: HostFilter): Expression<SqlBool>[] {
  const words = q
    .trim()
    .replaceAll('\0', '')
    .replaceAll(/[\\%_]/g, '\\$&');
  return [
    words === '' ? null : sql<SqlBool>`(a.name ilike ${`%${words}%`} or h.ssh_host ilike ${`%${words}%`})`,
    state === undefined ? null : sql<SqlBool>`${CONTACT_STATE} = any(${[...state]})`,
    level === undefined ? null : sql<SqlBool>`h.level = any(${[...level]})`,
    siteId === undefined ? null : sql<SqlBool>`h.site_id = ${siteId}`,
    tag === undefined ? null : hasTag(tag),
  ].filter((condition) => condition !== null);
}

/** As `contactStateOf`; a test compares the two. */
const CONTACT_STATE = sql`coalesce(h.failure, case when h.contacted_at is null then 'new' else 'ok' end)`;

const hasTag = (tag: string): Expression<SqlBool> =>
  tag.includes('\0') ? sql<SqlBool>`false` : sql<SqlBool>`a.tags @> array[${tag}]::text[]`;

const byId: SortKey<HostRow> = { by: sql.ref('h.id'), of: ({ id }) => id, cell: cells.id };
const EARLIEST = '0001-01-01T00:00:00Z';
const SORTED = {
  name: { by: sql.ref('a.name'), of: ({ name }: HostRow) => name, cell: cells.text },
  banned: { by: sql.ref('j.banned'), of: (row: HostRow) => row.currentlyBanned, cell: cells.bigint },
  contactedAt: {
    by: sql`coalesce(h.contacted_at, ${EARLIEST}::timestamptz)`,
    of: ({ contactedAt }: HostRow) => contactedAt?.toString() ?? EARLIEST,
    cell: cells.instant,
  },
} as const;

const ordered = (sort: HostSort) => {
  const isDown = sort.startsWith('-');
  const direction = isDown ? ('desc' as const) : ('asc' as const);
  const key = SORTED[(isDown ? sort.slice(1) : sort) as keyof typeof SORTED];
  return keyset<HostRow>(`bans-hosts ${sort}`, [
    { ...key, direction },
    { ...byId, direction },
  ]);
};

const ORDERS = {
  name: ordered('name'),
  '-name': ordered('-name'),
  banned: ordered('banned'),
  '-banned': ordered('-banned'),
  contactedAt: ordered('contactedAt'),
  '-contactedAt': ordered('-contactedAt'),
} as const satisfies Record<HostSort, unknown>;

/** How a host is reached, as people say it; sealed keys stay what they are unless given. */
export interface HostValues {
  readonly level: Level;
  readonly transport: Transport;
  readonly socketPath: string;
  readonly configFolder: string;
  readonly ssh: SshValues | null;
}

export interface SshValues {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: 'key' | 'agent';
  readonly sealedKey: Uint8Array | null;
  readonly configureUser: string | null;
  readonly sealedConfigureKey: Uint8Array | null;
  /** The confirmed fingerprint, and who confirmed it. */
  readonly hostKey: string | null;
  readonly hostKeyConfirmedBy: string | null;
  readonly hostKeySeen: string | null;
}

const columns = ({ level, transport, socketPath, configFolder, ssh }: HostValues) => ({
  ...{ level, transport, socket_path: socketPath, config_folder: configFolder },
  ...{ ssh_host: ssh?.host ?? null, ssh_port: ssh?.port ?? null, ssh_user: ssh?.user ?? null, ssh_auth: ssh?.auth ?? null },
  ...{
    ssh_key: ssh?.sealedKey ?? null,
    ssh_configure_user: ssh?.configureUser ?? null,
    ssh_configure_key: ssh?.sealedConfigureKey ?? null,
  },
  ...{ host_key: ssh?.hostKey ?? null, host_key_confirmed_by: ssh?.hostKeyConfirmedBy ?? null, host_key_seen: ssh?.hostKeySeen ?? null },
});

/** Inserts a host whose asset is there already. */
export async function insertHost(tx: Tx, id: AssetId, siteId: SiteId, values: HostValues): Promise<void> {
  await tx
    .insertInto('bans.hosts')
    .values({ id, site_id: siteId, ...columns(values) })
    .execute();
}

export async function saveHost(tx: Tx, id: AssetId, values: HostValues): Promise<void> {
  await tx.updateTable('bans.hosts').set(columns(values)).where('id', '=', id).execute();
}

/** The sealed keys of a host; apart from `HostRow`, so that no list carries them. */
export async function sealedKeysOf(
  db: Db | Tx,
  id: string,
): Promise<{ readonly key: Uint8Array | null; readonly configureKey: Uint8Array | null }> {
  const row = await db.selectFrom('bans.hosts').select(['ssh_key', 'ssh_configure_key']).where('id', '=', id).executeTakeFirst();
  return { key: row?.ssh_key ?? null, configureKey: row?.ssh_configure_key ?? null };
}

/** What is sealed of an archived host goes. */
export async function dropKeys(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('bans.hosts').set({ ssh_key: null, ssh_configure_key: null, facts_change_at: null }).where('id', '=', id).execute();
}

/** For what the console does by itself: every host that is not archived is in sight. */
export const findAnyHost = (db: Db | Tx, id: string): Promise<HostRow | null> => findHost(db, WHOLE_ESTATE, id);
