import type { Updateable } from 'kysely';
import { sql } from 'kysely';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { PersonActor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import type { Tx } from '../db/database.ts';
import type { Transact, Work } from '../db/transact.ts';
import { acceptUntil, isOutgrown, snoozeUntil } from './domain/set-aside.ts';
import { acknowledgementHolds, acknowledgementOf, severityOf } from './domain/standing.ts';
import { findingsChanged } from './events.ts';
import { type Happening, writeHistory } from './history.ts';
import { type Member, membersOf } from './members.ts';
import { type MayParts, mayOnMembers } from './offered.ts';
import { NO_ACKNOWLEDGEMENT } from './outgrown.ts';
import { NO_ACCEPTANCE, NO_SNOOZE } from './set-aside-end.ts';
import { lockStories, type StoryRow } from './stories.ts';
import type { StoriesTable } from './tables.ts';

/** A person who acts on one story, with what they may see and the version they looked at. */
export interface Asked {
  readonly person: PersonActor;
  readonly scope: Scope;
  readonly storyId: string;
  readonly ifMatch: number | null;
}

type Common = 'findings.unknown_story' | 'findings.story_closed' | 'kernel.forbidden' | 'kernel.version_conflict';
type Acted<Code extends string = never> = Promise<Result<null, Common | Code>>;

/** What people can say about a story. Saying the same again changes nothing and writes nothing. */
export interface StoryActs {
  acknowledge(asked: Asked): Acted;
  unacknowledge(asked: Asked): Acted;
  /** `untilSafe`: `until` is when it will be safe, as far as is known now. */
  snooze(asked: Asked, until: Temporal.Instant, untilSafe: boolean): Acted<'findings.snooze_past' | 'findings.snooze_too_long'>;
  wake(asked: Asked): Acted;
  accept(asked: Asked, until: Temporal.Instant, reason: string): Acted<'findings.accept_past' | 'findings.accept_too_long'>;
  unaccept(asked: Asked): Acted;
  assign(asked: Asked, userId: string | null): Acted<'findings.unknown_assignee'>;
}

export interface ActParts extends MayParts {
  readonly transact: Transact;
  /** Whether an active user may see one of these findings. */
  maySee(tx: Tx, userId: string, members: readonly Member[]): Promise<boolean>;
}

/** A change of the story with its line in the history and the audit; null: it is so already. */
interface Decision {
  readonly set: Updateable<StoriesTable>;
  readonly what: Happening;
  readonly details: Readonly<Record<string, unknown>>;
}

type Decide<Code extends string> = (
  story: StoryRow,
  members: readonly Member[],
  work: Work,
) => Promise<Result<Decision | null, Code>> | Result<Decision | null, Code>;

const unchanged = ok(null);
const decided = (set: Updateable<StoriesTable>, what: Happening, details: Decision['details'] = {}) => ok({ set, what, details });

export function createStoryActs(parts: ActParts): StoryActs {
  const act = <Code extends string>(asked: Asked, decide: Decide<Code>): Acted<Code> =>
    parts.transact(asked.person, async (work): Promise<Result<null, Common | Code>> => {
      const opened = await openStory(parts, work, asked);
      if (!opened.ok) return opened;
      const { story, members } = opened.value;
      const decision = await decide(story, members, work);
      if (!decision.ok) return decision;
      if (decision.value !== null) await save(work, story, members, decision.value);
      return ok(null);
    });
  return {
    acknowledge: (asked) => act(asked, acknowledge),
    unacknowledge: (asked) =>
      act(asked, (story) => (story.acknowledged === null ? unchanged : decided(NO_ACKNOWLEDGEMENT, 'acknowledgement_withdrawn'))),
    snooze: (asked, until, untilSafe) => act(asked, (story, members, work) => snooze({ story, members, work, until, untilSafe })),
    wake: (asked) => act(asked, (story) => (story.snoozed === null ? unchanged : decided(NO_SNOOZE, 'snooze_ended'))),
    accept: (asked, until, reason) => act(asked, (story, members, work) => accept({ story, members, work, until, reason })),
    unaccept: (asked) => act(asked, (story) => (story.accepted === null ? unchanged : decided(NO_ACCEPTANCE, 'acceptance_ended'))),
    assign: (asked, userId) => act(asked, (story, members, work) => assign(parts, { story, members, work, userId })),
  };
}

/** Locks the story and asks, in this order: is it in sight, may the person act, is it still open, is it the version they saw. */
async function openStory(
  parts: ActParts,
  { tx, now }: Work,
  { person, scope, storyId, ifMatch }: Asked,
): Promise<Result<{ readonly story: StoryRow; readonly members: readonly Member[] }, Common>> {
  const [story] = await lockStories(tx, [storyId]);
  const members = story === undefined ? [] : await membersOf(tx, [storyId], now, scope);
  if (story === undefined || members.length === 0) return refuse('findings.unknown_story');
  const may = await mayOnMembers(parts, tx, person, members, ['findings:act']);
  if (!members.some((member) => may('findings:act', member))) return refuse('kernel.forbidden');
  if (story.closedAt !== null) return refuse('findings.story_closed');
  if (ifMatch !== null && ifMatch !== story.version) return refuse('kernel.version_conflict');
  return ok({ story, members });
}

function acknowledge(story: StoryRow, members: readonly Member[], { by, now }: Work): Result<Decision | null, never> {
  if (story.acknowledged !== null && acknowledgementHolds(story.acknowledged, members)) return unchanged;
  const { severity, rules } = acknowledgementOf(members);
  const set = { acknowledged_at: now, acknowledged_by: userIdOf(by), acknowledged_severity: severity, acknowledged_rules: [...rules] };
  return decided(set, 'acknowledged', { severity });
}

/** What an act on one story is decided from. */
interface Looked {
  readonly story: StoryRow;
  readonly members: readonly Member[];
  readonly work: Work;
}

function snooze({ story, members, work, until, untilSafe }: Looked & { readonly until: Temporal.Instant; readonly untilSafe: boolean }) {
  const allowed = snoozeUntil(until, work.now);
  if (!allowed.ok) return allowed;
  const { snoozed } = story;
  if (snoozed?.until.equals(until) && snoozed.untilSafe === untilSafe && !isOutgrown(snoozed, members)) return unchanged;
  const set = {
    snoozed_until: until,
    snoozed_severity: severityOf(members),
    is_snoozed_until_safe: untilSafe,
    snoozed_by: userIdOf(work.by),
  };
  return decided(set, 'snoozed', { until: until.toString(), untilSafe });
}

function accept({ story, members, work, until, reason }: Looked & { readonly until: Temporal.Instant; readonly reason: string }) {
  const allowed = acceptUntil(until, work.now);
  if (!allowed.ok) return allowed;
  const { accepted } = story;
  if (accepted?.until.equals(until) && accepted.reason === reason && !isOutgrown(accepted, members)) return unchanged;
  const set = {
    accepted_until: until,
    accepted_severity: severityOf(members),
    accepted_reason: reason,
    accepted_by: userIdOf(work.by),
  };
  return decided(set, 'accepted', { until: until.toString(), reason });
}

async function assign({ maySee }: ActParts, { story, members, work, userId }: Looked & { readonly userId: string | null }) {
  if (story.assigneeUserId === userId) return unchanged;
  if (userId === null) return decided({ assignee_user_id: null }, 'assigned', { userId, username: null });
  if (!(await maySee(work.tx, userId, members))) return refuse('findings.unknown_assignee', { path: 'userId' });
  const user = await work.tx.selectFrom('kernel.users').select('username').where('id', '=', userId).executeTakeFirst();
  return decided({ assignee_user_id: userId }, 'assigned', { userId, username: user?.username ?? null });
}

const userIdOf = (by: Work['by']): string | null => (by.kind === 'person' ? by.userId : null);

async function save(work: Work, story: StoryRow, members: readonly Member[], { set, what, details }: Decision): Promise<void> {
  await work.tx
    .updateTable('kernel.stories')
    .set({ ...set, version: sql<number>`version + 1` })
    .where('id', '=', story.id)
    .execute();
  await writeHistory(work.tx, [{ storyId: story.id, what, by: work.by, at: work.now, details }]);
  const [first] = members;
  await work.audit({
    action: `findings.${what}`,
    subject: { kind: 'story', id: story.id, name: first?.asset?.name ?? first?.key ?? story.subject.id },
    siteId: story.subject.siteId,
    before: decisionsOf(story),
    after: details,
  });
  for (const { module, siteId, asset } of new Map(members.map((member) => [member.module, member])).values()) {
    work.publish(findingsChanged({ module, siteId, assetId: asset?.id ?? null, storyId: story.id }));
  }
}

/** What people had said about it before. */
const decisionsOf = ({ acknowledged, snoozed, accepted, assigneeUserId }: StoryRow) => ({
  acknowledgedAt: acknowledged?.at.toString() ?? null,
  snoozedUntil: snoozed?.until.toString() ?? null,
  acceptedUntil: accepted?.until.toString() ?? null,
  assigneeUserId,
});
