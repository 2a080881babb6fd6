import { isAfter } from '../../shared/time.ts';
import type { Tx } from '../db/database.ts';
import type { Work } from '../db/transact.ts';
import { isRunning } from './domain/set-aside.ts';
import { worstOf } from './domain/standing.ts';
import { type Entry, writeHistory } from './history.ts';
import type { StoryRow } from './stories.ts';

export const NO_SNOOZE = { snoozed_until: null, snoozed_severity: null, is_snoozed_until_safe: false, snoozed_by: null };
export const NO_ACCEPTANCE = { accepted_until: null, accepted_severity: null, accepted_reason: null, accepted_by: null };

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

/** What keeps a story aside at `now`, as far as the clock decides. */
export const runningAsides = ({ snoozed, accepted }: StoryRow, now: Temporal.Instant) =>
  [snoozed, accepted].filter((aside) => aside !== null).filter((aside) => isRunning(aside, now));

/** A story that stays aside takes in others that were set aside, too: from now on its snooze and acceptance cover what theirs did. */
export async function coverJoined(
  tx: Tx,
  { id, snoozed, accepted }: StoryRow,
  joined: readonly StoryRow[],
  now: Temporal.Instant,
): Promise<void> {
  if (joined.length === 0 || (snoozed === null && accepted === null)) return;
  const covered = joined.flatMap((story) => runningAsides(story, now)).map(({ severity }) => severity);
  await tx
    .updateTable('kernel.stories')
    .set({
      snoozed_severity: snoozed === null ? null : worstOf([snoozed.severity, ...covered]),
      accepted_severity: accepted === null ? null : worstOf([accepted.severity, ...covered]),
    })
    .where('id', '=', id)
    .execute();
}
