import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { withinScope } from '../assets/within.ts';
import type { PersonActor } from '../auth/actor.ts';
import { inScope, type Scope, scopeOf } from '../contract/access.ts';
import type { Permission } from '../contract/permission.ts';
import type { ErrandRow } from './rows.ts';

/** Which errands somebody sees, and which they may stop. */
export interface Sight {
  /** Over `kernel.errands e`. `scope`: where the person holds the route's permission. */
  visible(person: PersonActor, scope: Scope): RawBuilder<SqlBool>;
  mayCancel(person: PersonActor, errand: Pick<ErrandRow, 'module' | 'siteId' | 'begunBy' | 'cancelPermission'>): boolean;
}

export function createSight(permissions: ReadonlyMap<string, Permission>): Sight {
  return {
    visible(person, scope) {
      const isOwn = sql<SqlBool>`e.begun_by = ${person.userId}`;
      // Own work about no site needs no reach, unless a token is for certain sites only.
      const hasOwn = isOwnAnywhere(person) ? sql<SqlBool>`(${isOwn} and e.site_id is null)` : sql<SqlBool>`false`;
      return sql`(${hasOwn} or (${lies(scope)} and (${isOwn} or ${isHeld(person, permissions)})))`;
    },
    mayCancel(person, { module, siteId, begunBy, cancelPermission }) {
      if (cancelPermission === null) return false;
      if (begunBy === person.userId) return true;
      const permission = permissions.get(cancelPermission);
      if (permission === undefined) return false;
      const scope = scopeOf(byRole(person), permission);
      return siteId === null ? isWhole(scope) : inScope(scope, { module, siteId });
    },
  };
}

const isOwnAnywhere = ({ tokenSites }: PersonActor): boolean => tokenSites === null;

/** A token shows what its person may see where the route's own scope is carried, as in Today; its sites narrow it all the same. */
const byRole = (person: PersonActor): PersonActor => ({ ...person, tokenScopes: null });

const isWhole = (scope: Scope): boolean => scope.some((reach) => reach.module === null && reach.siteId === null);

/** About no site: for people who reach everything, as its events are. */
const lies = (scope: Scope): RawBuilder<SqlBool> =>
  sql`(case when e.site_id is null then ${sql.lit(isWhole(scope))} else ${withinScope(scope, sql`e.module`, sql`e.site_id`)} end)`;

/** Permissions that are held in the same places are asked about together. */
function isHeld(person: PersonActor, permissions: ReadonlyMap<string, Permission>): RawBuilder<SqlBool> {
  const places = new Map<string, { readonly scope: Scope; readonly names: string[] }>();
  for (const permission of permissions.values()) {
    const scope = scopeOf(byRole(person), permission);
    const key = JSON.stringify(scope);
    const place = places.get(key) ?? { scope, names: [] };
    place.names.push(permission.name);
    places.set(key, place);
  }
  const alternatives = [...places.values()]
    .filter(({ scope }) => scope.length > 0)
    .map(({ scope, names }) => sql<SqlBool>`(e.permission = any(${names}::text[]) and ${lies(scope)})`);
  return alternatives.length === 0 ? sql`false` : sql`(${sql.join(alternatives, sql` or `)})`;
}
