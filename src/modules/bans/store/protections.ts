import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './archive-tables.ts';
import './lists-tables.ts';
import { withoutFullMask } from './orders.ts';
import './tables.ts';

export interface AllowedNetwork {
  readonly id: string;
  readonly network: string;
  readonly note: string;
  readonly until: Temporal.Instant | null;
}

/** On which hosts and in which jail a ban is going to stand. Null jail: in any. */
export interface BanPlace {
  readonly siteIds: readonly string[];
  readonly hostIds: readonly string[];
  readonly jail: string | null;
}

/** Entries of the allow list that hold there at `now`. */
export async function allowedThere(db: Db | Tx, { siteIds, hostIds, jail }: BanPlace, now: Temporal.Instant): Promise<AllowedNetwork[]> {
  const rows = await db
    .selectFrom('bans.allow_entries')
    .select(['id', sql<string>`network::text`.as('network'), 'note', 'until_at as until'])
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .where(sql<boolean>`(site_id is null or site_id = any(${[...siteIds]}::uuid[]))`)
    .where(sql<boolean>`(host_id is null or host_id = any(${[...hostIds]}::uuid[]))`)
    .where(sql<boolean>`(jail is null or ${jail}::text is null or jail = ${jail})`)
    .execute();
  return rows;
}

export interface HostAddress {
  readonly address: string;
  /** Empty where the host is of another site: nobody learns its name from a refusal. */
  readonly name: string;
}

/** Addresses of every host's own interfaces. */
export async function addressesOfHosts(db: Db | Tx, siteIds: readonly string[]): Promise<HostAddress[]> {
  const { rows } = await sql<HostAddress>`
    select host(each.address) as address, case when h.site_id = any(${[...siteIds]}::uuid[]) then a.name else '' end as name
    from bans.hosts h join kernel.assets a on a.id = h.id and a.archived_at is null, unnest(h.addresses) as each(address)`.execute(db);
  return rows;
}

/** A ban that stands although its address is protected. */
export interface ProtectedBan {
  readonly jail: string;
  readonly address: string;
  readonly kind: 'allow_entry' | 'host_address' | 'user_address';
  /** The address or network that is protected. */
  readonly what: string;
  /** The note of the allow entry, the name of the host; empty otherwise. */
  readonly whose: string;
}

const MOST = 50;

/**
 * Bans of a host that last at `now` and hit what is protected, `MOST` at most: entries of the allow list, addresses of hosts of the same site, and
 * `inUse`, the addresses that people and the console use (`Kernel.addressesInUse`). A person may have confirmed such a ban; it is told all the same.
 */
export async function protectedBans(
  db: Db | Tx,
  host: { readonly id: string; readonly siteId: string },
  inUse: readonly string[],
  now: Temporal.Instant,
): Promise<ProtectedBan[]> {
  const { rows } = await sql<ProtectedBan>`
    with shield as (
      select network as what, jail, 'allow_entry' as kind, note as whose from bans.allow_entries
        where ended_at is null and (until_at is null or until_at > ${now})
          and (site_id is null or site_id = ${host.siteId}) and (host_id is null or host_id = ${host.id})
      union all select each.address, null, 'host_address', a.name from bans.hosts h
        join kernel.assets a on a.id = h.id and a.archived_at is null, unnest(h.addresses) as each(address) where h.site_id = ${host.siteId}
      union all select used.address, null, 'user_address', '' from unnest(${[...inUse]}::inet[]) as used(address))
    select distinct on (b.jail, b.address) b.jail, b.address::text as address, s.kind, s.what::text as what, s.whose
    from bans.bans b join shield s on s.what && b.address and (s.jail is null or s.jail = b.jail)
    where b.host_id = ${host.id} and b.ended_at is null and (b.ends_at is null or b.ends_at > ${now})
    order by b.jail, b.address, s.kind desc limit ${sql.lit(MOST)}`.execute(db);
  return rows.map((row) => ({ ...row, address: withoutFullMask(row.address), what: withoutFullMask(row.what) }));
}
