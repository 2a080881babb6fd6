import { sql } from 'kysely';
import { newId } from '../../../shared/ids.ts';
import { piecesOf } from '../../db/many.ts';
import type { Work } from '../../db/transact.ts';

/** Everybody with an address is told by mail without asking for it; who does not want that switches the channel off. */
export async function ensureAccountMail({ tx, now }: Work): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select u.id from kernel.users u
    where u.email is not null and u.deactivated_at is null and u.removed_at is null
      and not exists (select from kernel.channels c where c.user_id = u.id and c.kind = 'email' and c.target is null)`.execute(tx);
  for (const piece of piecesOf(rows)) {
    await tx
      .insertInto('kernel.channels')
      .values(
        piece.map(({ id }) => ({
          ...{ id: newId(now), user_id: id, kind: 'email' as const, name: '', target: null },
          ...{ secret_sealed: null, created_at: now, last_sent_at: null, failing_since: null },
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
