import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import { type Group, regroup } from './domain/regroup.ts';
import { subjectKey, subjectOf } from './domain/subject.ts';
import { findingsChanged } from './events.ts';
import { type Entry, writeHistory } from './history.ts';
import { lockFindings, type OpenFinding } from './open-findings.ts';
import { endOutgrown } from './outgrown.ts';
import { coverJoined, endSetAside, runningAsides } from './set-aside-end.ts';
import { insertStory, lockStories, type StoryRow } from './stories.ts';

/** See `FindingsRoom.regroup`. Findings in a batch stay there: they left their subject when they joined it. */
export async function regroupFindings(work: Work, assetIds: readonly string[]): Promise<void> {
  const findings = await lockFindings(work.tx, { assetIds });
  if (findings.length === 0) return;
  const stories = await lockStories(work.tx, [...new Set(findings.map(({ storyId }) => storyId))], findings.map(subjectOf));
  const single = stories.filter((story) => story.closedAt === null && story.subject.kind !== 'batch');
  const members = findings
    .filter(({ storyId }) => single.some(({ id }) => id === storyId))
    .map((finding) => ({ ...finding, subject: subjectOf(finding) }));
  const groups = regroup(members, single).filter((group) => isMoved(group, single, findings));
  if (groups.length === 0) return;
  await closeMerged(work.tx, groups, work.now);
  await renameSubjects(work.tx, groups);
  for (const group of groups) await settleGroup(work, group, findings, single);
  publishAll(work, groups, findings);
}

function isMoved({ storyId, subject, closes, findingIds }: Group, stories: readonly StoryRow[], findings: readonly OpenFinding[]): boolean {
  const story = stories.find(({ id }) => id === storyId);
  const stays = story !== undefined && subjectKey(story.subject) === subjectKey(subject);
  return !stays || closes.length > 0 || findings.some((finding) => findingIds.includes(finding.id) && finding.storyId !== storyId);
}

async function closeMerged(tx: Tx, groups: readonly Group[], now: Temporal.Instant): Promise<void> {
  for (const { storyId, closes } of groups) {
    if (storyId === null || closes.length === 0) continue;
    await tx
      .updateTable('kernel.stories')
      .set((eb) => ({ closed_at: now, merged_into: storyId, version: eb('version', '+', 1) }))
      .where('id', '=', anyOf(closes))
      .execute();
  }
}

/** Two stories may trade places, so each first takes a name that no other has. */
async function renameSubjects(tx: Tx, groups: readonly Group[]): Promise<void> {
  const staying = groups.flatMap(({ storyId, subject }) => (storyId === null ? [] : [{ storyId, subject }]));
  if (staying.length === 0) return;
  await tx
    .updateTable('kernel.stories')
    .set({ subject: sql<string>`'moving ' || id::text` })
    .where('id', '=', anyOf(staying.map(({ storyId }) => storyId)))
    .execute();
  for (const { storyId, subject } of staying) {
    await tx
      .updateTable('kernel.stories')
      .set((eb) => ({ subject_kind: subject.kind, subject: subject.id, version: eb('version', '+', 1) }))
      .where('id', '=', storyId)
      .execute();
  }
}

/** Moves the findings into the story that stays, or into a new one, and tells both stories' histories. */
async function settleGroup(work: Work, group: Group, findings: readonly OpenFinding[], stories: readonly StoryRow[]): Promise<void> {
  const { tx, now } = work;
  const stays = stories.find(({ id }) => id === group.storyId);
  const story = stays ?? (await insertStory(tx, group.subject, now));
  const moved = findings.filter((finding) => group.findingIds.includes(finding.id) && finding.storyId !== story.id);
  if (moved.length > 0) {
    const ids = moved.map(({ id }) => id);
    await tx.updateTable('kernel.findings').set({ story_id: story.id }).where('id', '=', anyOf(ids)).execute();
  }
  await writeHistory(tx, entriesOf({ group, story, isNew: stays === undefined, moved, now }));
  const merged = stories.filter(({ id }) => group.closes.includes(id));
  // What a person set aside was less than the story is now, unless what joined was set aside, too.
  if (merged.some((other) => runningAsides(other, now).length === 0)) await endSetAside(work, story);
  else await coverJoined(tx, story, merged, now);
  await inheritAssignee(tx, story, merged);
  await endOutgrown(work, await lockStories(tx, [story.id]));
}

async function inheritAssignee(tx: Tx, story: StoryRow, merged: readonly StoryRow[]): Promise<void> {
  const assignee = merged.find(({ assigneeUserId }) => assigneeUserId !== null)?.assigneeUserId;
  if (story.assigneeUserId !== null || assignee === undefined) return;
  await tx.updateTable('kernel.stories').set({ assignee_user_id: assignee }).where('id', '=', story.id).execute();
}

interface Settled {
  readonly group: Group;
  readonly story: StoryRow;
  readonly isNew: boolean;
  readonly moved: readonly OpenFinding[];
  readonly now: Temporal.Instant;
}

function entriesOf({ group, story, isNew, moved, now }: Settled): readonly Entry[] {
  const split = moved.filter(({ storyId }) => !group.closes.includes(storyId));
  return [
    ...(isNew ? [{ storyId: story.id, what: 'opened', at: now } as const] : []),
    ...group.closes.flatMap((id): Entry[] => [
      { storyId: id, what: 'merged', at: now, details: { storyId: story.id } },
      { storyId: story.id, what: 'took_in', at: now, details: { storyId: id } },
    ]),
    ...split.flatMap(({ id, storyId, module, rule }): Entry[] => [
      { storyId, findingId: id, what: 'moved', at: now, details: { module, rule, storyId: story.id } },
      { storyId: story.id, findingId: id, what: 'joined', at: now, details: { module, rule, storyId } },
    ]),
  ];
}

function publishAll({ publish }: Work, groups: readonly Group[], findings: readonly OpenFinding[]): void {
  const concerned = findings.filter(({ id }) => groups.some((group) => group.findingIds.includes(id)));
  for (const { module, siteId, assetId } of new Map(
    concerned.map((finding) => [`${finding.module} ${finding.assetId}`, finding]),
  ).values()) {
    publish(findingsChanged({ module, siteId, assetId, storyId: null }));
  }
}
