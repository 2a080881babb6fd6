import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reach, Scope } from '../contract/access.ts';

/** Whether a row of this module and site lies in one of the scope's rectangles. An empty scope holds nothing. */
export function withinScope(scope: Scope, module: RawBuilder<unknown>, siteId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (scope.length === 0) return sql`false`;
  if (scope.some((reach) => reach.module === null && reach.siteId === null)) return sql`true`;
  return sql`(${sql.join(
    scope.map((reach) => withinReach(reach, module, siteId)),
    sql` or `,
  )})`;
}

function withinReach(reach: Reach, module: RawBuilder<unknown>, siteId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (reach.module === null) return sql`${siteId} = ${reach.siteId}::uuid`;
  if (reach.siteId === null) return sql`${module} = ${reach.module}`;
  return sql`(${module} = ${reach.module} and ${siteId} = ${reach.siteId}::uuid)`;
}
