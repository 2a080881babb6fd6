import { WHOLE_ESTATE } from '../contract/access.ts';
import type { Work } from '../db/transact.ts';
import { acknowledgementHolds } from './domain/standing.ts';
import { writeHistory } from './history.ts';
import { membersOf } from './members.ts';
import type { StoryRow } from './stories.ts';

/**
 * Takes the acknowledgement off stories that have become worse than what was acknowledged, or that a new rule has joined.
 * The stories must be locked. Reads look at the same rule; written down, it does not come back when things get better.
 */
export async function endOutdatedAcknowledgements({ tx, now }: Pick<Work, 'tx' | 'now'>, stories: readonly StoryRow[]): Promise<void> {
  const acknowledged = stories.filter((story) => story.acknowledged !== null);
  if (acknowledged.length === 0) return;
  const members = Map.groupBy(
    await membersOf(
      tx,
      acknowledged.map(({ id }) => id),
      now,
      WHOLE_ESTATE,
    ),
    ({ storyId }) => storyId,
  );
  const ended = acknowledged.filter(
    ({ id, acknowledged }) => acknowledged !== null && !acknowledgementHolds(acknowledged, members.get(id) ?? []),
  );
  if (ended.length === 0) return;
  await tx
    .updateTable('kernel.stories')
    .set((eb) => ({ ...NO_ACKNOWLEDGEMENT, version: eb('version', '+', 1) }))
    .where(
      'id',
      'in',
      ended.map(({ id }) => id),
    )
    .execute();
  await writeHistory(
    tx,
    ended.map(({ id }) => ({ storyId: id, what: 'acknowledgement_ended', at: now })),
  );
}

export const NO_ACKNOWLEDGEMENT = {
  acknowledged_at: null,
  acknowledged_by: null,
  acknowledged_severity: null,
  acknowledged_rules: null,
};
