import { sql } from 'kysely';
import type { UserId } from '../../../shared/ids.ts';
import type { Db, Tx } from '../../db/database.ts';
import { type Failures, NO_FAILURES } from './lockout.ts';

/** What signing in must know of an account. */
export interface Account {
  readonly id: UserId;
  readonly username: string;
  /** Null where nobody may sign in by password: none was set, or the account is switched off. */
  readonly passwordHash: string | null;
  readonly failures: Failures;
}

const accounts = (db: Db | Tx) =>
  db
    .selectFrom('kernel.users')
    .select(['id', 'username', 'password_hash', 'failed_login_attempts', 'last_failed_login_at', 'locked_until', 'deactivated_at'])
    .where('removed_at', 'is', null);

type AccountRow = Awaited<ReturnType<ReturnType<typeof accounts>['executeTakeFirstOrThrow']>>;

const toAccount = (row: AccountRow): Account => ({
  id: row.id as UserId,
  username: row.username,
  passwordHash: row.deactivated_at === null ? row.password_hash : null,
  failures: { count: row.failed_login_attempts, lastAt: row.last_failed_login_at, lockedUntil: row.locked_until },
});

/** By user name or e-mail address, in any case; a name goes before an address that looks the same. */
export async function findAccount(db: Db | Tx, name: string): Promise<Account | null> {
  const isName = sql<boolean>`lower(username collate kernel.natural) = lower(${name} collate kernel.natural)`;
  const row = await accounts(db)
    .where((where) => where.or([isName, sql<boolean>`lower(email collate kernel.natural) = lower(${name} collate kernel.natural)`]))
    .orderBy(isName, 'desc')
    .executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

export async function findAccountById(db: Db | Tx, id: string): Promise<Account | null> {
  const row = await accounts(db).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

/** Locks the row until the transaction ends, so that tries at one account are counted one after the other. */
export async function lockAccount(tx: Tx, id: string): Promise<Account | null> {
  const row = await accounts(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

export async function saveFailure(tx: Tx, id: string, failures: Failures): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set({ failed_login_attempts: failures.count, last_failed_login_at: failures.lastAt, locked_until: failures.lockedUntil })
    .where('id', '=', id)
    .execute();
}

export async function saveSignIn(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set({ last_login_at: now, failed_login_attempts: 0, locked_until: null })
    .where('id', '=', id)
    .execute();
}

/** Failures of a name that nobody bears, or of an address. */
export async function strangersFailures(db: Db | Tx, subject: string): Promise<Failures> {
  const row = await db.selectFrom('kernel.sign_in_failures').selectAll().where('subject', '=', subject).executeTakeFirst();
  return row === undefined ? NO_FAILURES : { count: row.failures, lastAt: row.last_failed_at, lockedUntil: row.locked_until };
}

/** The same, with the row made and locked until the transaction ends. */
export async function lockStrangersFailures(tx: Tx, subject: string, now: Temporal.Instant): Promise<Failures> {
  await tx
    .insertInto('kernel.sign_in_failures')
    .values({ subject, failures: 0, last_failed_at: now, locked_until: null })
    .onConflict((conflict) => conflict.column('subject').doNothing())
    .execute();
  const row = await tx
    .selectFrom('kernel.sign_in_failures')
    .selectAll()
    .where('subject', '=', subject)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { count: row.failures, lastAt: row.last_failed_at, lockedUntil: row.locked_until };
}

export async function saveStrangersFailure(
  tx: Tx,
  subject: string,
  { count, lastAt, lockedUntil }: Failures & { readonly lastAt: Temporal.Instant },
): Promise<void> {
  await tx
    .updateTable('kernel.sign_in_failures')
    .set({ failures: count, last_failed_at: lastAt, locked_until: lockedUntil })
    .where('subject', '=', subject)
    .execute();
}

/** Forgets strangers' failures that count no more. */
export async function deleteOldFailures(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('kernel.sign_in_failures').where('last_failed_at', '<', before).execute();
}
