import { sql } from 'kysely';
import { type JsonRow, readByColumn, wireInstant } from '../../../kernel/db/by-column.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { cells, keyset } from '../../../kernel/db/keyset.ts';
import type { EndedHow } from '../domain/ban.ts';
import type { Provenance } from '../domain/host.ts';
import { type BanQuery, type BanSort, cutBans } from './ban-page.ts';
import './archive-tables.ts';

/** A ban as it leaves in a file: plain texts and numbers, instants as they travel. Its end is the one that holds at the query's instant. */
export type ExportedBan = JsonRow & {
  readonly id: string;
  readonly host_id: string;
  readonly host_name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly jail: string;
  readonly address: string;
  readonly is_address: boolean;
  readonly began_at: string;
  readonly duration_seconds: number | null;
  readonly is_permanent: boolean;
  readonly ends_at: string | null;
  readonly ended_at: string | null;
  readonly ended_how: EndedHow | null;
  readonly ban_count: number;
  readonly failures: number;
  readonly provenance: Provenance;
  readonly by_user_id: string | null;
  readonly username: string | null;
  readonly note: string;
  readonly order_id: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly organisation: string | null;
};

const NAMES = [
  ...[
    'id',
    'host_id',
    'host_name',
    'site_id',
    'site_name',
    'jail',
    'address',
    'is_address',
    'began_at',
    'duration_seconds',
    'is_permanent',
  ],
  ...['ends_at', 'ended_at', 'ended_how', 'ban_count', 'failures', 'provenance', 'by_user_id', 'username', 'note', 'order_id', 'country'],
  ...['asn', 'organisation'],
] as const;

const order = (sort: BanSort) =>
  keyset<Pick<ExportedBan, 'began_at' | 'id'>>(`exported bans ${sort}`, [
    { by: sql.ref('b.at'), of: ({ began_at }) => wireInstant(began_at), cell: cells.instant, direction: sort === 'at' ? 'asc' : 'desc' },
    { by: sql.ref('b.id'), of: ({ id }) => id, cell: cells.id, direction: sort === 'at' ? 'asc' : 'desc' },
  ]);

const ORDERS = { at: order('at'), '-at': order('-at') } as const;

/** Rows that are read at once: enough to be quick, few enough to be forgotten again. */
const AT_ONCE = 500;

/** All bans of a query, some at a time; who comes or goes meanwhile may be missed, none comes twice. */
export async function* exportedBans(db: Db, query: BanQuery): AsyncGenerator<readonly ExportedBan[], void, void> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const rows = await readSome(db, query, cursor);
    const { items, nextCursor }: { items: readonly ExportedBan[]; nextCursor: string | null } = ORDERS[query.sort].cut(rows, AT_ONCE);
    if (items.length > 0) yield items;
    cursor = nextCursor;
  }
}

async function readSome(db: Db, query: BanQuery, cursor: string | undefined): Promise<readonly ExportedBan[]> {
  const clauses = ORDERS[query.sort].clauses({ cursor, limit: AT_ONCE });
  const isOver = sql`b.ends_at <= ${query.now}`;
  const { bans } = await readByColumn<{ bans: ExportedBan }>(db, {
    bans: {
      names: [...NAMES],
      query: sql`
        select b.id, b.host_id, a.name as host_name, b.site_id, site.name as site_name, b.jail, coalesce(abbrev(b.address), b.other) as address,
          b.address is not null as is_address, b.at as began_at, b.duration_seconds, b.is_permanent, b.ends_at,
          coalesce(b.ended_at, case when ${isOver} then b.ends_at end) as ended_at,
          coalesce(b.ended_how, case when ${isOver} then 'expired' end) as ended_how,
          b.ban_count, b.failures, b.provenance, b.by_user_id, u.username, coalesce(b.note, '') as note, b.order_id, b.country, b.asn, b.organisation
        from ${cutBans(query, clauses)} b
        join kernel.assets a on a.id = b.host_id
        join kernel.sites site on site.id = b.site_id
        left join kernel.users u on u.id = b.by_user_id
        order by ${clauses.orderBy}`,
    },
  });
  return bans;
}
