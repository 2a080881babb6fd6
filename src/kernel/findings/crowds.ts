import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import { CROWD_MINUTES, crowdOf } from './domain/crowd.ts';
import { findingsChanged } from './events.ts';
import { writeHistory } from './history.ts';
import { lockFindings, type OpenFinding, openFindings } from './open-findings.ts';
import { endOutgrown } from './outgrown.ts';
import { insertStory, lockStories, type StoryRow } from './stories.ts';

/** More stories of one rule and site than a person can take one by one, all opened within minutes. */
export interface Crowd {
  readonly siteId: string;
  readonly module: string;
  readonly rule: string;
  readonly storyIds: readonly string[];
  /** When the last of them opened. */
  readonly at: Temporal.Instant;
}

interface Candidate {
  id: string;
  story_id: string;
  site_id: string;
  module: string;
  rule: string;
  opened_at: Temporal.Instant;
  is_batch: boolean;
}

/** Twice the stretch: a crowd may have begun before `since` and be completed after it. */
const BACK_MINUTES = 2 * CROWD_MINUTES;

/**
 * Crowds of which one member opened after `since`. What is in a batch already counts, too, so that latecomers join it.
 * Stories with findings of other rules, and those that a person has touched, stay by themselves.
 */
export async function crowdsSince(db: Db | Tx, since: Temporal.Instant): Promise<readonly Crowd[]> {
  const { rows } = await sql<Candidate>`
    with fresh as (
      select f.id, f.story_id, f.site_id, f.module, f.rule, f.opened_at, count(*) over (partition by f.site_id, f.module, f.rule) as together
      from kernel.findings f where f.closed_at is null and f.opened_at > ${since.subtract({ minutes: BACK_MINUTES })}
    )
    select f.id, f.story_id, f.site_id, f.module, f.rule, f.opened_at, s.subject_kind = 'batch' as is_batch
    from fresh f join kernel.stories s on s.id = f.story_id
    where f.together > 20
      and (s.subject_kind = 'batch' or (
        num_nonnulls(s.assignee_user_id, s.acknowledged_at, s.snoozed_until, s.accepted_until) = 0
        and not exists (select from kernel.findings o where o.story_id = s.id and o.closed_at is null and (o.module, o.rule) <> (f.module, f.rule))))
    order by f.opened_at, f.id`.execute(db);
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.site_id, row.module, row.rule]));
  return [...groups.values()].flatMap((group) => crowdIn(group));
}

/** A story counts once, by its first finding; in a batch each finding was a story. */
function crowdIn(group: readonly Candidate[]): readonly Crowd[] {
  const stories = [...Map.groupBy(group, (row) => (row.is_batch ? row.id : row.story_id)).values()].flatMap(([first]) => first ?? []);
  const crowd = crowdOf(stories.map((row) => ({ id: row.id, at: row.opened_at })));
  const joining = stories.filter((row) => !row.is_batch && crowd.has(row.id));
  const last = joining.at(-1);
  if (last === undefined) return [];
  return [{ siteId: last.site_id, module: last.module, rule: last.rule, storyIds: joining.map((row) => row.story_id), at: last.opened_at }];
}

/** Advisory lock: two consoles that see one crowd make one batch of it. */
const CROWD_LOCK = 7_245_010;

/** Makes one story of a crowd: its stories are closed into the batch of their rule, which opens if there is none. */
export async function gather(work: Work, crowd: Crowd): Promise<void> {
  const { tx, now } = work;
  await sql`select pg_advisory_xact_lock(${CROWD_LOCK})`.execute(tx);
  const locked = new Set((await lockFindings(tx, { storyIds: crowd.storyIds })).map(({ id }) => id));
  const subject = { siteId: crowd.siteId, kind: 'batch', id: `${crowd.module}/${crowd.rule}` } as const;
  const stories = await lockStories(tx, crowd.storyIds, [subject]);
  const members = Map.groupBy(await openFindings(tx, { storyIds: crowd.storyIds }), ({ storyId }) => storyId);
  const joining = stories.filter(
    (story) => mayJoin(story, members.get(story.id) ?? [], crowd) && members.get(story.id)?.every(({ id }) => locked.has(id)),
  );
  if (joining.length === 0) return;
  const found = stories.find((story) => story.subject.kind === 'batch' && story.closedAt === null);
  const batch = found ?? (await insertStory(tx, subject, now));
  const ids = joining.map(({ id }) => id);
  await tx
    .updateTable('kernel.findings')
    .set({ story_id: batch.id })
    .where('story_id', '=', anyOf(ids))
    .where('closed_at', 'is', null)
    .execute();
  await tx
    .updateTable('kernel.stories')
    .set((eb) => ({ closed_at: now, merged_into: batch.id, version: eb('version', '+', 1) }))
    .where('id', '=', anyOf(ids))
    .execute();
  const { module, rule, siteId } = crowd;
  await writeHistory(tx, [
    ...ids.map((id) => ({ storyId: id, what: 'merged', at: now, details: { storyId: batch.id } }) as const),
    ...(found === undefined ? [{ storyId: batch.id, what: 'opened', at: now, details: { module, rule } } as const] : []),
    { storyId: batch.id, what: 'took_in', at: now, details: { module, rule, stories: ids.length } },
  ]);
  await endOutgrown(work, [batch]);
  work.publish(findingsChanged({ module, siteId, assetId: null, storyId: batch.id }));
}

/** Looked at again under the locks: somebody may have taken the story up, or it grew, in the meantime. */
const mayJoin = (story: StoryRow, members: readonly OpenFinding[], { module, rule }: Crowd): boolean =>
  story.subject.kind !== 'batch' &&
  story.closedAt === null &&
  members.length > 0 &&
  [story.assigneeUserId, story.acknowledged, story.snoozed, story.accepted].every((touch) => touch === null) &&
  members.every((member) => member.module === module && member.rule === rule);
