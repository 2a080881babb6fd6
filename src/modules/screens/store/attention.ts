import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId } from '../../../shared/ids.ts';
import './tables.ts';

// When the facts of each screen are to be looked at anew: the column facts_change_at.

export async function saveFactsChange(
  tx: Tx,
  id: AssetId,
  { at, isWrongEventTold }: { readonly at: Temporal.Instant | null; readonly isWrongEventTold: boolean },
): Promise<void> {
  await tx.updateTable('screens.screens').set({ facts_change_at: at, wrong_event_told: isWrongEventTold }).where('id', '=', id).execute();
}

/** Locks the row until the transaction ends: a mark that is set meanwhile must come after `saveFactsChange`, not under it. */
export async function holdFactsChange(tx: Tx, id: AssetId): Promise<void> {
  await tx.selectFrom('screens.screens').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Screens whose facts have changed by time alone, longest ago first. */
export async function dueForFacts(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<AssetId[]> {
  const rows = await db
    .selectFrom('screens.screens')
    .select('id')
    .where('facts_change_at', '<=', now)
    .orderBy('facts_change_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as AssetId);
}

/** How many screens should have been looked at before an instant. */
export async function countLate(db: Db | Tx, before: Temporal.Instant): Promise<number> {
  const row = await db
    .selectFrom('screens.screens')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('facts_change_at', '<', before)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The next instant at which any screen's facts change; null: none in sight. */
export async function nextFactsChange(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('screens.screens')
    .select('facts_change_at')
    .where('facts_change_at', 'is not', null)
    .orderBy('facts_change_at')
    .limit(1)
    .executeTakeFirst();
  return row?.facts_change_at ?? null;
}

/** Every screen that is not archived. */
export async function everyScreenId(db: Db | Tx): Promise<AssetId[]> {
  const rows = await db.selectFrom('screens.screens').select('id').where('uuid', 'is not', null).orderBy('id').execute();
  return rows.map(({ id }) => id as AssetId);
}

/** Has every screen looked at anew. Rows are locked in one order, so that two processes never wait for each other. */
export async function markAll(tx: Tx, now: Temporal.Instant): Promise<void> {
  await sql`
    with marked as (select id from screens.screens where uuid is not null order by id for no key update)
    update screens.screens s set facts_change_at = ${now} from marked m where m.id = s.id`.execute(tx);
}

/**
 * Puts off looks that are due, or soon will be, by silence alone: while nobody listened, nothing could be heard. What else is due stays
 * so, and so does the end of a takeover that nobody decides.
 */
export async function putOffSilence(tx: Tx, until: Temporal.Instant, graceSeconds: number): Promise<void> {
  await sql`
    with silent as (
      select id from screens.screens
      where facts_change_at < ${until} and facts_change_at >= last_alive + ${graceSeconds} * interval '1 second'
      order by id for no key update)
    update screens.screens s set facts_change_at = least(${until}, (
      select min(h.ends_at) from screens.held_enrolments h
      where h.screen_id = s.id and h.decided_at is null and h.ends_at >= s.facts_change_at))
    from silent where silent.id = s.id`.execute(tx);
}
