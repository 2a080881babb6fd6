import type { Db, Tx } from '../db/database.ts';
import './tables.ts';

/** Since when nothing leaves the console, and how old what it knows is. */
export interface HeldState {
  readonly since: Temporal.Instant;
  readonly backupMadeAt: Temporal.Instant;
}

/** Null: the console is not held. */
export async function findHeld(db: Db | Tx): Promise<HeldState | null> {
  const row = await db.selectFrom('kernel.held').select(['since', 'backup_made_at']).executeTakeFirst();
  return row === undefined ? null : { since: row.since, backupMadeAt: row.backup_made_at };
}

/** Holds the console, also one that is held already: then from this backup on. */
export async function hold(tx: Tx, { since, backupMadeAt }: HeldState): Promise<void> {
  const values = { since, backup_made_at: backupMadeAt };
  await tx
    .insertInto('kernel.held')
    .values(values)
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet(values))
    .execute();
}

/** What was released; null: nothing was held. */
export async function deleteHeld(tx: Tx): Promise<HeldState | null> {
  const row = await tx.deleteFrom('kernel.held').returning(['since', 'backup_made_at']).executeTakeFirst();
  return row === undefined ? null : { since: row.since, backupMadeAt: row.backup_made_at };
}
