import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { withoutFullMask } from './inet-text.ts';
import './lists-tables.ts';

export type PlacementState = 'pending' | 'placed' | 'present' | 'failed';

export interface AllowPlacement {
  readonly host: { readonly id: string; readonly name: string };
  readonly jail: string;
  readonly state: PlacementState;
  readonly failure: string | null;
  readonly failureDetail: string;
}

export interface WantedAllow {
  readonly entryId: string;
  readonly network: string;
  readonly jail: string | null;
}

/** Entries that hold on a host at `now`. */
export async function allowOn(
  db: Db | Tx,
  host: { readonly id: string; readonly siteId: string },
  now: Temporal.Instant,
): Promise<WantedAllow[]> {
  const { rows } = await sql<WantedAllow>`
    select id as "entryId", network::text as network, jail from bans.allow_entries
    where ended_at is null and (until_at is null or until_at > ${now})
      and (site_id is null or site_id = ${host.siteId}) and (host_id is null or host_id = ${host.id}) order by id`.execute(db);
  return rows.map((row) => ({ ...row, network: withoutFullMask(row.network) }));
}

export interface PlacedAllow {
  readonly entryId: string;
  readonly network: string;
  readonly jail: string;
  readonly state: PlacementState;
  readonly failure: string | null;
}

export async function placementsOn(db: Db | Tx, hostId: string): Promise<PlacedAllow[]> {
  const { rows } = await sql<PlacedAllow>`
    select p.entry_id as "entryId", e.network::text as network, p.jail, p.state, p.failure
    from bans.allow_placements p join bans.allow_entries e on e.id = p.entry_id where p.host_id = ${hostId} order by p.entry_id, p.jail`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, network: withoutFullMask(row.network) }));
}

export interface PlacementChange {
  readonly entryId: string;
  readonly jail: string;
  readonly state: PlacementState;
  readonly failure: { readonly code: string; readonly detail: string } | null;
}

export async function savePlacements(tx: Tx, hostId: string, changes: readonly PlacementChange[], at: Temporal.Instant): Promise<void> {
  if (changes.length === 0) return;
  await tx
    .insertInto('bans.allow_placements')
    .values(
      changes.map(({ entryId, jail, state, failure }) => ({
        ...{ entry_id: entryId, host_id: hostId, jail, state, changed_at: at },
        ...{ failure: failure?.code ?? null, failure_detail: failure?.detail ?? '' },
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['entry_id', 'host_id', 'jail']).doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        failure: eb.ref('excluded.failure'),
        failure_detail: eb.ref('excluded.failure_detail'),
        changed_at: eb.ref('excluded.changed_at'),
      })),
    )
    .execute();
}

export async function removePlacements(
  tx: Tx,
  hostId: string,
  gone: readonly { readonly entryId: string; readonly jail: string }[],
): Promise<void> {
  if (gone.length === 0) return;
  await sql`delete from bans.allow_placements p using json_to_recordset(${JSON.stringify(gone)}::json) as g ("entryId" uuid, jail text)
    where p.host_id = ${hostId} and p.entry_id = g."entryId" and p.jail = g.jail`.execute(tx);
}

/** Hosts on which some entry holds or is left: those that have to be kept. Archived ones are left alone. */
export async function hostsToKeep(db: Db | Tx, now: Temporal.Instant): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from bans.hosts h join kernel.assets a on a.id = h.id
    where a.archived_at is null and h.level <> 'observe' and (
      exists (select from bans.allow_placements p where p.host_id = h.id)
      or exists (select from bans.allow_entries e where e.ended_at is null and (e.until_at is null or e.until_at > ${now})
        and (e.site_id is null or e.site_id = h.site_id) and (e.host_id is null or e.host_id = h.id))) order by h.id`.execute(db);
  return rows.map(({ id }) => id);
}
