import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Level } from '../domain/host.ts';
import './tables.ts';

/** A host as orders and lists see it: where it is, what may be done there, and which jails run. */
export interface OrderHost {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly level: Level;
  readonly jails: readonly string[];
}

const hosts = (db: Db | Tx) =>
  db
    .selectFrom('bans.hosts as h')
    .innerJoin('kernel.assets as a', 'a.id', 'h.id')
    .select(['h.id', 'a.name', 'h.site_id as siteId', 'h.level'])
    .select(sql<string[]>`array(select name::text from bans.jails where host_id = h.id and gone_at is null order by name)`.as('jails'))
    .where('a.archived_at', 'is', null)
    .orderBy('a.name')
    .orderBy('h.id');

/** Hosts of a scope, by name; archived ones are no hosts. `ids`: of these. */
export async function orderHosts(db: Db | Tx, scope: Scope, ids: readonly string[] | null = null): Promise<OrderHost[]> {
  const sites = sitesOf(scope, 'bans');
  return hosts(db)
    .$if(sites !== 'all', (query) => query.where('h.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(ids !== null, (query) => query.where('h.id', '=', sql<string>`any(${[...(ids ?? [])]}::uuid[])`))
    .execute();
}

export const hostsOfSite = (db: Db | Tx, siteId: string): Promise<OrderHost[]> => hosts(db).where('h.site_id', '=', siteId).execute();

export const hostById = async (db: Db | Tx, id: string): Promise<OrderHost | null> =>
  (await hosts(db).where('h.id', '=', id).executeTakeFirst()) ?? null;
