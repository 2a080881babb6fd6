import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Figures } from '../domain/figures.ts';
import type { Provenance } from '../domain/host.ts';
import { type BanFilter, banConditions } from './ban-filters.ts';
import './archive-tables.ts';

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
  const { rows } = await sql<CountedRow & { country: string | null }>`
    select b.country, ${counts} from ${bansWhere(query)} group by b.country order by bans desc, b.country limit ${sql.lit(ALL)}`.execute(
    db,
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
  const { rows } = await sql<CountedRow & { host_id: string; name: string; jail: string }>`
    select j.host_id, a.name, j.jail, j.bans, j.total
    from (select b.host_id, b.jail, ${counts} from ${bansWhere(query)} group by b.host_id, b.jail) j
    join kernel.assets a on a.id = j.host_id
    order by j.bans desc, a.name, j.host_id, j.jail limit ${sql.lit(ALL)}`.execute(db);
  return figuresOf(rows, ({ host_id, name, jail }) => ({ host: { id: host_id, name }, jail }));
}

export interface Asn {
  readonly asn: number | null;
  readonly organisation: string | null;
}

/** The name of an organisation is that of its newest ban. */
export async function bansByAsn(db: Db | Tx, query: CountedBans, limit: number): Promise<Figures<Asn>> {
  const { rows } = await sql<CountedRow & Asn>`
    select n.*, (select o.organisation from bans.bans o where o.asn = n.asn order by o.at desc limit 1) as organisation
    from (select b.asn, ${counts} from ${bansWhere(query)} group by b.asn order by bans desc, b.asn limit ${sql.lit(limit)}) n
    order by n.bans desc, n.asn`.execute(db);
  return figuresOf(rows, ({ asn, organisation }) => ({ asn, organisation }));
}

/** Addresses and how often they were banned; what is no address has none. */
const byAddress = (query: CountedBans) =>
  sql`select b.address, count(*) as bans from ${bansWhere(query)} and b.address is not null group by b.address`;

/** The network that an address is counted in: as `networkAround` of domain/figures.ts says it. */
const network = sql`case when masklen(a.address) > case family(a.address) when 4 then 24 else 48 end
  then network(set_masklen(a.address, case family(a.address) when 4 then 24 else 48 end)) else network(a.address) end`;

export interface BannedNetwork {
  readonly network: string;
  readonly addresses: number;
}

export async function bansByNetwork(db: Db | Tx, query: CountedBans, limit: number): Promise<Figures<BannedNetwork>> {
  const { rows } = await withMemory(
    db,
    sql<CountedRow & BannedNetwork>`
      select ${network}::text as network, count(*) as addresses, sum(a.bans)::bigint as bans, (sum(sum(a.bans)) over ())::bigint as total
      from (${byAddress(query)}) a group by ${network} order by bans desc, ${network} limit ${sql.lit(limit)}`,
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

export async function topAddresses(db: Db | Tx, query: CountedBans, limit: number): Promise<Figures<TopAddress>> {
  const { rows } = await withMemory(
    db,
    sql<CountedRow & TopAddress>`
      select top.*, seen.hosts, last.country, last.asn, last.organisation, last.at as "lastAt"
      from (
        select a.address, a.bans, (sum(a.bans) over ())::bigint as total from (${byAddress(query)}) a
        order by a.bans desc, a.address limit ${sql.lit(limit)}
      ) top
      cross join lateral (select count(distinct b.host_id) as hosts from ${bansWhere(query)} and b.address = top.address) seen
      cross join lateral (
        select b.at, b.country, b.asn, b.organisation from ${bansWhere(query)} and b.address = top.address order by b.at desc, b.id limit 1
      ) last
      order by top.bans desc, top.address`,
  );
  return figuresOf(rows, ({ address, hosts, country, asn, organisation, lastAt }) => ({
    ...{ address, hosts, country, asn, organisation, lastAt },
  }));
}

/** Room for a few hundred thousand addresses at once, which would otherwise be sorted on the disk. */
async function withMemory<Row>(db: Db | Tx, query: RawBuilder<Row>): Promise<{ readonly rows: readonly Row[] }> {
  return await db.transaction().execute(async (tx) => {
    await sql`set local work_mem = '64MB'`.execute(tx);
    return await query.execute(tx);
  });
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
  const since = (days: number) => query.now.subtract({ hours: 24 * days });
  const within = (days: number) => sql`count(*) filter (where b.at >= ${since(days)})`;
  const { rows } = await sql<SinceCounts>`
    select ${within(1)} as "last24Hours", ${within(7)} as "last7Days", ${within(30)} as "last30Days", count(*) as "last365Days"
    from ${bansWhere(query)} and b.at >= ${since(365)} and b.at <= ${query.now} order by 1 limit 1`.execute(db);
  return rows[0] ?? { last24Hours: 0, last7Days: 0, last30Days: 0, last365Days: 0 };
}

export async function countBans(db: Db | Tx, query: CountedBans): Promise<number> {
  const { rows } = await sql<{ bans: number }>`select count(*) as bans from ${bansWhere(query)} order by 1 limit 1`.execute(db);
  return rows[0]?.bans ?? 0;
}
