import { sql } from 'kysely';
import type { Scope } from '../contract/access.ts';
import type { Db } from '../db/database.ts';
import type { Work } from '../db/transact.ts';
import type { LinkReason } from './tables.ts';
import { withinScope } from './within.ts';

/**
 * Looks for assets of other kinds on the same site that seem to be the same computer: equal machine hash, else host name
 * (a bare label meets its full name), else address. Suggestions that no longer hold go; what a person decided stays.
 */
export async function suggestLinks({ tx, now }: Work, assetId: string): Promise<void> {
  await sql`
    with alike as (
      select least(a.id, o.id) as asset_id, greatest(a.id, o.id) as other_asset_id,
        case
          when a.machine_hash = o.machine_hash then 'machine_hash'
          when split_part(lower(a.host_name), '.', 1) = split_part(lower(o.host_name), '.', 1)
            and (lower(a.host_name) = lower(o.host_name) or position('.' in a.host_name) = 0 or position('.' in o.host_name) = 0) then 'host_name'
          when a.address = o.address then 'address'
        end as because
      from kernel.assets a
      join kernel.assets o on o.site_id = a.site_id and o.id <> a.id and o.kind <> a.kind and o.archived_at is null
        and (o.machine_hash = a.machine_hash or o.address = a.address
          or split_part(lower(o.host_name), '.', 1) = split_part(lower(a.host_name), '.', 1))
      where a.id = ${assetId} and a.archived_at is null
    ),
    gone as (
      delete from kernel.machine_links l
      where l.state = 'suggested' and ${assetId} in (l.asset_id, l.other_asset_id)
        and not exists (select from alike where because is not null and (alike.asset_id, alike.other_asset_id) = (l.asset_id, l.other_asset_id))
    )
    insert into kernel.machine_links (asset_id, other_asset_id, because, state, suggested_at)
    select asset_id, other_asset_id, because, 'suggested', ${now} from alike where because is not null
    on conflict (asset_id, other_asset_id) do update set because = excluded.because
      where machine_links.state = 'suggested' and machine_links.because <> excluded.because`.execute(tx);
}

export interface Suggestion {
  readonly otherAsset: { readonly id: string; readonly name: string; readonly kind: string; readonly module: string };
  readonly because: LinkReason;
  readonly suggestedAt: Temporal.Instant;
}

/** Open suggestions for an asset whose other side the scope shows; what shares a machine already is none. */
export async function listSuggestions(db: Db, assetId: string, scope: Scope): Promise<readonly Suggestion[]> {
  const { rows } = await sql<Suggestion>`
    select jsonb_build_object('id', o.id, 'name', o.name, 'kind', o.kind, 'module', o.module) as "otherAsset",
      l.because, l.suggested_at as "suggestedAt"
    from kernel.machine_links l
    join kernel.assets a on a.id = ${assetId}
    join kernel.assets o on o.id = case when l.asset_id = a.id then l.other_asset_id else l.asset_id end
    where ${assetId} in (l.asset_id, l.other_asset_id) and l.state = 'suggested'
      and a.archived_at is null and o.archived_at is null and o.site_id = a.site_id
      and (a.machine_id is null or o.machine_id is null or a.machine_id <> o.machine_id)
      and ${withinScope(scope, sql`o.module`, sql`o.site_id`)}
    order by o.name, o.id`.execute(db);
  return rows;
}
