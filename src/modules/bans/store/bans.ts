import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { Ban, EndedHow } from '../domain/ban.ts';
import type { Provenance } from '../domain/host.ts';
import { banConditions } from './ban-filters.ts';
import { type BanQuery, type BanSort, cutBans } from './ban-page.ts';
import './archive-tables.ts';

const order = (sort: BanSort) =>
  keyset<Ban>(`bans ${sort}`, [
    { by: sql.ref('b.at'), of: ({ at }) => at.toString(), cell: cells.instant, direction: sort === 'at' ? 'asc' : 'desc' },
    { by: sql.ref('b.id'), of: ({ id }) => id, cell: cells.id, direction: sort === 'at' ? 'asc' : 'desc' },
  ]);

const ORDERS = { at: order('at'), '-at': order('-at') } as const;

interface Row {
  readonly id: string;
  readonly host_id: string;
  readonly host_name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly jail: string;
  readonly address: string | null;
  readonly other: string | null;
  readonly at: Temporal.Instant;
  readonly duration_seconds: number | null;
  readonly is_permanent: boolean;
  readonly ends_at: Temporal.Instant | null;
  readonly ended_at: Temporal.Instant | null;
  readonly ended_how: EndedHow | null;
  readonly ban_count: number;
  readonly failures: number;
  readonly provenance: Provenance;
  readonly by_user_id: string | null;
  readonly username: string | null;
  readonly note: string | null;
  readonly order_id: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly organisation: string | null;
}

/** Bans of `from` (alias `b`) with the names of what they refer to. Those who were removed have their tombstone for a name. */
const named = (from: RawBuilder<unknown>) => sql<Row>`
  select b.id, b.host_id, a.name as host_name, b.site_id, site.name as site_name, b.jail, b.address, b.other, b.at, b.duration_seconds,
    b.is_permanent, b.ends_at, b.ended_at, b.ended_how, b.ban_count, b.failures, b.provenance, b.by_user_id, u.username, b.note, b.order_id,
    b.country, b.asn, b.organisation
  from ${from} b
  join kernel.assets a on a.id = b.host_id
  join kernel.sites site on site.id = b.site_id
  left join kernel.users u on u.id = b.by_user_id`;

function toBan(row: Row): Ban {
  return {
    id: row.id,
    host: { id: row.host_id, name: row.host_name },
    site: { id: row.site_id, name: row.site_name },
    jail: row.jail,
    address: row.address ?? row.other ?? '',
    isAddress: row.address !== null,
    at: row.at,
    durationSeconds: row.duration_seconds ?? (row.is_permanent ? 'permanent' : 'unknown'),
    ...{ endsAt: row.ends_at, endedAt: row.ended_at, endedHow: row.ended_how },
    ...{ banCount: row.ban_count, failures: row.failures, provenance: row.provenance },
    by: row.by_user_id === null ? null : { id: row.by_user_id, username: row.username ?? '' },
    ...{ note: row.note ?? '', orderId: row.order_id, country: row.country, asn: row.asn, organisation: row.organisation },
  };
}

/** One page; what its rows refer to is looked up for the page alone. */
export async function listBans(db: Db | Tx, query: BanQuery, page: PageRequest): Promise<Page<Ban>> {
  const clauses = ORDERS[query.sort].clauses(page);
  const { rows } = await sql<Row>`${named(cutBans(query, clauses))} order by ${clauses.orderBy}`.execute(db);
  return ORDERS[query.sort].cut(rows.map(toBan), page.limit);
}

const AT_ONCE = 500;

/** All bans of a query, some at a time; who comes or goes meanwhile may be missed, none comes twice. */
export async function* everyBan(db: Db, query: BanQuery): AsyncGenerator<readonly Ban[], void, void> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, nextCursor }: Page<Ban> = await listBans(db, query, { cursor, limit: AT_ONCE });
    if (items.length > 0) yield items;
    cursor = nextCursor;
  }
}

/** Null when unknown or outside the scope. */
export async function findBan(db: Db | Tx, scope: Scope, id: string, now: Temporal.Instant): Promise<Ban | null> {
  const found = sql`(select b.* from bans.bans b where b.id = ${id}::uuid and ${banConditions(scope, {}, now)})`;
  const { rows } = await named(found).execute(db);
  const [row] = rows;
  return row === undefined ? null : toBan(row);
}

/** The lines that a ban was for; null: none were read, or their days are over. The caller has seen the ban itself. */
export async function linesOf(db: Db | Tx, banId: string): Promise<readonly string[] | null> {
  const row = await db.selectFrom('bans.ban_lines').select('lines').where('ban_id', '=', banId).executeTakeFirst();
  return row?.lines ?? null;
}
