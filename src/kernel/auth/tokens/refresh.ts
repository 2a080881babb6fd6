import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';
import type { Transact, Work } from '../../db/transact.ts';
import type { Origin } from '../actor.ts';
import { hoursOf, REFRESH_DAYS } from '../sessions/expiry.ts';
import { endSession } from '../sessions/store.ts';
import { asStranger, type SignedIn } from '../sign-in/sign-in.ts';
import { insertRefreshToken, lockRefreshToken, markRefreshTokenUsed, prolongSession, type RefreshRow } from './refresh-store.ts';
import { hashSecret, newSecret } from './secret-text.ts';

export type Refresh = (refreshToken: string, origin: Origin) => Promise<Result<SignedIn, 'auth.refresh_refused'>>;

/**
 * Swaps a refresh token for a new one. A token is good for one use, also when two calls come at the same moment:
 * the second use, be it a thief's or an impatient tool's, ends the session and with it every token of the family.
 */
export const createRefresh =
  ({ transact }: { readonly transact: Transact }): Refresh =>
  async (refreshToken, origin) => {
    const tokenHash = hashSecret(refreshToken);
    const outcome = await transact(asStranger(origin), (work) => swap(work, tokenHash));
    return outcome === 'refused' ? refuse('auth.refresh_refused') : ok(outcome);
  };

/** `refused` is no Result: the end of the family must be committed. */
async function swap(work: Work, tokenHash: string): Promise<SignedIn | 'refused'> {
  const token = await lockRefreshToken(work.tx, tokenHash);
  if (token === null) return 'refused';
  if (token.wasUsed) {
    await endFamily(work, token);
    return 'refused';
  }
  if (!token.isOpen || !isAfter(token.expiresAt, work.now)) return 'refused';
  return await issueNext(work, token, tokenHash);
}

async function issueNext(work: Work, { sessionId, userId }: RefreshRow, usedHash: string): Promise<SignedIn> {
  const secret = newSecret();
  const expiresAt = work.now.add({ hours: hoursOf(REFRESH_DAYS) });
  await markRefreshTokenUsed(work, usedHash);
  await insertRefreshToken(work, { tokenHash: hashSecret(secret), sessionId, expiresAt });
  await prolongSession(work, sessionId, expiresAt);
  return { sessionId, userId, secret, expiresAt };
}

async function endFamily(work: Work, { sessionId, userId, username }: RefreshRow): Promise<void> {
  const isNews = await endSession(work, sessionId, 'refresh_token_reused');
  if (!isNews) return;
  await work.audit({
    action: 'auth.refresh_token_reused',
    subject: { kind: 'user', id: userId, name: username },
    siteId: null,
    after: { sessionId },
  });
}
