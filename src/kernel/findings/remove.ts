import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { ErasePerson } from '../streams/stream.ts';

/**
 * Removes stories that closed before an instant, `limit` at most, the oldest first, with their findings, their history and what
 * was told of them. A story is open as long as one of its findings is. Answers how many.
 */
export async function removeStories(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from kernel.stories where closed_at < ${before} order by closed_at limit ${limit} for update skip locked`.execute(tx);
  await deleteStories(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.length;
}

export async function deleteStories(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  // What was merged into one of them closed before it, and is among them but for a limit that fell between.
  await sql`update kernel.stories set merged_into = null where merged_into = any(${[...ids]}::uuid[])`.execute(tx);
  await sql`delete from kernel.findings where story_id = any(${[...ids]}::uuid[])`.execute(tx);
  await sql`delete from kernel.stories where id = any(${[...ids]}::uuid[])`.execute(tx);
}

/** Removes all findings of an asset with their lines of history, and the stories that were about nothing else. */
export async function removeFindingsOf(tx: Tx, assetId: string): Promise<void> {
  const { rows } = await sql<{ storyId: string }>`
    select distinct story_id as "storyId" from kernel.findings where asset_id = ${assetId}
    union select id from kernel.stories where subject_kind = 'asset' and subject = ${assetId}`.execute(tx);
  const stories = rows.map(({ storyId }) => storyId);
  await sql`delete from kernel.story_history where finding_id in (select id from kernel.findings where asset_id = ${assetId})`.execute(tx);
  await sql`delete from kernel.findings where asset_id = ${assetId}`.execute(tx);
  const left = await sql<{ id: string }>`
    select id from kernel.stories s where id = any(${stories}::uuid[])
      and not exists (select from kernel.findings f where f.story_id = s.id)`.execute(tx);
  await deleteStories(
    tx,
    left.rows.map(({ id }) => id),
  );
}

/** Who a story was given to is named in its history; the other lines name people by their id. */
export const erasePersonFromStories: ErasePerson = async (tx, person) => {
  await sql`
    update kernel.story_history set details = jsonb_set(details, '{username}', to_jsonb(${person.tombstone}::text))
    where details ->> 'userId' = ${person.id} and details ? 'username'`.execute(tx);
  return null;
};
