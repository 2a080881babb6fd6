import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isKnownZone } from '../../../shared/zones.ts';
import { differences } from '../../audit/differences.ts';
import { MASKED } from '../../audit/write.ts';
import type { Db } from '../../db/database.ts';
import type { Transact, Work } from '../../db/transact.ts';
import type { PersonActor } from '../actor.ts';
import { hashNewPassword, passwordFits } from '../passwords/passwords.ts';
import { endSession, endSessionsOf } from '../sessions/store.ts';
import { countFailure, lockSubject } from '../sign-in/attempts.ts';
import { type Account, findAccountById } from '../sign-in/store.ts';
import { auditUser, checkNames, userNow } from '../users/actions.ts';
import { lockAdministration } from '../users/lock.ts';
import { savePassword, saveUser, type UserFields, type UserRecord } from '../users/store.ts';

export type OwnFields = Pick<UserFields, 'displayName' | 'email' | 'language' | 'timeZone'>;

/** What people do to their own account. */
export interface AccountActions {
  edit(by: PersonActor, fields: OwnFields): Promise<Result<null, 'auth.email_taken' | 'auth.unknown_zone'>>;
  /** Wants the current password; wrong ones count as failed sign-ins. Every other session ends. */
  changePassword(
    by: PersonActor,
    passwords: { readonly current: string; readonly next: string },
  ): Promise<Result<null, 'auth.wrong_credentials' | 'auth.locked' | 'auth.password_common' | 'auth.password_same'>>;
  endOwnSession(by: PersonActor, id: string): Promise<Result<null, 'auth.unknown_session'>>;
  signOut(by: PersonActor): Promise<void>;
}

interface AccountParts {
  readonly db: Db;
  readonly transact: Transact;
}

export const createAccountActions = (parts: AccountParts): AccountActions => ({
  edit: (by, fields) => parts.transact(by, (work) => editOwn(work, by, fields)),
  changePassword: (by, passwords) => changePassword(parts, by, passwords),
  endOwnSession: (by, id) => parts.transact(by, (work) => endOwnSession(work, by, id)),
  signOut: (by) => parts.transact(by, (work) => signOut(work, by)),
});

async function editOwn(work: Work, by: PersonActor, fields: OwnFields): Promise<Result<null, 'auth.email_taken' | 'auth.unknown_zone'>> {
  const { timeZone } = fields;
  if (typeof timeZone === 'string' && !isKnownZone(timeZone)) return refuse('auth.unknown_zone', { path: 'timeZone' });
  await lockAdministration(work.tx);
  const names = await checkNames(work, { email: fields.email }, by.userId);
  if (!names.ok) return refuse('auth.email_taken', { path: 'email' });
  const before = await userNow(work, by.userId);
  await saveUser(work.tx, by.userId, fields);
  const after = await userNow(work, by.userId);
  const changed = differences(ownFields(before), ownFields(after));
  if (changed !== null) await auditUser(work, 'users.changed', after, changed);
  return ok(null);
}

const ownFields = ({ displayName, email, language, timeZone }: UserRecord) => ({ displayName, email, language, timeZone });

type PasswordOutcome = { readonly is: 'changed' | 'wrong' } | { readonly is: 'locked'; readonly seconds: number };

async function changePassword(
  { db, transact }: AccountParts,
  by: PersonActor,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<Result<null, 'auth.wrong_credentials' | 'auth.locked' | 'auth.password_common' | 'auth.password_same'>> {
  const account = await findAccountById(db, by.userId);
  const fits = await passwordFits(account?.passwordHash ?? null, current);
  const hashed = await hashNewPassword(next, by.username);
  const outcome = await transact(by, (work) => changeOnce(work, { by, account, fits, newHash: usableHash(hashed, current === next) }));
  if (outcome.is === 'locked') return refuse('auth.locked', { retryAfterSeconds: outcome.seconds });
  if (outcome.is === 'wrong') return refuse('auth.wrong_credentials', { path: 'currentPassword' });
  if (!hashed.ok) return refuse('auth.password_common', { path: 'newPassword' });
  return current === next ? refuse('auth.password_same', { path: 'newPassword' }) : ok(null);
}

/** The hash to save; null where the new password will be refused anyway, once the current one was looked at. */
const usableHash = (hashed: Result<string>, isSame: boolean): string | null => (hashed.ok && !isSame ? hashed.value : null);

interface PasswordChange {
  readonly by: PersonActor;
  readonly account: Account | null;
  readonly fits: boolean;
  readonly newHash: string | null;
}

/** Answers no Result, because a failure that was counted must be committed. */
async function changeOnce(work: Work, { by, account, fits, newHash }: PasswordChange): Promise<PasswordOutcome> {
  if (account === null) return { is: 'wrong' };
  const { failures, seconds, isOutdated } = await lockSubject(work, { account });
  if (seconds > 0) return { is: 'locked', seconds };
  if (!fits || isOutdated) {
    await countFailure(work, { account }, failures);
    return { is: 'wrong' };
  }
  if (newHash === null) return { is: 'changed' };
  await savePassword(work, by.userId, newHash);
  await endSessionsOf(work, by.userId, 'password_changed', by.sessionId);
  await auditUser(work, 'users.password_changed', { id: by.userId, username: by.username }, { after: { password: MASKED } });
  return { is: 'changed' };
}

async function endOwnSession(work: Work, by: PersonActor, id: string): Promise<Result<null, 'auth.unknown_session'>> {
  const hasEnded = await endSession(work, id, 'ended_by_owner', by.userId);
  if (!hasEnded) return refuse('auth.unknown_session');
  await auditSession(work, by, 'auth.session_ended', id);
  return ok(null);
}

async function signOut(work: Work, by: PersonActor): Promise<void> {
  if (by.sessionId === null) return;
  const hasEnded = await endSession(work, by.sessionId, 'signed_out', by.userId);
  if (hasEnded) await auditSession(work, by, 'auth.signed_out', by.sessionId);
}

const auditSession = (work: Work, by: PersonActor, action: string, sessionId: string): Promise<void> =>
  work.audit({ action, subject: { kind: 'user', id: by.userId, name: by.username }, siteId: null, after: { sessionId } });
