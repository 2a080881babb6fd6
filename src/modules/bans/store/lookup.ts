import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { enclosing, WIDEST_PREFIX } from '../domain/address.ts';
import './archive-tables.ts';
import './lists-tables.ts';
import { withoutFullMask } from './inet-text.ts';

/** A ban of the archive, as the look-up of an address shows it. */
export interface KnownBan {
  readonly id: string;
  readonly host: { readonly id: string; readonly name: string };
  readonly jail: string;
  readonly address: string;
  readonly at: Temporal.Instant;
  readonly endsAt: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
  readonly endedHow: string | null;
  readonly provenance: string;
  readonly note: string | null;
}

const within = (scope: Scope, column: string) => {
  const sites = sitesOf(scope, 'bans');
  return sites === 'all' ? sql`true` : sql`${sql.ref(column)} = any(${sites}::uuid[])`;
};

/** The newest bans of an address and of networks around it, `limit` at most. */
export async function bansOf(db: Db | Tx, scope: Scope, address: string, limit: number): Promise<KnownBan[]> {
  const { rows } = await sql<KnownBan & { hostId: string; hostName: string }>`
    select b.id, b.host_id as "hostId", a.name as "hostName", b.jail, b.address::text as address, b.at, b.ends_at as "endsAt",
      b.ended_at as "endedAt", b.ended_how as "endedHow", b.provenance, b.note
    from bans.bans b join kernel.assets a on a.id = b.host_id
    where b.address = any(${around(address)}::inet[]) and ${within(scope, 'b.site_id')}
    order by b.at desc limit ${sql.lit(limit)}`.execute(db);
  return rows.map(({ hostId, hostName, ...row }) => ({
    ...row,
    host: { id: hostId, name: hostName },
    address: withoutFullMask(row.address),
  }));
}

/** The address and every network that could hold it: an index over equal addresses serves them all. */
function around(address: string): string[] {
  const narrowest = address.includes(':') ? 128 : 32;
  const widest = WIDEST_PREFIX[narrowest === 32 ? 4 : 6];
  return Array.from({ length: narrowest - widest + 1 }, (_, index) => enclosing(address, widest + index).text);
}

/** Blocklists that want an address, or a network around it, banned. */
export async function blocklistsOf(db: Db | Tx, scope: Scope, address: string): Promise<{ id: string; name: string; network: string }[]> {
  const { rows } = await sql<{ id: string; name: string; network: string }>`
    select l.id, l.name, e.network::text as network from bans.blocklist_entries e join bans.blocklists l on l.id = e.blocklist_id
    where e.network >>= ${address}::inet and l.removed_at is null and ${within(scope, 'l.site_id')} order by l.name, e.network`.execute(db);
  return rows.map((row) => ({ ...row, network: withoutFullMask(row.network) }));
}

/** Networks around an address that the console has banned somewhere: the only ones worth asking a host for. */
export async function bannedAround(db: Db | Tx, address: string, now: Temporal.Instant): Promise<string[]> {
  const { rows } = await sql<{ network: string }>`
    select distinct network::text as network from (
      select network from bans.orders where network >> ${address}::inet and state in ('pending', 'unknown', 'done') and kind = 'ban'
      union all select network from bans.blocklist_entries where network >> ${address}::inet
      union all select b.address from bans.bans b where b.address = any(${around(address)}::inet[]) and masklen(b.address) < ${address.includes(':') ? 128 : 32}
        and b.ended_at is null and (b.ends_at is null or b.ends_at > ${now})) found`.execute(db);
  return rows.map((row) => row.network);
}

/** Allow entries that cover an address. */
export async function allowedAround(
  db: Db | Tx,
  scope: Scope,
  address: string,
  now: Temporal.Instant,
): Promise<{ id: string; network: string; note: string; until: Temporal.Instant | null }[]> {
  const { rows } = await sql<{ id: string; network: string; note: string; until: Temporal.Instant | null }>`
    select id, network::text as network, note, until_at as until from bans.allow_entries
    where network >>= ${address}::inet and ended_at is null and (until_at is null or until_at > ${now})
      and (site_id is null or ${within(scope, 'site_id')}) order by created_at`.execute(db);
  return rows.map((row) => ({ ...row, network: withoutFullMask(row.network) }));
}
