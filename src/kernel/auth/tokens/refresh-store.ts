import type { UserId } from '../../../shared/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';

export interface RefreshRow {
  readonly sessionId: string;
  readonly userId: UserId;
  readonly username: string;
  readonly expiresAt: Temporal.Instant;
  readonly wasUsed: boolean;
  /** The session was not ended and its person is active. */
  readonly isOpen: boolean;
}

export async function insertRefreshToken(
  { tx, now }: Work,
  token: { readonly tokenHash: string; readonly sessionId: string; readonly expiresAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto('kernel.refresh_tokens')
    .values({ token_hash: token.tokenHash, session_id: token.sessionId, issued_at: now, expires_at: token.expiresAt, used_at: null })
    .execute();
}

/** Locks the token's row until the transaction ends: of two refreshes with one token the second sees the first's use. */
export async function lockRefreshToken(tx: Tx, tokenHash: string): Promise<RefreshRow | null> {
  const row = await tx
    .selectFrom('kernel.refresh_tokens as r')
    .innerJoin('kernel.sessions as s', 's.id', 'r.session_id')
    .innerJoin('kernel.users as u', 'u.id', 's.user_id')
    .select(['s.id', 's.ended_at', 'u.id as user_id', 'u.username', 'u.deactivated_at', 'u.removed_at', 'r.expires_at', 'r.used_at'])
    .where('r.token_hash', '=', tokenHash)
    .forUpdate('r')
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    sessionId: row.id,
    userId: row.user_id as UserId,
    username: row.username,
    expiresAt: row.expires_at,
    wasUsed: row.used_at !== null,
    isOpen: row.ended_at === null && row.deactivated_at === null && row.removed_at === null,
  };
}

export async function markRefreshTokenUsed({ tx, now }: Work, tokenHash: string): Promise<void> {
  await tx.updateTable('kernel.refresh_tokens').set({ used_at: now }).where('token_hash', '=', tokenHash).execute();
}

/** A tool's session lives as long as its newest refresh token. */
export async function prolongSession({ tx, now }: Work, sessionId: string, expiresAt: Temporal.Instant): Promise<void> {
  await tx.updateTable('kernel.sessions').set({ last_seen_at: now, expires_at: expiresAt }).where('id', '=', sessionId).execute();
}

/** Forgets refresh tokens that ran out; used ones are kept until then, to recognise a second use. */
export async function deleteOldRefreshTokens(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('kernel.refresh_tokens').where('expires_at', '<', before).execute();
}
