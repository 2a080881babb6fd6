import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import './lists-tables.ts';
import './tables.ts';
import { withoutFullMask } from './inet-text.ts';

/** A jail of a host in which a blocklist's networks stand or are to stand. */
export interface PlaceOfList {
  readonly hostId: string;
  readonly hostName: string;
  readonly siteId: string;
  readonly jail: string;
  /** False: what stands there is to be lifted, and nothing more is placed. */
  readonly isTarget: boolean;
}

/** Everything that one look at a blocklist's places needs. */
export interface ListToPlace {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly isRemoved: boolean;
  readonly places: readonly PlaceOfList[];
}

/** Its hosts that may be banned on, and wherever else something of it stands. Null: it is unknown. */
export async function listToPlace(db: Db | Tx, id: string): Promise<ListToPlace | null> {
  const list = await db.selectFrom('bans.blocklists').selectAll().where('id', '=', id).executeTakeFirst();
  if (list === undefined) return null;
  const { rows } = await sql<PlaceOfList>`
    with targets as (
      select h.id as host_id, l.jail from bans.blocklists l join bans.hosts h on h.site_id = l.site_id and h.level <> 'observe'
      where l.id = ${id} and l.removed_at is null
        and exists (select from bans.jails j where j.host_id = h.id and j.name = l.jail and j.gone_at is null)
        and (h.id in (select host_id from bans.blocklist_hosts where blocklist_id = l.id)
          or not exists (select from bans.blocklist_hosts where blocklist_id = l.id)))
    select p.host_id as "hostId", a.name as "hostName", a.site_id as "siteId", p.jail, t.host_id is not null as "isTarget"
    from (select host_id, jail from targets
      union select host_id, jail from bans.blocklist_placements where blocklist_id = ${id} group by host_id, jail) p
    join kernel.assets a on a.id = p.host_id and a.archived_at is null
    left join targets t on t.host_id = p.host_id and t.jail = p.jail order by a.name, p.jail`.execute(db);
  return { id, name: list.name, siteId: list.site_id, isRemoved: list.removed_at !== null, places: rows };
}

type Where = Pick<PlaceOfList, 'hostId' | 'jail'>;

/** What of it stands there, and what may: true where it is certain. */
export async function placedThere(db: Db | Tx, listId: string, { hostId, jail }: Where): Promise<Map<string, boolean>> {
  const { rows } = await sql<{ network: string; isCertain: boolean }>`
    select network::text as network, placed_at is not null as "isCertain" from bans.blocklist_placements
    where blocklist_id = ${listId} and host_id = ${hostId} and jail = ${jail}`.execute(db);
  return new Map(rows.map(({ network, isCertain }) => [withoutFullMask(network), isCertain]));
}

/**
 * Written before networks are banned: a crash in between leaves rows that the next look settles. Answers those that are still wanted:
 * another import may have been applied since somebody looked.
 */
export async function intend(tx: Tx, listId: string, { hostId, jail }: Where, networks: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ network: string }>`
    select network::text as network from bans.blocklist_entries
    where blocklist_id = ${listId} and network = any(${[...networks]}::inet[]) order by network for key share`.execute(tx);
  const wanted = rows.map(({ network }) => withoutFullMask(network));
  await sql`insert into bans.blocklist_placements (blocklist_id, host_id, jail, network)
    select ${listId}::uuid, ${hostId}::uuid, ${jail}, network from unnest(${wanted}::inet[]) as w(network) on conflict do nothing`.execute(
    tx,
  );
  return wanted;
}

export async function confirmPlaced(
  tx: Tx,
  listId: string,
  { hostId, jail }: Where,
  networks: readonly string[],
  at: Temporal.Instant,
): Promise<void> {
  await sql`update bans.blocklist_placements set placed_at = ${at}
    where blocklist_id = ${listId} and host_id = ${hostId} and jail = ${jail} and network = any(${[...networks]}::inet[])`.execute(tx);
}

export async function forgetPlaced(tx: Tx, listId: string, { hostId, jail }: Where, networks: readonly string[]): Promise<void> {
  await sql`delete from bans.blocklist_placements
    where blocklist_id = ${listId} and host_id = ${hostId} and jail = ${jail} and network = any(${[...networks]}::inet[])`.execute(tx);
}

/** Of these networks those that another blocklist or an order of the console still wants there. */
export async function wantedByOthers(
  db: Db | Tx,
  listId: string,
  { hostId, jail }: Where,
  networks: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ network: string }>`
    select network::text as network from bans.blocklist_placements
      where blocklist_id <> ${listId} and host_id = ${hostId} and jail = ${jail} and network = any(${[...networks]}::inet[])
    union select network::text from bans.orders where host_id = ${hostId} and jail = ${jail} and kind = 'ban'
      and state in ('pending', 'unknown', 'done') and network = any(${[...networks]}::inet[])`.execute(db);
  return new Set(rows.map(({ network }) => withoutFullMask(network)));
}

export interface PlaceState {
  readonly pending: number;
  readonly failure: { readonly code: string; readonly detail: string } | null;
}

export async function savePlaceState(
  tx: Tx,
  listId: string,
  { hostId, jail }: Where,
  { pending, failure }: PlaceState,
  at: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('bans.blocklist_targets')
    .values({
      ...{ blocklist_id: listId, host_id: hostId, jail, pending, settled_at: pending === 0 && failure === null ? at : null },
      ...{ failure: failure?.code ?? null, failure_detail: failure?.detail ?? '' },
    })
    .onConflict((conflict) =>
      conflict.columns(['blocklist_id', 'host_id', 'jail']).doUpdateSet((eb) => ({
        pending: eb.ref('excluded.pending'),
        settled_at: eb.ref('excluded.settled_at'),
        failure: eb.ref('excluded.failure'),
        failure_detail: eb.ref('excluded.failure_detail'),
      })),
    )
    .execute();
}

/** Where nothing of it stands and nothing is to stand any more, nothing is told. */
export async function forgetPlace(tx: Tx, listId: string, { hostId, jail }: Where): Promise<void> {
  await tx
    .deleteFrom('bans.blocklist_targets')
    .where('blocklist_id', '=', listId)
    .where('host_id', '=', hostId)
    .where('jail', '=', jail)
    .execute();
}

/** A removed blocklist of which nothing stands anywhere: the row goes, its imports with it. */
export async function deleteIfGone(tx: Tx, listId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from bans.blocklists l where id = ${listId} and removed_at is not null
      and not exists (select from bans.blocklist_placements p join kernel.assets a on a.id = p.host_id
        where p.blocklist_id = l.id and a.archived_at is null)`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Whether a blocklist wants exactly this ban too: what ends by an order then goes on standing. */
export async function isListedThere(db: Db | Tx, hostId: string, jail: string, network: string): Promise<boolean> {
  const row = await db
    .selectFrom('bans.blocklist_placements')
    .select('network')
    .where('host_id', '=', hostId)
    .where('jail', '=', jail)
    .where(sql<boolean>`network = ${network}::inet`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
