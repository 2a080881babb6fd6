import { sql } from 'kysely';
import { newId } from '../../shared/ids.ts';
import type { Severity } from '../contract/severity.ts';
import type { Db, Tx } from '../db/database.ts';
import type { SetAside } from './domain/set-aside.ts';
import type { StoriesTable } from './tables.ts';

/** A story's own row: what stays the same whoever looks. */
export interface StoryRow {
  readonly id: string;
  readonly subject: { readonly siteId: string; readonly kind: StoriesTable['subject_kind']; readonly id: string };
  readonly openedAt: Temporal.Instant;
  readonly closedAt: Temporal.Instant | null;
  readonly assigneeUserId: string | null;
  readonly acknowledged: { readonly at: Temporal.Instant; readonly severity: Severity; readonly rules: readonly string[] } | null;
  readonly snoozed: (SetAside & { readonly untilSafe: boolean }) | null;
  readonly accepted: (SetAside & { readonly reason: string }) | null;
  readonly version: number;
}

/** One row of `kernel.stories` as the driver hands it out. */
export interface StoryColumns {
  id: string;
  site_id: string;
  subject_kind: StoriesTable['subject_kind'];
  subject: string;
  opened_at: Temporal.Instant;
  closed_at: Temporal.Instant | null;
  assignee_user_id: string | null;
  acknowledged_at: Temporal.Instant | null;
  acknowledged_severity: Severity | null;
  acknowledged_rules: string[] | null;
  snoozed_until: Temporal.Instant | null;
  snoozed_severity: Severity | null;
  is_snoozed_until_safe: boolean;
  accepted_until: Temporal.Instant | null;
  accepted_severity: Severity | null;
  accepted_reason: string | null;
  version: number;
}

export const toStory = (row: StoryColumns): StoryRow => ({
  id: row.id,
  subject: { siteId: row.site_id, kind: row.subject_kind, id: row.subject },
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  assigneeUserId: row.assignee_user_id,
  acknowledged:
    row.acknowledged_at === null
      ? null
      : { at: row.acknowledged_at, severity: row.acknowledged_severity ?? 'info', rules: row.acknowledged_rules ?? [] },
  snoozed:
    row.snoozed_until === null
      ? null
      : { until: row.snoozed_until, severity: row.snoozed_severity ?? 'info', untilSafe: row.is_snoozed_until_safe },
  accepted:
    row.accepted_until === null
      ? null
      : { until: row.accepted_until, severity: row.accepted_severity ?? 'info', reason: row.accepted_reason ?? '' },
  version: row.version,
});

interface PlainSubject {
  readonly siteId: string;
  readonly kind: string;
  readonly id: string;
}

/**
 * Locks stories in the order of their ids: those named, and the open ones of the subjects.
 * The last lock that a transaction takes here; findings and assets come before.
 */
export async function lockStories(tx: Tx, ids: readonly string[], subjects: readonly PlainSubject[] = []): Promise<readonly StoryRow[]> {
  const { rows } = await sql<StoryColumns>`
    select s.* from kernel.stories s
    where s.id = any(array(
      select unnest(${[...ids]}::uuid[])
      union
      select o.id from kernel.stories o
      join unnest(${subjects.map((subject) => subject.siteId)}::uuid[], ${subjects.map((subject) => subject.kind)}::text[],
        ${subjects.map((subject) => subject.id)}::text[]) as w (site_id, subject_kind, subject)
        on o.site_id = w.site_id and o.subject_kind = w.subject_kind and o.subject = w.subject and o.closed_at is null))
    order by s.id for no key update`.execute(tx);
  return rows.map(toStory);
}

/** The story that took this one in, at the end of the chain; null: none did. Old links lead on by it. */
export async function survivorOf(db: Db | Tx, id: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    with recursive chain (id, next) as (
      select s.id, s.merged_into from kernel.stories s where s.id = ${id}
      union
      select s.id, s.merged_into from chain c join kernel.stories s on s.id = c.next
    )
    select id from chain where next is null and id <> ${id}`.execute(db);
  return rows[0]?.id ?? null;
}

export async function insertStory(
  tx: Tx,
  subject: { readonly siteId: string; readonly kind: StoriesTable['subject_kind']; readonly id: string },
  now: Temporal.Instant,
): Promise<StoryRow> {
  const row = await tx
    .insertInto('kernel.stories')
    .values({ id: newId(now), site_id: subject.siteId, subject_kind: subject.kind, subject: subject.id, opened_at: now })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toStory(row);
}

/** Closes those of the stories that hold no open finding any more, at the instant their last one closed; answers which. */
export async function closeEmptyStories(
  tx: Tx,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly closedAt: Temporal.Instant }[]> {
  const { rows } = await sql<{ id: string; closed_at: Temporal.Instant }>`
    update kernel.stories s
    set version = version + 1,
      closed_at = (select max(f.closed_at) from kernel.findings f where f.story_id = s.id)
    where s.id = any(${[...ids]}::uuid[]) and s.closed_at is null
      and not exists (select from kernel.findings f where f.story_id = s.id and f.closed_at is null)
    returning s.id, s.closed_at`.execute(tx);
  return rows.map((row) => ({ id: row.id, closedAt: row.closed_at }));
}
