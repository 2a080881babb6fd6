import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import type { AssetId, UserId } from '../../../shared/ids.ts';
import './plan-tables.ts';

/** Remembers that users are told of an update that was due at `dueAt` (null: never updated); answers those who were not yet. */
export async function rememberOverdue(
  tx: Tx,
  id: AssetId,
  userIds: readonly UserId[],
  dueAt: Temporal.Instant | null,
): Promise<readonly UserId[]> {
  const { rows } = await sql<{ user_id: UserId }>`
    insert into servers.overdue_told as t (server_id, user_id, due_at)
    select ${id}, user_id, ${dueAt} from unnest(${[...userIds]}::uuid[]) as given (user_id)
    on conflict (server_id, user_id) do update set due_at = excluded.due_at where t.due_at is distinct from excluded.due_at
    returning user_id`.execute(tx);
  return rows.map((row) => row.user_id);
}
