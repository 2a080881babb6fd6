import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import { type BanFilter, banConditions } from './ban-filters.ts';

export type BanSort = 'at' | '-at';

export interface BanQuery {
  readonly scope: Scope;
  readonly filter: BanFilter;
  readonly sort: BanSort;
  readonly now: Temporal.Instant;
}

interface Cut {
  readonly after: Expression<SqlBool>;
  readonly orderBy: Expression<unknown>;
  readonly limit: Expression<unknown>;
}

/**
 * The rows of one page, in brackets. Bans that are active are few among all that ever were, and PostgreSQL would look for them through all of
 * the archive in the order of time, because it does not know that: they are found by their end first, and then put in order.
 */
export function cutBans({ scope, filter, now }: BanQuery, { after, orderBy, limit }: Cut): RawBuilder<unknown> {
  const wanted = sql`${banConditions(scope, filter, now)} and ${after}`;
  if (filter.state !== 'active') return sql`(select b.* from bans.bans b where ${wanted} order by ${orderBy} limit ${limit})`;
  return sql`(
    select whole.* from (
      select b.id, b.at from (select b.id, b.at from bans.bans b where ${wanted} offset 0) b order by ${orderBy} limit ${limit}
    ) found join bans.bans whole on whole.id = found.id and whole.at = found.at)`;
}
