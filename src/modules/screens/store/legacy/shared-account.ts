import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { EnrolledPlayer } from '../../domain/grants.ts';
import '../tables.ts';
import './tables.ts';

export interface SharedAccountRow {
  /** Null: nobody has made a password, or it was switched off since. */
  readonly passwordHash: string | null;
  readonly issuedAt: Temporal.Instant | null;
  readonly lostAt: Temporal.Instant | null;
  readonly turnedAwayAt: Temporal.Instant | null;
}

export async function sharedAccount(db: Db | Tx): Promise<SharedAccountRow> {
  const row = await db.selectFrom('screens.shared_account').selectAll().executeTakeFirstOrThrow();
  return { passwordHash: row.password_hash, issuedAt: row.issued_at, lostAt: row.lost_at, turnedAwayAt: row.turned_away_at };
}

/** Locks it until the transaction ends: two discoveries at once are counted one after the other. */
export async function lockSharedAccount(tx: Tx): Promise<void> {
  await tx.selectFrom('screens.shared_account').select('id').forUpdate().execute();
}

/** Null ends it. */
export async function saveSharedPassword(tx: Tx, passwordHash: string | null, now: Temporal.Instant): Promise<void> {
  const issuedAt = passwordHash === null ? null : now;
  await tx.updateTable('screens.shared_account').set({ password_hash: passwordHash, issued_at: issuedAt, lost_at: null }).execute();
}

/** Passwords that were made after `asked` are not meant. */
export async function saveSharedLost(tx: Tx, isLost: boolean, asked: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('screens.shared_account')
    .set({ lost_at: isLost ? now : null })
    .where('issued_at', '<=', asked)
    .execute();
}

export async function saveTurnedAway(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.shared_account').set({ turned_away_at: now }).execute();
}

/** Players that have no identity of their own. */
export async function everyDiscovered(db: Db | Tx): Promise<readonly EnrolledPlayer[]> {
  const rows = await db
    .selectFrom('screens.screens as s')
    .leftJoin('screens.groups as g', 'g.id', 's.group_id')
    .select(['s.uuid', 'g.number'])
    .where('s.discovered_at', 'is not', null)
    .where('s.uuid', 'is not', null)
    .orderBy('s.uuid')
    .execute();
  return rows.flatMap(({ uuid, number }) => (uuid === null ? [] : [{ uuid, groupNumber: number }]));
}
