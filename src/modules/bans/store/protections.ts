import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './lists-tables.ts';
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
