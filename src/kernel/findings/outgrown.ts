import { WHOLE_ESTATE } from '../contract/access.ts';
import type { Work } from '../db/transact.ts';
import { isOutgrown, isRunning, type SetAside } from './domain/set-aside.ts';
import { acknowledgementHolds } from './domain/standing.ts';
import { writeHistory } from './history.ts';
import { type Member, membersOf } from './members.ts';
import { NO_ACCEPTANCE, NO_SNOOZE } from './set-aside-end.ts';
import type { StoryRow } from './stories.ts';

export const NO_ACKNOWLEDGEMENT = {
  acknowledged_at: null,
  acknowledged_by: null,
  acknowledged_severity: null,
  acknowledged_rules: null,
};

/**
 * Ends what people said about stories that have outgrown it: an acknowledgement when the story is worse or a rule joined,
 * a snooze and an acceptance when it is worse. The stories must be locked, and the caller publishes.
 * Reads look at the same rules; written down, nothing comes back when things get better.
 */
export async function endOutgrown({ tx, now }: Pick<Work, 'tx' | 'now'>, stories: readonly StoryRow[]): Promise<void> {
  const told = stories.filter(({ acknowledged, snoozed, accepted }) => [acknowledged, snoozed, accepted].some((said) => said !== null));
  const ids = told.map(({ id }) => id);
  const members = Map.groupBy(await membersOf(tx, ids, now, WHOLE_ESTATE), ({ storyId }) => storyId);
  for (const story of told) {
    const outgrown = outgrownBy(story, members.get(story.id) ?? [], now);
    const entries = HAPPENINGS.filter(([said]) => outgrown[said]).map(([, what]) => ({ storyId: story.id, what, at: now }));
    if (entries.length === 0) continue;
    await tx
      .updateTable('kernel.stories')
      .set((eb) => ({
        ...(outgrown.acknowledged ? NO_ACKNOWLEDGEMENT : {}),
        ...(outgrown.snoozed ? NO_SNOOZE : {}),
        ...(outgrown.accepted ? NO_ACCEPTANCE : {}),
        version: eb('version', '+', 1),
      }))
      .where('id', '=', story.id)
      .execute();
    await writeHistory(tx, entries);
  }
}

const HAPPENINGS = [
  ['acknowledged', 'acknowledgement_ended'],
  ['snoozed', 'snooze_outgrown'],
  ['accepted', 'acceptance_outgrown'],
] as const;

/** Which of the three no longer fits. What the clock has ended already is left to the wake, which tells it as that. */
function outgrownBy({ acknowledged, snoozed, accepted }: StoryRow, members: readonly Member[], now: Temporal.Instant) {
  const isPast = (aside: SetAside | null): boolean => aside !== null && isRunning(aside, now) && isOutgrown(aside, members);
  return {
    acknowledged: acknowledged !== null && !acknowledgementHolds(acknowledged, members),
    snoozed: isPast(snoozed),
    accepted: isPast(accepted),
  };
}
