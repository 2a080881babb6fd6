import { newId, type UserId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { differences } from '../../audit/differences.ts';
import type { GrantShape } from '../../contract/permission.ts';
import type { Transact, Work } from '../../db/transact.ts';
import { checkGrants, type GrantFault, replaceGrants } from '../access/grants.ts';
import { askerOf } from '../access/rank.ts';
import type { Actor } from '../actor.ts';
import { hashNewPassword } from '../passwords/passwords.ts';
import { type AccountChange, type GuardCode, guardAccount, guardNewAccount } from './guards.ts';
import { lockAdministration, lockAssetsOf } from './lock.ts';
import { countOtherSuperadmins, findUser, insertUser, isTaken, lockUser, saveUser, type UserFields, type UserRecord } from './store.ts';

export interface UserParts {
  readonly transact: Transact;
  /** Names of all modules there are, running or not. */
  readonly modules: readonly string[];
}

export interface AddUserInput {
  readonly username: string;
  readonly password: string;
  readonly email?: string | null | undefined;
  readonly displayName?: string | undefined;
  readonly language?: 'en' | 'de' | undefined;
  readonly grants: readonly GrantShape[];
  readonly isSuperadmin: boolean;
}

type NameFault = 'users.username_taken' | 'auth.email_taken';
export type AddUserFault = NameFault | GrantFault | 'auth.password_common' | 'users.beyond_own_rank';
export type AddUser = (by: Actor, input: AddUserInput) => Promise<Result<UserRecord, AddUserFault>>;

export function createAddUser({ transact, modules }: UserParts): AddUser {
  return async (by, input) => {
    const hashed = await hashNewPassword(input.password, input.username);
    if (!hashed.ok) return hashed;
    return await transact(by, async (work) => {
      await lockAdministration(work.tx);
      const fault = guardNewAccount(askerOf(by), input);
      if (fault !== null) return refuse(fault);
      const names = await checkNames(work, input, null);
      if (!names.ok) return names;
      const grants = await checkGrants(work.tx, input.grants, [], modules);
      return grants.ok ? ok(await makeUser(work, input, hashed.value)) : grants;
    });
  };
}

async function makeUser(work: Work, input: AddUserInput, passwordHash: string): Promise<UserRecord> {
  const id = newId<'user'>(work.now);
  await insertUser(work, {
    id,
    username: input.username,
    displayName: input.displayName ?? '',
    email: input.email ?? null,
    language: input.language ?? 'en',
    passwordHash,
    isSuperadmin: input.isSuperadmin,
    createdBy: work.by.kind === 'person' ? work.by.userId : null,
  });
  await replaceGrants(work, { userId: id }, input.grants);
  const user = await userNow(work, id);
  await auditUser(work, 'users.added', user, { after: visibleFields(user) });
  return user;
}

export interface EditUserInput extends UserFields {
  readonly id: string;
  readonly grants?: readonly GrantShape[] | undefined;
}

export type EditUserFault = NameFault | GrantFault | GuardCode | 'kernel.version_conflict';
export type EditUser = (by: Actor, input: EditUserInput, ifMatch: number | null) => Promise<Result<UserRecord, EditUserFault>>;

export function createEditUser({ transact, modules }: UserParts): EditUser {
  return (by, input, ifMatch) =>
    transact(by, async (work) => {
      const found = await openAccount(work, input.id, changeOf(input));
      if (!found.ok) return found;
      const before = found.value;
      if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
      const names = await checkNames(work, input, input.id);
      if (!names.ok) return names;
      const grants = await checkGrants(work.tx, input.grants ?? before.grants, before.grants, modules);
      return grants.ok ? ok(await changeUser(work, before, input)) : grants;
    });
}

const changeOf =
  ({ grants, isSuperadmin }: EditUserInput) =>
  (user: UserRecord): AccountChange =>
    grants === undefined && isSuperadmin === undefined
      ? { kind: 'profile' }
      : { kind: 'rights', grants: grants ?? user.grants, isSuperadmin: isSuperadmin ?? user.isSuperadmin };

async function changeUser(work: Work, before: UserRecord, input: EditUserInput): Promise<UserRecord> {
  await saveUser(work.tx, before.id, input);
  if (input.grants !== undefined) await replaceGrants(work, { userId: before.id }, input.grants);
  const after = await userNow(work, before.id);
  const changed = differences(visibleFields(before), visibleFields(after));
  if (changed !== null) await auditUser(work, 'users.changed', after, changed);
  return after;
}

/** Locks an account for a change and asks the guard rules. */
export async function openAccount(
  work: Work,
  id: string,
  changeFor: (user: UserRecord) => AccountChange,
): Promise<Result<UserRecord, GuardCode>> {
  await lockAdministration(work.tx);
  await lockAssetsOf(work.tx, id);
  const user = await lockUser(work.tx, id);
  if (user === null) return refuse('users.unknown');
  const target = { id: user.id, isSuperadmin: user.isSuperadmin, isActive: user.deactivatedAt === null, grants: user.grants };
  const others = await countOtherSuperadmins(work.tx, id);
  const code = guardAccount(askerOf(work.by), target, changeFor(user), others);
  return code === null ? ok(user) : refuse(code);
}

/** Names and addresses are one space, because people sign in by either. */
export async function checkNames(
  { tx }: Pick<Work, 'tx'>,
  { username, email }: { readonly username?: string | undefined; readonly email?: string | null | undefined },
  exceptId: string | null,
): Promise<Result<null, NameFault>> {
  if (username !== undefined && (await isTaken(tx, username, exceptId))) return refuse('users.username_taken', { path: 'username' });
  if (typeof email === 'string' && (await isTaken(tx, email, exceptId))) return refuse('auth.email_taken', { path: 'email' });
  return ok(null);
}

/** The row as this transaction has left it. */
export async function userNow({ tx }: Pick<Work, 'tx'>, id: string): Promise<UserRecord> {
  const user = await findUser(tx, id);
  if (user === null) throw new Error('a user vanished inside its own transaction');
  return user;
}

type Change = { readonly before?: Readonly<Record<string, unknown>>; readonly after?: Readonly<Record<string, unknown>> };

/** One audit row and one event for every change of an account. */
export async function auditUser(work: Work, action: string, user: { readonly id: UserId; readonly username: string }, change: Change = {}) {
  await work.audit({ action, subject: { kind: 'user', id: user.id, name: user.username }, siteId: null, ...change });
  work.publish({ name: 'users.changed', module: 'kernel', siteId: null, assetId: null, payload: { userId: user.id } });
}

const visibleFields = ({ username, displayName, email, language, isSuperadmin, grants }: UserRecord) => ({
  username,
  displayName,
  email,
  language,
  isSuperadmin,
  grants,
});
