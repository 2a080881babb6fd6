import { newId } from '../../../shared/ids.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';

export interface NewSession {
  readonly userId: string;
  readonly kind: 'browser' | 'tool';
  /** Of the cookie; null for tools. */
  readonly tokenHash: string | null;
  readonly expiresAt: Temporal.Instant;
  readonly userAgent: string;
}

/** Why a session ended, for the row. */
export type EndedBecause =
  | 'signed_out'
  | 'ended_by_owner'
  | 'replaced'
  | 'password_changed'
  | 'deactivated'
  | 'refresh_token_reused'
  | 'restored';

const LONGEST_USER_AGENT = 300;

export async function insertSession({ tx, by, now }: Work, session: NewSession): Promise<string> {
  const id = newId(now);
  await tx
    .insertInto('kernel.sessions')
    .values({
      id,
      user_id: session.userId,
      kind: session.kind,
      token_hash: session.tokenHash,
      created_at: now,
      last_seen_at: now,
      expires_at: session.expiresAt,
      // Headers are bytes of a stranger's: NUL and other control characters stay outside.
      user_agent: session.userAgent.replace(/\p{Cc}/gu, '').slice(0, LONGEST_USER_AGENT),
      address: by.origin.address,
      ended_at: null,
      ended_because: null,
    })
    .execute();
  return id;
}

/** Ends a session that is still open; false: there was none. `userId` given: only if it is theirs. */
export async function endSession(
  { tx, now }: Pick<Work, 'tx' | 'now'>,
  id: string,
  because: EndedBecause,
  userId: string | null = null,
): Promise<boolean> {
  const ended = await tx
    .updateTable('kernel.sessions')
    .set({ ended_at: now, ended_because: because })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? ''))
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

/** Ends what a browser's cookie of before stood for. */
export async function endSessionOfCookie({ tx, now }: Work, tokenHash: string): Promise<void> {
  await tx
    .updateTable('kernel.sessions')
    .set({ ended_at: now, ended_because: 'replaced' satisfies EndedBecause })
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .execute();
}

/** Ends all of a user's sessions but one. */
export async function endSessionsOf(
  { tx, now }: Pick<Work, 'tx' | 'now'>,
  userId: string,
  because: EndedBecause,
  except: string | null = null,
): Promise<void> {
  await tx
    .updateTable('kernel.sessions')
    .set({ ended_at: now, ended_because: because })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .$if(except !== null, (query) => query.where('id', '!=', except ?? ''))
    .execute();
}

export async function noteSessionSeen(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('kernel.sessions').set({ last_seen_at: now }).where('id', '=', id).where('last_seen_at', '<', now).execute();
}

export interface SessionRow {
  readonly id: string;
  readonly kind: 'browser' | 'tool';
  readonly userAgent: string;
  readonly address: string | null;
  readonly createdAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

/** A user's sessions that were not ended, the last used first; some may have run out. */
export async function listSessions(db: Db | Tx, userId: string): Promise<readonly SessionRow[]> {
  return await db
    .selectFrom('kernel.sessions')
    .select([
      'id',
      'kind',
      'user_agent as userAgent',
      'address',
      'created_at as createdAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
    ])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Forgets sessions that ended or ran out before an instant; their refresh tokens go with them. */
export async function deleteOldSessions(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx
    .deleteFrom('kernel.sessions')
    .where((row) => row.or([row('ended_at', '<', before), row('expires_at', '<', before)]))
    .execute();
}
