import { sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Figures } from '../domain/figures.ts';
import type { Provenance } from '../domain/host.ts';
import { type BanFilter, banConditions } from './ban-filters.ts';
import './archive-tables.ts';
import { countedBy } from './figure-plans.ts';

// Figures are counted from the rows themselves at each question, so that they are exact for every filter. All of them are ordered and
// limited: such statements are planned with their values (kernel/db/prepared.ts), and the best plan for a day is not the one for a year.

export interface CountedBans {
  readonly scope: Scope;
  readonly filter: BanFilter;
  readonly now: Temporal.Instant;
}

/** More than there are countries, or jails on all hosts. */
const ALL = 20_000;

interface CountedRow {
  readonly bans: number;
  readonly total: number;
}

const counts = sql`count(*) as bans, (sum(count(*)) over ())::bigint as total`;

const bansWhere = ({ scope, filter, now }: CountedBans) => sql`bans.bans b where ${banConditions(scope, filter, now)}`;

const figuresOf = <Row extends CountedRow, Item>(rows: readonly Row[], itemOf: (row: Row) => Item): Figures<Item> => ({
  items: rows.map((row) => ({ ...itemOf(row), bans: row.bans })),
  total: rows[0]?.total ?? 0,
});

export async function bansByCountry(db: Db | Tx, query: CountedBans): Promise<Figures<{ readonly country: string | null }>> {
  const { rows } = await countedBy(
    db,
    'country',
    query,
    sql<CountedRow & { country: string | null }>`
      select b.country, ${counts} from ${bansWhere(query)} group by b.country order by bans desc, b.country limit ${sql.lit(ALL)}`,
  );
  return figuresOf(rows, ({ country }) => ({ country }));
}

export async function bansByProvenance(db: Db | Tx, query: CountedBans): Promise<Figures<{ readonly provenance: Provenance }>> {
  const { rows } = await sql<CountedRow & { provenance: Provenance }>`
    select b.provenance, ${counts} from ${bansWhere(query)} group by b.provenance order by bans desc, b.provenance limit ${sql.lit(ALL)}`.execute(
    db,
  );
  return figuresOf(rows, ({ provenance }) => ({ provenance }));
}

export interface JailOfHost {
  readonly host: { readonly id: string; readonly name: string };
  readonly jail: string;
}

export async function bansByJail(db: Db | Tx, query: CountedBans): Promise<Figures<JailOfHost>> {
  const { rows } = await countedBy(
    db,
    'jail',
    query,
    sql<CountedRow & { host_id: string; name: string; jail: string }>`
    select j.host_id, a.name, j.jail, j.bans, j.total
    from (select b.host_id, b.jail, ${counts} from ${bansWhere(query)} group by b.host_id, b.jail) j
    join kernel.assets a on a.id = j.host_id
    order by j.bans desc, a.name, j.host_id, j.jail limit ${sql.lit(ALL)}`,
  );
  return figuresOf(rows, ({ host_id, name, jail }) => ({ host: { id: host_id, name }, jail }));
}

export interface Asn {
  readonly asn: number | null;
  readonly organisation: string | null;
}

/** The name of an organisation is that of its newest ban. */
export async function bansByAsn(db: Db | Tx, query: CountedBans, limit: number): Promise<Figures<Asn>> {
  const { rows } = await countedBy(
    db,
    'asn',
    query,
    sql<CountedRow & Asn>`
    select n.*, (select o.organisation from bans.bans o where o.asn = n.asn order by o.at desc limit 1) as organisation
    from (select b.asn, ${counts} from ${bansWhere(query)} group by b.asn order by bans desc, b.asn limit ${sql.lit(limit)}) n
    order by n.bans desc, n.asn`,
  );
  return figuresOf(rows, ({ asn, organisation }) => ({ asn, organisation }));
}

/** Addresses and how often they were banned; what is no address has none. */
const byAddress = (query: CountedBans) =>
  sql`select b.address, count(*) as bans from ${bansWhere(query)} and b.address is not null group by b.address`;

/** The network that an address is counted in: as `networkAround` of domain/figures.ts says it. */
const network = sql`network(set_masklen(a.address, least(masklen(a.address), case family(a.address) when 4 then 24 else 48 end)))`;

export interface BannedNetwork {
  readonly network: string;
  readonly addresses: number;
}

