import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId } from '../../../shared/ids.ts';
import './tables.ts';

// Which servers have to be looked at anew, and when: the column facts_change_at.

/** When the facts of a server change by time alone; null: never. */
export async function saveFactsChange(tx: Tx, id: AssetId, at: Temporal.Instant | null): Promise<void> {
  await tx.updateTable('servers.servers').set({ facts_change_at: at }).where('id', '=', id).execute();
}

/** Locks the row until the transaction ends: a mark that is set meanwhile must come after `saveFactsChange`, not under it. */
export async function holdFactsChange(tx: Tx, id: AssetId): Promise<void> {
  await tx.selectFrom('servers.servers').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Servers whose facts have changed by time alone, longest ago first. */
export async function dueForFacts(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<AssetId[]> {
  const rows = await db
    .selectFrom('servers.servers')
    .select('id')
    .where('facts_change_at', '<=', now)
    .orderBy('facts_change_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id as AssetId);
}

/** How many servers should have been looked at before an instant. */
export async function countLate(db: Db | Tx, before: Temporal.Instant): Promise<number> {
  const row = await db
    .selectFrom('servers.servers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('facts_change_at', '<', before)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The next instant at which any server's facts change; null: none in sight. */
export async function nextFactsChange(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('servers.servers')
    .select('facts_change_at')
    .where('facts_change_at', 'is not', null)
    .orderBy('facts_change_at')
    .limit(1)
    .executeTakeFirst();
  return row?.facts_change_at ?? null;
}

/** Ids after `after` in their own order, archived ones left out: for walking through all of them. */
export async function serverIdsAfter(db: Db | Tx, after: string | null, limit: number): Promise<AssetId[]> {
  const rows = await db
    .selectFrom('servers.servers as s')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .select('s.id')
    .where('a.archived_at', 'is', null)
    .$if(after !== null, (query) => query.where('s.id', '>', after ?? ''))
    .orderBy('s.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id as AssetId);
}

/** Has the servers looked at that a user, or a team, answers for. */
export async function markServersOf(
  tx: Tx,
  who: { readonly userId: string } | { readonly teamId: string },
  now: Temporal.Instant,
): Promise<void> {
  const answers =
    'teamId' in who
      ? sql<boolean>`p.team_id = ${who.teamId}`
      : sql<boolean>`(p.user_id = ${who.userId} or p.team_id in (select team_id from kernel.team_members where user_id = ${who.userId}))`;
  await sql`
    update servers.servers s set facts_change_at = ${now} from kernel.responsibilities p
    where p.asset_id = s.id and ${answers}`.execute(tx);
}

/** Has the servers looked at that wait for security updates. */
export async function markSecurityPending(tx: Tx, now: Temporal.Instant): Promise<void> {
  await sql`
    update servers.servers s set facts_change_at = ${now} from servers.reports r
    where r.server_id = s.id and r.security_pending_since is not null`.execute(tx);
}
