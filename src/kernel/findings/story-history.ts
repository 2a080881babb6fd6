import { sql } from 'kysely';
import { withinScope } from '../assets/within.ts';
import type { Scope } from '../contract/access.ts';
import type { Db } from '../db/database.ts';

export interface HistoryLine {
  readonly id: number;
  readonly at: Temporal.Instant;
  readonly what: string;
  /** The person; null: the facts or the clock. */
  readonly by: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** As many lines as a person reads; a flapping story writes many. */
const LINES = 500;

/** The latest lines of a story's life, newest first, without those about findings out of sight. */
export async function historyOf(db: Db, storyId: string, scope: Scope): Promise<readonly HistoryLine[]> {
  const { rows } = await sql<HistoryLine>`
    select h.id, h.at, h.what, u.username as by, h.details
    from kernel.story_history h
    left join kernel.users u on u.id = h.user_id
    left join kernel.findings f on f.id = h.finding_id
    where h.story_id = ${storyId} and (f.id is null or ${withinScope(scope, sql`f.module`, sql`f.site_id`)})
    order by h.id desc limit ${LINES}`.execute(db);
  return rows;
}
