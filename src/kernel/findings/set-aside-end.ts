import { isAfter } from '../../shared/time.ts';
import type { Work } from '../db/transact.ts';
import { type Entry, writeHistory } from './history.ts';
import type { StoryRow } from './stories.ts';

export const NO_SNOOZE = { snoozed_until: null, is_snoozed_until_safe: false, snoozed_by: null };
export const NO_ACCEPTANCE = { accepted_until: null, accepted_reason: null, accepted_by: null };

/** Ends the snooze and the acceptance of a locked story, as far as it has them; `dueAt`: only what ends by then. */
export async function endSetAside({ tx, now }: Pick<Work, 'tx' | 'now'>, story: StoryRow, dueAt?: Temporal.Instant): Promise<void> {
  const isOver = (aside: { readonly until: Temporal.Instant } | null): boolean =>
    aside !== null && (dueAt === undefined || !isAfter(aside.until, dueAt));
  const entries: Entry[] = [
    ...(isOver(story.snoozed) ? [{ storyId: story.id, what: 'snooze_ended', at: now } as const] : []),
    ...(isOver(story.accepted) ? [{ storyId: story.id, what: 'acceptance_ended', at: now } as const] : []),
  ];
  if (entries.length === 0) return;
  await tx
    .updateTable('kernel.stories')
    .set((eb) => ({
      ...(isOver(story.snoozed) ? NO_SNOOZE : {}),
      ...(isOver(story.accepted) ? NO_ACCEPTANCE : {}),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', story.id)
    .execute();
  await writeHistory(tx, entries);
}