export async function bansByNetwork(db: Db | Tx, query: CountedBans, limit: number): Promise<Figures<BannedNetwork>> {
  // Only those that are shown are made a text of.
  const { rows } = await countedBy(
    db,
    'address',
    query,
    sql<CountedRow & BannedNetwork>`
      select n.network::text as network, n.addresses, n.bans, n.total
      from (
        select ${network} as network, count(*) as addresses, sum(a.bans)::bigint as bans, (sum(sum(a.bans)) over ())::bigint as total
        from (${byAddress(query)}) a group by 1 order by bans desc, network limit ${sql.lit(limit)}
      ) n
      order by n.bans desc, n.network`,
  );
  return figuresOf(rows, (row) => ({ network: row.network, addresses: row.addresses }));
}

export interface TopAddress {
  readonly address: string;
  readonly hosts: number;
  readonly country: string | null;
  readonly asn: number | null;
  readonly organisation: string | null;
  readonly lastAt: Temporal.Instant;
}

/** Which they are is counted first: with the addresses in hand PostgreSQL chooses a way to the bans of these few. */
export async function topAddresses(db: Db | Tx, query: CountedBans, limit: number): Promise<Figures<TopAddress>> {
  const { rows } = await countedBy(
    db,
    'address',
    query,
    sql<CountedRow & { address: string }>`
      select a.address, a.bans, (sum(a.bans) over ())::bigint as total from (${byAddress(query)}) a
      order by a.bans desc, a.address limit ${sql.lit(limit)}`,
  );
  const about = await aboutAddresses(db, query, `{${rows.map(({ address }) => address).join()}}`);
  const known = new Map(about.map((row) => [row.address, row]));
  // One whose last ban was removed in between is not there any more.
  return {
    items: rows.flatMap(({ address, bans }) => {
      const row = known.get(address);
      return row === undefined ? [] : [{ ...row, bans }];
    }),
    total: rows[0]?.total ?? 0,
  };
}

async function aboutAddresses(db: Db | Tx, query: CountedBans, addresses: string): Promise<readonly TopAddress[]> {
  const { rows } = await sql<TopAddress>`
    select seen.address, seen.hosts, last.country, last.asn, last.organisation, seen.at as "lastAt"
    from (
      select b.address, count(distinct b.host_id) as hosts, max(b.at) as at
      from ${bansWhere(query)} and b.address = any(${addresses}::inet[]) group by b.address
    ) seen
    cross join lateral (
      select b.country, b.asn, b.organisation
      from ${bansWhere(query)} and b.address = seen.address and b.at = seen.at order by b.id limit 1
    ) last
    order by seen.address limit ${sql.lit(ALL)}`.execute(db);
  return rows;
}

/**
 * How many bans began in each of the times between these instants, in their order: one fewer than there are instants. Each time is counted
 * by a range of an index, which is several times faster than asking of each ban in which time it lies.
 */
export async function bansBetween(db: Db | Tx, query: CountedBans, edges: readonly Temporal.Instant[]): Promise<readonly number[]> {
  const { rows } = await sql<{ bans: number }>`
    select counted.bans
    from unnest(${`{${edges.slice(0, -1).join()}}`}::timestamptz[], ${`{${edges.slice(1).join()}}`}::timestamptz[])
      with ordinality as bucket (begins, ends, place)
    cross join lateral (
      select count(*) as bans from ${bansWhere(query)} and b.at >= bucket.begins and b.at < bucket.ends
    ) counted
    order by bucket.place limit ${sql.lit(ALL)}`.execute(db);
  return rows.map(({ bans }) => bans);
}

export interface SinceCounts {
  readonly last24Hours: number;
  readonly last7Days: number;
  readonly last30Days: number;
  readonly last365Days: number;
}

/** How many bans began within the last hours and days; a day is 24 hours. */
export async function bansSince(db: Db | Tx, query: CountedBans): Promise<SinceCounts> {
  const edges = [365, 30, 7, 1].map((days) => query.now.subtract({ hours: 24 * days }));
  // What began at this very instant is among them.
  const [rest = 0, month = 0, week = 0, day = 0] = await bansBetween(db, query, [...edges, query.now.add({ microseconds: 1 })]);
  return { last24Hours: day, last7Days: day + week, last30Days: day + week + month, last365Days: day + week + month + rest };
}

export async function countBans(db: Db | Tx, query: CountedBans): Promise<number> {
  const { rows } = await sql<{ bans: number }>`select count(*) as bans from ${bansWhere(query)} order by 1 limit 1`.execute(db);
  return rows[0]?.bans ?? 0;
}
