import type { z } from 'zod';
import { truncate } from '../../shared/time.ts';
import * as contract from '../contract/routes/today.ts';
import { type Call, orRefuse, Refusal, type Served, serve } from '../http/serve.ts';
import { byWeight } from './domain/standing.ts';
import { offered } from './offered.ts';
import type { Stories } from './stories-room.ts';
import type { Asked } from './story-acts.ts';
import type { HistoryLine } from './story-history.ts';
import type { SeenStory } from './story-view.ts';

/** Today's answers to its contracts. */
export function findingsRoutes(stories: Stories): readonly Served[] {
  const asked = ({ person, ifMatch }: Call, storyId: string): Asked => ({ person, ifMatch, storyId, scope: stories.sight(person) });
  const seen = async ({ person, scope, storyId }: Pick<Asked, 'person' | 'scope' | 'storyId'>): Promise<SeenStory> => {
    const story = await stories.find(person, scope, storyId);
    if (story === null) throw new Refusal('findings.unknown_story');
    return story;
  };
  const shown = async (by: Asked): Promise<contract.Story> => (await seen(by)).story;
  return [
    serve(contract.listToday, async (input, { person, scope }) => {
      const { items, ...page } = await stories.list(person, { ...input, scope });
      return { ...page, items: [...items] };
    }),
    serve(contract.getStory, async ({ id }, { person, scope }) => {
      const story = await seen({ person, scope, storyId: id });
      return presentDetail(stories, story, await stories.history(story.row.id, scope));
    }),
    serve(contract.acknowledgeStory, async ({ id }, call) => {
      orRefuse(await stories.acts.acknowledge(asked(call, id)));
      return shown(asked(call, id));
    }),
    serve(contract.unacknowledgeStory, async ({ id }, call) => {
      orRefuse(await stories.acts.unacknowledge(asked(call, id)));
      return shown(asked(call, id));
    }),
    serve(contract.snoozeStory, async ({ id, until }, call) => {
      const by = asked(call, id);
      const end = until === 'safe' ? orRefuse(stories.safeAt((await seen(by)).safe)) : until;
      orRefuse(await stories.acts.snooze(by, truncate(end), until === 'safe'));
      return shown(by);
    }),
    serve(contract.wakeStory, async ({ id }, call) => {
      orRefuse(await stories.acts.wake(asked(call, id)));
      return shown(asked(call, id));
    }),
    serve(contract.acceptStory, async ({ id, until, reason }, call) => {
      orRefuse(await stories.acts.accept(asked(call, id), truncate(until), reason));
      return shown(asked(call, id));
    }),
    serve(contract.unacceptStory, async ({ id }, call) => {
      orRefuse(await stories.acts.unaccept(asked(call, id)));
      return shown(asked(call, id));
    }),
    serve(contract.assignStory, async ({ id, userId }, call) => {
      orRefuse(await stories.acts.assign(asked(call, id), userId));
      return shown(asked(call, id));
    }),
  ];
}

function presentDetail(
  { actions }: Stories,
  { story, members, may }: SeenStory,
  history: readonly HistoryLine[],
): z.input<typeof contract.StoryDetail> {
  return {
    ...story,
    findings: members.toSorted(byWeight).map((member) => ({
      id: member.id,
      module: member.module,
      rule: member.rule,
      severity: member.severity,
      asset: member.asset === null ? null : { id: member.asset.id, name: member.asset.name, kind: member.asset.kind },
      params: { ...member.params },
      openedAt: member.openedAt.toString(),
      isFlapping: member.isFlapping,
      isMuted: member.mutedUntil !== null,
      causedBy: member.causedBy,
      actions: story.closedAt === null ? offered([member], actions, may) : [],
    })),
    history: history.map(({ id, at, what, by, details }) => ({ id, at: at.toString(), what, by, details: { ...details } })),
  };
}
