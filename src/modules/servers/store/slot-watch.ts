import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, SiteId, UserId } from '../../../shared/ids.ts';
import type { EndedSlot } from '../domain/slot.ts';
import { canAct } from './server-filters.ts';
import type { SlotId } from './slots.ts';
import './plan-tables.ts';
import './tables.ts';

// Which slots something has to be done about, and when: the column wakes_at.

/** The next instant at which the console has to do something about any slot; null: none in sight. */
export async function nextSlotWake(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('servers.slots')
    .select('wakes_at')
    .where('wakes_at', 'is not', null)
    .orderBy('wakes_at')
    .limit(1)
    .executeTakeFirst();
  return row?.wakes_at ?? null;
}

/** Slots that something has to be done about, longest ago first. */
export async function dueSlots(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<readonly { id: SlotId; serverId: AssetId }[]> {
  const rows = await db
    .selectFrom('servers.slots')
    .select(['id', 'server_id'])
    .where('wakes_at', '<=', now)
    .orderBy('wakes_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ id: row.id as SlotId, serverId: row.server_id as AssetId }));
}

/** How many slots something should have been done about before an instant. */
export async function countLateSlots(db: Db | Tx, before: Temporal.Instant): Promise<number> {
  const row = await db
    .selectFrom('servers.slots')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('wakes_at', '<', before)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The newest slot of a server that was not cancelled, as far as what is wrong is read from it. */
export async function endedSlotOf(db: Db | Tx, serverId: AssetId): Promise<EndedSlot | null> {
  const row = await db
    .selectFrom('servers.slots')
    .select(['starts_at', 'state', 'because'])
    .where('server_id', '=', serverId)
    .where('state', '<>', 'cancelled')
    .orderBy('starts_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { startsAt: row.starts_at, state: row.state, because: row.because };
}

/** Has nothing done any more about the living slots of an archived server. */
export async function closeSlotsOf(tx: Tx, serverId: AssetId, now: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('servers.slots')
    .set((eb) => ({
      ...{ state: 'cancelled', because: 'archived', finished_at: now, wakes_at: null, token_hash: null, token_sealed: null },
      version: eb('version', '+', 1),
    }))
    .where('server_id', '=', serverId)
    .where('state', 'in', ['planned', 'postponed', 'started'])
    .execute();
}

/** By the token's hash; null: unknown, or its slot has ended and cannot be told of any more. */
export async function findSlotToken(
  db: Db | Tx,
  tokenHash: string,
): Promise<{ readonly tokenId: string; readonly assetId: string; readonly siteId: SiteId } | null> {
  const row = await db
    .selectFrom('servers.slots as t')
    .innerJoin('kernel.assets as a', 'a.id', 't.server_id')
    .select(['t.id', 't.server_id', 't.site_id'])
    .where('t.token_hash', '=', tokenHash)
    .where('a.archived_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { tokenId: row.id, assetId: row.server_id, siteId: row.site_id as SiteId };
}

/** Users who answer for a server and could act: own and through teams, each once; owners alone where asked for. */
export async function peopleOf(db: Db | Tx, serverId: AssetId, { onlyOwners }: { readonly onlyOwners: boolean }): Promise<UserId[]> {
  const role = onlyOwners ? sql`and p.role = 'owner'` : sql``;
  const { rows } = await sql<{ id: UserId }>`
    select distinct w.id from kernel.responsibilities p
    left join kernel.team_members m on m.team_id = p.team_id
    join kernel.users w on w.id = coalesce(p.user_id, m.user_id)
    where p.asset_id = ${serverId} and w.deactivated_at is null and w.removed_at is null and ${canAct} ${role}
    order by w.id`.execute(db);
  return rows.map(({ id }) => id);
}

export interface Postponement {
  readonly by: string;
  readonly userId: UserId;
  readonly at: Temporal.Instant;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** Who has put slots off, by slot, in order. */
export async function postponementsOf(db: Db | Tx, slotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Postponement[]>> {
  if (slotIds.length === 0) return new Map();
  const { rows } = await sql<Postponement & { slotId: string }>`
    select p.slot_id as "slotId", p.user_id as "userId", u.username as by, p.at, p.from_at as "from", p.to_at as "to"
    from servers.slot_postponements p join kernel.users u on u.id = p.user_id
    where p.slot_id = any(${[...slotIds]}::uuid[]) order by p.at, p.from_at`.execute(db);
  return Map.groupBy(rows, ({ slotId }) => slotId);
}

/** The primary key refuses a second one by the same person. */
export async function insertPostponement(tx: Tx, slotId: SlotId, { userId, at, from, to }: Omit<Postponement, 'by'>): Promise<void> {
  await tx.insertInto('servers.slot_postponements').values({ slot_id: slotId, user_id: userId, at, from_at: from, to_at: to }).execute();
}
