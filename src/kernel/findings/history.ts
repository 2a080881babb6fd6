import type { Actor } from '../auth/actor.ts';
import type { Tx } from '../db/database.ts';
import { piecesOf } from '../db/many.ts';

/** What can happen to a story. The page has a sentence for each. */
export type Happening =
  | 'opened'
  | 'joined'
  | 'severity'
  | 'flapping'
  | 'quiet'
  | 'reopened'
  | 'cleared'
  | 'returned'
  | 'merged'
  | 'took_in'
  | 'moved'
  | 'closed'
  | 'acknowledged'
  | 'acknowledgement_ended'
  | 'acknowledgement_withdrawn'
  | 'snoozed'
  | 'snooze_ended'
  | 'snooze_outgrown'
  | 'accepted'
  | 'acceptance_ended'
  | 'acceptance_outgrown'
  | 'assigned';

/** One line of a story's life. */
export interface Entry {
  readonly storyId: string;
  readonly findingId?: string | null;
  readonly what: Happening;
  /** The person; absent: the facts or the clock did it. */
  readonly by?: Actor;
  readonly at: Temporal.Instant;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes lines in the order given. */
export async function writeHistory(tx: Tx, entries: readonly Entry[]): Promise<void> {
  const rows = entries.map(({ storyId, findingId, what, by, at, details }) => ({
    story_id: storyId,
    finding_id: findingId ?? null,
    what,
    user_id: by?.kind === 'person' ? by.userId : null,
    at,
    details: JSON.stringify(details ?? {}),
  }));
  for (const piece of piecesOf(rows)) await tx.insertInto('kernel.story_history').values(piece).execute();
}
