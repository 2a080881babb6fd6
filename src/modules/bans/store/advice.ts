import { type RawBuilder, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './archive-tables.ts';
import { withoutFullMask } from './inet-text.ts';

export interface AdviceQuestion {
  readonly siteId: string | null;
  readonly from: Temporal.Instant;
  /** So many different addresses at least. */
  readonly addresses: number;
  readonly limit: number;
}

export interface AdviceMember {
  readonly address: string;
  readonly bans: number;
  /** RFC 3339. */
  readonly lastAt: string;
}

export interface AdviceRow {
  readonly kind: 'network' | 'asn';
  readonly network: string | null;
  readonly asn: number | null;
  readonly organisation: string | null;
  readonly country: string | null;
  readonly bans: number;
  readonly addresses: number;
  readonly hosts: number;
  readonly firstAt: Temporal.Instant;
  readonly lastAt: Temporal.Instant;
  readonly members: readonly AdviceMember[];
}

/** Prefixes of the networks that are looked at: an IPv4 /24 and an IPv6 /48 are the smallest that are routed alone. */
const PREFIXES = sql`case family(address) when 4 then 24 else 48 end`;

/** Networks from which different single addresses were banned, the most addresses first. Networks that are banned now are left out. */
export async function networksAdvised(db: Db | Tx, scope: Scope, question: AdviceQuestion, now: Temporal.Instant): Promise<AdviceRow[]> {
  const place = sql`network(set_masklen(address, ${PREFIXES}))::inet`;
  const rows = await advised(db, scope, question, { kind: 'network', place, type: sql`inet` });
  const banned = await bannedNetworks(db, scope, now);
  return rows.filter(({ network }) => network === null || !banned.has(network));
}

/** The same by the operator of the addresses. */
export const operatorsAdvised = (db: Db | Tx, scope: Scope, question: AdviceQuestion): Promise<AdviceRow[]> =>
  advised(db, scope, question, { kind: 'asn', place: sql`asn`, type: sql`bigint` });

const MEMBERS = 10;

/** What bans are put together by. */
interface Places {
  readonly kind: AdviceRow['kind'];
  readonly place: RawBuilder<unknown>;
  readonly type: RawBuilder<unknown>;
}

async function advised(db: Db | Tx, scope: Scope, question: AdviceQuestion, places: Places): Promise<AdviceRow[]> {
  const found = await placesOf(db, scope, question, places);
  return found.length === 0 ? [] : await aboutPlaces(db, scope, { question, places, found });
}

/** Bans that count: of single addresses, and not what the console itself brings to hosts. */
function counting(scope: Scope, { siteId, from }: AdviceQuestion, { place }: Places): RawBuilder<unknown> {
  const sites = sitesOf(scope, 'bans');
  const inSites = sites === 'all' ? sql`true` : sql`site_id = any(${sites}::uuid[])`;
  return sql`bans.bans where at >= ${from} and address is not null and masklen(address) = case family(address) when 4 then 32 else 128 end
    and provenance in ('filter', 'manual', 'recidive') and ${inSites} and (${siteId}::uuid is null or site_id = ${siteId}::uuid)
    and ${place} is not null`;
}

/** First which they are: what is told of them costs several times as much, and most places have too few addresses. */
async function placesOf(db: Db | Tx, scope: Scope, question: AdviceQuestion, places: Places): Promise<readonly string[]> {
  const { rows } = await sql<{ place: string }>`
    select place::text as place
    from (select ${places.place} as place, address, count(*) as bans from ${counting(scope, question, places)} group by 1, 2) e
    group by e.place having count(*) >= ${question.addresses}
    order by count(*) desc, sum(bans) desc, e.place limit ${question.limit}`.execute(db);
  return rows.map(({ place }) => place);
}

interface Found {
  readonly question: AdviceQuestion;
  readonly places: Places;
  readonly found: readonly string[];
}

async function aboutPlaces(db: Db | Tx, scope: Scope, { question, places, found }: Found): Promise<AdviceRow[]> {
  const { rows } = await sql<Omit<AdviceRow, 'kind' | 'network' | 'asn'> & { place: string; asn: number | null }>`
    with own as materialized (
      select ${places.place} as place, address, host_id, at, country, asn, organisation from ${counting(scope, question, places)}
        and ${places.place} = any(${`{${found.join()}}`}::${places.type}[])),
    each as (
      select place, address, count(*)::int as bans, min(at) as first_at, max(at) as last_at, max(country) as country, max(asn) as asn,
        max(organisation) as organisation
      from own group by 1, 2),
    ranked as (select *, row_number() over (partition by place order by bans desc, last_at desc) as rank from each),
    spread as (select place, count(distinct host_id)::int as hosts from own group by 1)
    select r.place::text as place, max(asn) as asn, max(organisation) as organisation, max(country) as country, sum(bans)::int as bans,
      count(*)::int as addresses, min(first_at) as "firstAt", max(last_at) as "lastAt", max(s.hosts) as hosts,
      json_agg(json_build_object('address', host(address), 'bans', bans,
        'lastAt', to_char(last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by rank)
        filter (where rank <= ${sql.lit(MEMBERS)}) as members
    from ranked r join spread s on s.place = r.place group by r.place
    order by count(*) desc, sum(bans) desc, r.place limit ${question.limit}`.execute(db);
  return rows.map(({ place, ...row }) => ({
    ...row,
    kind: places.kind,
    network: places.kind === 'network' ? withoutFullMask(place) : null,
  }));
}

/** Networks that the console has banned already, on any host in sight. */
async function bannedNetworks(db: Db | Tx, scope: Scope, now: Temporal.Instant): Promise<Set<string>> {
  const sites = sitesOf(scope, 'bans');
  const inSites = sites === 'all' ? sql`true` : sql`site_id = any(${sites}::uuid[])`;
  const { rows } = await sql<{ network: string }>`
    select distinct network::text as network from bans.orders where kind = 'ban' and state in ('pending', 'unknown', 'done')
      and (until_at is null or until_at > ${now}) and masklen(network) < case family(network) when 4 then 32 else 128 end and ${inSites}`.execute(
    db,
  );
  return new Set(rows.map(({ network }) => network));
}
