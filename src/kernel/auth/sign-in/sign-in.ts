import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { Db } from '../../db/database.ts';
import type { Transact, Work } from '../../db/transact.ts';
import type { Actor, Origin, PersonActor } from '../actor.ts';
import { passwordFits } from '../passwords/passwords.ts';
import { hoursOf, REFRESH_DAYS } from '../sessions/expiry.ts';
import type { ReadSessionLimits } from '../sessions/settings.ts';
import { endSessionOfCookie, insertSession } from '../sessions/store.ts';
import { insertRefreshToken } from '../tokens/refresh-store.ts';
import { hashSecret, newSecret } from '../tokens/secret-text.ts';
import { countAddressFailure, countFailure, lockSubject, secondsForAddress, subjectOf } from './attempts.ts';
import { type Account, findAccount, saveSignIn } from './store.ts';

export interface SignInParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly sessionLimits: ReadSessionLimits;
}

export interface SignInRequest {
  /** User name or e-mail address. */
  readonly name: string;
  readonly password: string;
  readonly kind: 'browser' | 'tool';
  readonly userAgent: string;
  /** Cookie of a session before: signing in anew ends it, and it is never taken over. */
  readonly cookieBefore: string | null;
  readonly origin: Origin;
}

export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  /** The cookie's value for a browser, the refresh token for a tool. Nowhere else in clear. */
  readonly secret: string;
  readonly expiresAt: Temporal.Instant;
}

export type SignIn = (request: SignInRequest) => Promise<Result<SignedIn, 'auth.wrong_credentials' | 'auth.locked'>>;

/** How a try ended. Not a refusal, because the failure that was counted must be committed. */
type Outcome =
  | { readonly is: 'in'; readonly session: SignedIn }
  | { readonly is: 'wrong' }
  | { readonly is: 'locked'; readonly seconds: number };

/**
 * Signs in by password. Unknown names, wrong passwords and switched-off people get one answer after the same work;
 * a locked account gets another, whether or not the password fits.
 */
export function createSignIn({ db, transact, sessionLimits }: SignInParts): SignIn {
  return async (request) => {
    const account = await findAccount(db, request.name);
    const fits = await passwordFits(account?.passwordHash ?? null, request.password);
    const { days } = await sessionLimits();
    const by = account !== null && fits ? asPerson(account, request.origin) : asStranger(request.origin);
    const outcome = await transact(by, (work) => tryOnce(work, { request, account, fits, days }));
    if (outcome.is === 'in') return ok(outcome.session);
    return outcome.is === 'wrong' ? refuse('auth.wrong_credentials') : refuse('auth.locked', { retryAfterSeconds: outcome.seconds });
  };
}

interface Try {
  readonly request: SignInRequest;
  readonly account: Account | null;
  readonly fits: boolean;
  readonly days: number;
}

async function tryOnce(work: Work, { request, account, fits, days }: Try): Promise<Outcome> {
  const addressSeconds = await secondsForAddress(work.tx, request.origin.address, work.now);
  if (addressSeconds > 0) return { is: 'locked', seconds: addressSeconds };
  const subject = subjectOf(account, request.name);
  const { failures, seconds, isOutdated } = await lockSubject(work, subject);
  if (seconds > 0) return { is: 'locked', seconds };
  if (account !== null && fits && !isOutdated) return { is: 'in', session: await openSession(work, account, request, days) };
  await countFailure(work, subject, failures);
  await countAddressFailure(work, request.origin.address);
  return { is: 'wrong' };
}

async function openSession(work: Work, account: Account, request: SignInRequest, days: number): Promise<SignedIn> {
  const secret = newSecret();
  const isBrowser = request.kind === 'browser';
  const expiresAt = work.now.add({ hours: hoursOf(isBrowser ? days : REFRESH_DAYS) });
  const tokenHash = hashSecret(secret);
  const sessionId = await insertSession(work, {
    userId: account.id,
    kind: request.kind,
    tokenHash: isBrowser ? tokenHash : null,
    expiresAt,
    userAgent: request.userAgent,
  });
  if (isBrowser && request.cookieBefore !== null) await endSessionOfCookie(work, hashSecret(request.cookieBefore));
  if (!isBrowser) await insertRefreshToken(work, { tokenHash, sessionId, expiresAt });
  await saveSignIn(work.tx, account.id, work.now);
  await work.audit({
    action: 'auth.signed_in',
    subject: { kind: 'user', id: account.id, name: account.username },
    siteId: null,
    after: { kind: request.kind },
  });
  return { sessionId, userId: account.id, secret, expiresAt };
}

export const asStranger = (origin: Origin): Actor => ({ kind: 'stranger', origin });

/** For the audit only: who it is has been shown, what they may do has not been asked. */
const asPerson = (account: Pick<Account, 'id' | 'username'>, origin: Origin): PersonActor => ({
  kind: 'person',
  userId: account.id,
  username: account.username,
  superadmin: false,
  grants: [],
  sessionId: null,
  apiTokenId: null,
  tokenScopes: null,
  tokenSites: null,
  origin,
});
