import { ok, type Result, refuse } from '../../../shared/result.ts';
import { answeredBy, tellUnanswered } from '../../assets/answering.ts';
import { MASKED } from '../../audit/write.ts';
import type { Db } from '../../db/database.ts';
import type { Transact, Work } from '../../db/transact.ts';
import { askErasure } from '../../streams/erasures.ts';
import { askerOf } from '../access/rank.ts';
import type { Actor } from '../actor.ts';
import { revokeLinksOf } from '../links/store.ts';
import { hashNewPassword } from '../passwords/passwords.ts';
import { endSessionsOf } from '../sessions/store.ts';
import { revokeApiTokensOf } from '../tokens/api-token-store.ts';
import { auditUser, openAccount, userNow } from './actions.ts';
import { type GuardCode, isHidden } from './guards.ts';
import { entomb, ownedAlone, saveDeactivation, saveReactivation, saveUnlock } from './standing-store.ts';
import { findUser, savePassword, type UserRecord } from './store.ts';

type OnAccount<Value, Fault extends string = GuardCode> = (by: Actor, id: string) => Promise<Result<Value, Fault>>;

/** What is done to an account as a whole. All of it takes hold with the next request, because rights are read per request. */
export interface Standing {
  /** Ends sessions, revokes API tokens and secret links. */
  readonly deactivate: OnAccount<UserRecord>;
  readonly reactivate: OnAccount<UserRecord>;
  /** Ends the delay after failed sign-ins. */
  readonly unlock: OnAccount<UserRecord>;
  /** Removes for good; refused while an asset would lose its only owner. */
  readonly remove: OnAccount<null, GuardCode | 'users.last_owner'>;
  /** Ends the other's sessions. */
  setPassword(by: Actor, id: string, newPassword: string): Promise<Result<null, GuardCode | 'auth.password_common'>>;
}

export const createStanding = (parts: { readonly db: Db; readonly transact: Transact }): Standing => ({
  deactivate: (by, id) => parts.transact(by, (work) => deactivate(work, id)),
  reactivate: (by, id) => parts.transact(by, (work) => reactivate(work, id)),
  unlock: (by, id) => parts.transact(by, (work) => unlock(work, id)),
  remove: (by, id) => parts.transact(by, (work) => remove(work, id)),
  async setPassword(by, id, newPassword) {
    const user = await findUser(parts.db, id);
    if (user === null || isHidden(askerOf(by), user)) return refuse('users.unknown');
    const hashed = await hashNewPassword(newPassword, user.username);
    if (!hashed.ok) return refuse(hashed.code, { path: 'newPassword' });
    return await parts.transact(by, (work) => setPassword(work, id, hashed.value));
  },
});

async function deactivate(work: Work, id: string): Promise<Result<UserRecord, GuardCode>> {
  const found = await openAccount(work, id, () => ({ kind: 'deactivate' }));
  if (!found.ok || found.value.deactivatedAt !== null) return found;
  await saveDeactivation(work, id, work.by.kind === 'person' ? work.by.userId : null);
  await endSessionsOf(work, id, 'deactivated');
  await revokeApiTokensOf(work, id);
  await revokeLinksOf(work, id);
  await auditUser(work, 'users.deactivated', found.value);
  return ok(await userNow(work, id));
}

async function reactivate(work: Work, id: string): Promise<Result<UserRecord, GuardCode>> {
  const found = await openAccount(work, id, () => ({ kind: 'reactivate' }));
  if (!found.ok || found.value.deactivatedAt === null) return found;
  await saveReactivation(work.tx, id);
  await auditUser(work, 'users.reactivated', found.value);
  return ok(await userNow(work, id));
}

async function unlock(work: Work, id: string): Promise<Result<UserRecord, GuardCode>> {
  const found = await openAccount(work, id, () => ({ kind: 'unlock' }));
  if (!found.ok) return found;
  await saveUnlock(work.tx, id);
  const { failedLoginAttempts, lockedUntil } = found.value;
  const before = { failedLoginAttempts, lockedUntil: lockedUntil?.toString() ?? null };
  await auditUser(work, 'users.unlocked', found.value, { before, after: { failedLoginAttempts: 0, lockedUntil: null } });
  return ok(await userNow(work, id));
}

async function remove(work: Work, id: string): Promise<Result<null, GuardCode | 'users.last_owner'>> {
  const found = await openAccount(work, id, () => ({ kind: 'remove' }));
  if (!found.ok) return found;
  const alone = await ownedAlone(work.tx, { userId: id });
  if (alone.length > 0) return refuse('users.last_owner', { assets: alone.join(', ') });
  const { username, displayName, email } = found.value;
  const answeredFor = await answeredBy(work.tx, { userId: id });
  await entomb(work, id);
  await tellUnanswered(work, answeredFor);
  await askErasure(work, id, [username, displayName, email]);
  await auditUser(work, 'users.removed', found.value);
  return ok(null);
}

async function setPassword(work: Work, id: string, passwordHash: string): Promise<Result<null, GuardCode>> {
  const found = await openAccount(work, id, () => ({ kind: 'password' }));
  if (!found.ok) return found;
  await savePassword(work, id, passwordHash);
  await endSessionsOf(work, id, 'password_changed');
  await auditUser(work, 'users.password_set', found.value, { after: { password: MASKED } });
  return ok(null);
}
