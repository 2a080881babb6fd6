import { sql } from 'kysely';
import type { Work } from '../../db/transact.ts';
import { DELIVER, LATE_SECONDS } from './messages.ts';

/** Puts messages that should have left long ago into the queue again: its job was lost, or the console ended while it sent. */
export async function requeueLate({ tx, now, enqueue }: Work): Promise<void> {
  const late = await tx
    .selectFrom('kernel.messages')
    .select('id')
    .where('state', 'in', ['planned', 'sending'])
    .where('next_at', '<=', now.subtract({ seconds: LATE_SECONDS }))
    .orderBy('next_at')
    .limit(500)
    .forUpdate()
    .skipLocked()
    .execute();
  if (late.length === 0) return;
  const ids = late.map(({ id }) => id);
  // Looked at again in a minute, should the queue lose it once more.
  await tx.updateTable('kernel.messages').set({ next_at: now }).where(sql<boolean>`id = any(${ids}::uuid[])`).execute();
  for (const id of ids) await enqueue(DELIVER, { messageId: id }, { singletonKey: id });
}
