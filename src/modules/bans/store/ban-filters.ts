import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { BanState } from '../domain/ban.ts';
import type { Provenance } from '../domain/host.ts';

/** What bans are narrowed by. Null of `country` and `asn`: those that no file knows. */
export interface BanFilter {
  readonly hostId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly jail?: string | undefined;
  /** An address or a network in its one spelling: itself, and what lies within. */
  readonly ip?: string | undefined;
  readonly country?: string | null | undefined;
  readonly asn?: number | null | undefined;
  readonly provenance?: readonly Provenance[] | undefined;
  /** Begun at or after. */
  readonly from?: Temporal.Instant | undefined;
  /** Begun before. */
  readonly to?: Temporal.Instant | undefined;
  readonly state?: BanState | undefined;
}

/** What rows alias `b` must be: within the scope, and what the filter says at an instant. */
export function banConditions(scope: Scope, filter: BanFilter, now: Temporal.Instant): RawBuilder<SqlBool> {
  const conditions = [scopeCondition(scope), ...filterConditions(filter), stateCondition(filter.state, now)];
  return sql<SqlBool>`${sql.join(
    conditions.filter((condition) => condition !== null),
    sql` and `,
  )}`;
}

function scopeCondition(scope: Scope): RawBuilder<SqlBool> {
  const sites = sitesOf(scope, 'bans');
  return sites === 'all' ? sql`true` : sql`b.site_id = any(${`{${sites.join()}}`}::uuid[])`;
}

function filterConditions({ hostId, siteId, jail, ip, country, asn, provenance, from, to }: BanFilter): (RawBuilder<SqlBool> | null)[] {
  return [
    hostId === undefined ? null : sql`b.host_id = ${hostId}::uuid`,
    siteId === undefined ? null : sql`b.site_id = ${siteId}::uuid`,
    jail === undefined ? null : sql`b.jail = ${jail}`,
    ip === undefined ? null : sql`b.address <<= ${ip}::inet`,
    orUnknown(sql`b.country`, country),
    orUnknown(sql`b.asn`, asn),
    provenance === undefined ? null : sql`b.provenance = any(${`{${provenance.join()}}`}::text[])`,
    from === undefined ? null : sql`b.at >= ${from}`,
    to === undefined ? null : sql`b.at < ${to}`,
  ];
}

function orUnknown(column: RawBuilder<unknown>, value: string | number | null | undefined): RawBuilder<SqlBool> | null {
  if (value === undefined) return null;
  return value === null ? sql`${column} is null` : sql`${column} = ${value}`;
}

/** As `endOf` of domain/ban.ts says it. */
function stateCondition(state: BanState | undefined, now: Temporal.Instant): RawBuilder<SqlBool> | null {
  if (state === undefined) return null;
  if (state === 'active') return sql`b.ended_at is null and (b.ends_at > ${now} or b.ends_at is null)`;
  return sql`(b.ended_at is not null or b.ends_at <= ${now})`;
}
