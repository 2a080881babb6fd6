import { sql } from 'kysely';
import { z } from 'zod';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { conditionsOf } from './server-filters.ts';
import { type ServerRow, serverRows, toServer } from './server-rows.ts';
import { findServers } from './servers.ts';

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** More of one name than this are not told apart: it is ambiguous all the same. */
const MOST = 5;

/** Servers in the scope that somebody means by an id, a name, or else a host name, in any case; several where sites share it. */
export async function findServersCalled(db: Db | Tx, scope: Scope, called: string): Promise<readonly ServerRow[]> {
  if (z.uuid().safeParse(called).success) {
    const known = await findServers(db, scope, [called]);
    if (known.length > 0) return known;
  }
  const named = await serversWhere(db, scope, sql.ref('a.name'), called);
  return named.length > 0 ? named : serversWhere(db, scope, sql.ref('s.hostname'), called);
}

async function serversWhere(db: Db | Tx, scope: Scope, column: ReturnType<typeof sql.ref>, called: string): Promise<readonly ServerRow[]> {
  const rows = await conditionsOf(scope, { at: EPOCH })
    .reduce((narrowed, condition) => narrowed.where(condition), serverRows(db))
    // Under the collation of the unique index on names.
    .where(sql<boolean>`lower(${column} collate kernel.natural) = lower(${called} collate kernel.natural)`)
    .orderBy('site.name')
    .limit(MOST)
    .execute();
  return rows.map(toServer);
}
