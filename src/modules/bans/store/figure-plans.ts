import { type RawBuilder, sql } from 'kysely';
import { sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { CountedBans } from './ban-figures.ts';
import type { BanFilter } from './ban-filters.ts';

/** What bans are counted by, and which filters the index over it answers too. All of these indexes end with the time of the ban. */
const ALSO_INDEXED: Readonly<Record<Counted, readonly (keyof BanFilter)[]>> = {
  country: ['country'],
  asn: ['asn'],
  address: ['ip'],
  jail: ['hostId', 'jail', 'ip'],
};

export type Counted = 'country' | 'asn' | 'address' | 'jail';

/**
 * Runs a query that counts bans. Where an index holds all that it asks for, it is read in the index's order: the indexes of a year are a
 * quarter of its rows, lie in memory where a dashboard is looked at, and need no table of hashes. PostgreSQL takes the pages of an index
 * for four times as dear as those of the table, as they are on a disk that turns, and would read all rows. For any other question its
 * own choice is the better one; it gets room for some hundred thousand groups, which would otherwise be sorted on the disk.
 */
export async function countedBy<Row>(
  db: Db | Tx,
  counted: Counted,
  query: CountedBans,
  asked: RawBuilder<Row>,
): Promise<{ readonly rows: readonly Row[] }> {
  return await db.transaction().execute(async (tx) => {
    await (isIndexed(counted, query) ? INDEX_FIRST : ROOM).execute(tx);
    return await asked.execute(tx);
  });
}

const ROOM = sql`set local work_mem = '64MB'`;

const INDEX_FIRST = sql`
  select set_config('work_mem', '64MB', true), set_config('random_page_cost', '1.1', true), set_config('enable_hashagg', 'off', true),
    set_config('enable_partitionwise_aggregate', 'on', true)`;

function isIndexed(counted: Counted, { scope, filter }: CountedBans): boolean {
  const { from: _from, to: _to, ...rest } = filter;
  const asked = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  return sitesOf(scope, 'bans') === 'all' && asked.every((key) => ALSO_INDEXED[counted].some((indexed) => indexed === key));
}
