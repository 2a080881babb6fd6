import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { LATE_SECONDS } from '../outbox/messages.ts';

/** The next instant at which there is something to tell, to ask or to send again; null: never. */
export async function nextDue(db: Db): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`
    select least(
      (select min(next_at) from kernel.told where next_at is not null),
      (select min(next_at) from kernel.story_voices where next_at is not null),
      (select min(next_at) from kernel.notices where next_at is not null),
      (select min(next_at) + make_interval(secs => ${LATE_SECONDS}) from kernel.messages where state in ('planned', 'sending'))
    ) as at`.execute(db);
  return rows[0]?.at ?? null;
}
