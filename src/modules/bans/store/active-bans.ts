import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Provenance } from '../domain/host.ts';
import type { Place } from '../domain/place.ts';
import './archive-tables.ts';
import { withoutFullMask } from './inet-text.ts';
import './tables.ts';

export interface ActiveBan extends Place {
  readonly hostId: string;
  readonly jail: string;
  readonly subject: string;
  readonly at: Temporal.Instant;
  readonly provenance: Provenance;
}

/** Bans of these hosts that are active at an instant, the oldest first. */
export async function activeBans(db: Db | Tx, hostIds: readonly string[], now: Temporal.Instant): Promise<readonly ActiveBan[]> {
  const { rows } = await sql<ActiveBan>`
    select b.host_id as "hostId", b.jail, coalesce(abbrev(b.address), b.other) as subject, b.at, b.provenance, b.country, b.asn, b.organisation
    from bans.bans b
    where b.host_id = any(${`{${hostIds.join()}}`}::uuid[]) and b.ended_at is null and (b.ends_at > ${now} or b.ends_at is null)
    order by b.at limit ${sql.lit(MOST)}`.execute(db);
  return rows;
}

const MOST = 1_000_000;

/** Bans of the archive on a host that last at `now` and lie within a network: what an unban of it ends. */
export async function activeWithin(
  db: Db | Tx,
  { hostId, jail, network }: { readonly hostId: string; readonly jail: string | null; readonly network: string },
  now: Temporal.Instant,
): Promise<{ jail: string; address: string }[]> {
  const { rows } = await sql<{ jail: string; address: string }>`
    select jail, address::text as address from bans.bans
    where host_id = ${hostId} and address <<= ${network}::inet and ended_at is null and (ends_at is null or ends_at > ${now})
      and (${jail}::text is null or jail = ${jail})`.execute(db);
  return rows.map((row) => ({ jail: row.jail, address: withoutFullMask(row.address) }));
}

export interface HostName {
  readonly id: string;
  readonly name: string;
}

/** Hosts of the scope that are not archived, by name. */
export async function hostsToAsk(
  db: Db | Tx,
  scope: Scope,
  { hostId, siteId }: { readonly hostId?: string | undefined; readonly siteId?: string | undefined },
): Promise<readonly HostName[]> {
  const sites = sitesOf(scope, 'bans');
  const { rows } = await sql<HostName>`
    select h.id, a.name from bans.hosts h join kernel.assets a on a.id = h.id
    where a.archived_at is null and ${sites === 'all' ? sql`true` : sql`h.site_id = any(${`{${sites.join()}}`}::uuid[])`}
      and ${hostId === undefined ? sql`true` : sql`h.id = ${hostId}::uuid`}
      and ${siteId === undefined ? sql`true` : sql`h.site_id = ${siteId}::uuid`}
    order by a.name, h.id`.execute(db);
  return rows;
}
