import { type SqlBool, sql } from 'kysely';
import type { AssetId, SiteId } from '../../shared/ids.ts';
import type { Scope } from '../contract/access.ts';
import type { Db } from '../db/database.ts';
import { cells, keyset, type PageRequest } from '../db/keyset.ts';
import type { AssetRow } from './assets.ts';
import { withinScope } from './within.ts';

/** Which assets are asked for. */
export interface AssetSearch extends PageRequest {
  readonly scope: Scope;
  /** Part of the name, host name, address or a tag. */
  readonly q?: string | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly siteId?: string | undefined;
  readonly machineId?: string | undefined;
}

const byName = keyset<{ readonly name: string; readonly id: string }>('assets', [
  { by: sql.ref('a.name'), of: (row) => row.name, cell: cells.text },
  { by: sql.ref('a.id'), of: (row) => row.id, cell: cells.id },
]);

/** One page, in the order in which people count (`kernel.natural`). */
export async function listAssets(
  db: Db,
  search: AssetSearch,
): Promise<{ readonly items: readonly AssetRow[]; readonly nextCursor: string | null }> {
  const query = db
    .selectFrom('kernel.assets as a')
    .innerJoin('kernel.sites as s', 's.id', 'a.site_id')
    .leftJoin('kernel.machines as m', 'm.id', 'a.machine_id')
    .select(['a.id', 'a.module', 'a.kind', 'a.name', 'a.site_id', 's.name as site_name', 'a.tags', 'a.notes', 'a.version'])
    .select(['m.id as machine_id', 'm.name as machine_name'])
    .where('a.archived_at', 'is', null)
    .where(withinScope(search.scope, sql`a.module`, sql`a.site_id`))
    .$if(search.siteId !== undefined, (q) => q.where('a.site_id', '=', search.siteId ?? ''))
    .$if(search.machineId !== undefined, (q) => q.where('a.machine_id', '=', search.machineId ?? ''))
    .$if(search.kind !== undefined, (q) => q.where(sql<SqlBool>`a.kind = any(${[...(search.kind ?? [])]}::text[])`))
    .$if(isText(search.q), (q) => q.where(matches(search.q ?? '')));
  const { items, nextCursor } = byName.cut(await byName.apply(query, search).execute(), search.limit);
  return { items: items.map(toAsset), nextCursor };
}

const isText = (q: string | undefined): boolean => q !== undefined && q.trim() !== '';

function matches(q: string) {
  const pattern = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`(a.name ilike ${pattern} or a.host_name ilike ${pattern} or host(a.address) ilike ${pattern}
    or exists (select from unnest(a.tags) as tag where tag ilike ${pattern}))`;
}

interface Columns {
  id: string;
  module: string;
  kind: string;
  name: string;
  site_id: string;
  site_name: string;
  tags: string[];
  notes: string;
  version: number;
  machine_id: string | null;
  machine_name: string | null;
}

const toAsset = (row: Columns): AssetRow => ({
  id: row.id as AssetId,
  module: row.module,
  kind: row.kind,
  name: row.name,
  siteId: row.site_id as SiteId,
  siteName: row.site_name,
  tags: row.tags,
  notes: row.notes,
  machine: row.machine_id === null || row.machine_name === null ? null : { id: row.machine_id, name: row.machine_name },
  version: row.version,
});
