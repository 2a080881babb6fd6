import { timingSafeEqual } from 'node:crypto';
import { newId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Transact, Work } from '../../db/transact.ts';
import { type Origin, systemActor } from '../actor.ts';
import { hashNewPassword } from '../passwords/passwords.ts';
import { asStranger } from '../sign-in/sign-in.ts';
import { hashSecret, newSecret } from '../tokens/secret-text.ts';
import { lockAdministration } from '../users/lock.ts';
import { insertUser, isTaken } from '../users/store.ts';

export interface SetupState {
  readonly required: boolean;
  /** In clear, for the link that is printed; null where no set-up is required. */
  readonly token: string | null;
}

export interface SetupRequest {
  readonly token: string;
  readonly username: string;
  readonly password: string;
  readonly email: string | null;
  readonly origin: Origin;
}

/** `kernel.bad_input`: the command line has already given the name to somebody who is no superadmin. */
export type SetupFault = 'auth.setup_done' | 'auth.setup_token_wrong' | 'auth.password_common' | 'kernel.bad_input';

export interface Setup {
  /** At every start: while there is no superadmin, keeps the given token or makes a fresh one. Of several, the last one made opens. */
  prepare(given: string | null): Promise<SetupState>;
  isRequired(): Promise<boolean>;
  /** Makes the first superadmin, once, however many ask at the same moment. */
  finish(request: SetupRequest): Promise<Result<{ readonly id: string; readonly username: string }, SetupFault>>;
}

export function createSetup({ db, transact }: { readonly db: Db; readonly transact: Transact }): Setup {
  return {
    prepare: (given) => transact(systemActor('setup'), (work) => prepare(work, given ?? newSecret())),
    isRequired: () => isRequired(db),
    async finish(request) {
      // Looked at before the hash is made: strangers shall not make us work.
      const early = await tokenFault(db, request.token);
      if (early !== null) return early;
      const hashed = await hashNewPassword(request.password, request.username);
      if (!hashed.ok) return hashed;
      return await transact(asStranger(request.origin), (work) => finish(work, request, hashed.value));
    },
  };
}

async function prepare({ tx, now }: Work, token: string): Promise<SetupState> {
  await lockAdministration(tx);
  if (!(await isRequired(tx))) return { required: false, token: null };
  await tx
    .insertInto('kernel.setup')
    .values({ token_hash: hashSecret(token), created_at: now, done_at: null })
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet({ token_hash: hashSecret(token), created_at: now }))
    .execute();
  return { required: true, token };
}

/** The command line can make the first superadmin, too: then there is nothing left to set up. */
async function isRequired(db: Db | Tx): Promise<boolean> {
  const done = await db.selectFrom('kernel.setup').select('done_at').where('done_at', 'is not', null).executeTakeFirst();
  if (done !== undefined) return false;
  const superadmin = await db
    .selectFrom('kernel.users')
    .select('id')
    .where('is_superadmin', '=', true)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return superadmin === undefined;
}

async function tokenFault(db: Db | Tx, token: string) {
  if (!(await isRequired(db))) return refuse('auth.setup_done');
  const row = await db.selectFrom('kernel.setup').select('token_hash').executeTakeFirst();
  const isRight = row !== undefined && timingSafeEqual(Buffer.from(row.token_hash), Buffer.from(hashSecret(token)));
  return isRight ? null : refuse('auth.setup_token_wrong');
}

async function finish(work: Work, request: SetupRequest, passwordHash: string) {
  const { tx, now } = work;
  await lockAdministration(tx);
  const fault = await tokenFault(tx, request.token);
  if (fault !== null) return fault;
  if (await isTaken(tx, request.username, null)) return refuse('kernel.bad_input', { path: 'username' });
  if (request.email !== null && (await isTaken(tx, request.email, null))) return refuse('kernel.bad_input', { path: 'email' });
  const id = newId<'user'>(now);
  await insertUser(work, {
    id,
    username: request.username,
    displayName: '',
    email: request.email,
    language: 'en',
    passwordHash,
    isSuperadmin: true,
    createdBy: null,
  });
  await tx.updateTable('kernel.setup').set({ done_at: now }).execute();
  await work.audit({
    action: 'auth.setup_done',
    subject: { kind: 'user', id, name: request.username },
    siteId: null,
    after: { username: request.username, email: request.email, isSuperadmin: true },
  });
  work.publish({ name: 'users.changed', module: 'kernel', siteId: null, assetId: null, payload: { userId: id } });
  return ok({ id, username: request.username });
}
