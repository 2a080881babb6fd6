import type { Clock } from '../../../shared/time.ts';
import type { Permission } from '../../contract/permission.ts';
import * as contract from '../../contract/routes/auth.ts';
import type { Db } from '../../db/database.ts';
import { type Call, orRefuse, Refusal, type Served, serve } from '../../http/serve.ts';
import { SESSION_COOKIE } from '../access/identify.ts';
import { loadBySession } from '../access/load-person.ts';
import { readMe } from '../account/me.ts';
import type { Setup } from '../setup/setup.ts';
import { ACCESS_SECONDS, type AccessTokens } from '../tokens/access-tokens.ts';
import type { Refresh } from '../tokens/refresh.ts';
import type { SignedIn, SignIn } from './sign-in.ts';

export interface SignInRouteParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly permissions: ReadonlyMap<string, Permission>;
  readonly setup: Setup;
  readonly signIn: SignIn;
  readonly refresh: Refresh;
  readonly accessTokens: AccessTokens;
}

/** The doors: set-up, sign-in, refresh. */
export const signInRoutes = (parts: SignInRouteParts): readonly Served[] => [
  serve(contract.getSetup, async () => ({ required: await parts.setup.isRequired() })),
  serve(contract.doSetup, async ({ token, username, password, email }, { actor }) =>
    orRefuse(await parts.setup.finish({ token, username, password, email: email ?? null, origin: actor.origin })),
  ),
  serve(contract.logIn, async ({ username, password, session }, call) => {
    const kind = session === 'cookie' ? ('browser' as const) : ('tool' as const);
    const cookieBefore = call.cookies.get(SESSION_COOKIE);
    const userAgent = call.header('user-agent') ?? '';
    const { origin } = call.actor;
    const signedIn = orRefuse(await parts.signIn({ name: username, password, kind, userAgent, cookieBefore, origin }));
    return kind === 'browser' ? await asCookie(parts, signedIn, call) : await asTokens(parts, signedIn, call);
  }),
  serve(contract.refresh, async ({ refreshToken }, call) =>
    asTokens(parts, orRefuse(await parts.refresh(refreshToken, call.actor.origin)), call),
  ),
];

async function asCookie(parts: SignInRouteParts, signedIn: SignedIn, call: Call) {
  const user = await meOf(parts, signedIn, call);
  const maxAgeSeconds = Math.floor(parts.clock.now().until(signedIn.expiresAt).total('seconds'));
  call.cookies.set(SESSION_COOKIE, signedIn.secret, { maxAgeSeconds });
  return { user };
}

async function asTokens(parts: SignInRouteParts, signedIn: SignedIn, call: Call) {
  const user = await meOf(parts, signedIn, call);
  return {
    accessToken: await parts.accessTokens.sign(signedIn),
    refreshToken: signedIn.secret,
    expiresIn: ACCESS_SECONDS,
    user,
  };
}

async function meOf({ db, permissions }: SignInRouteParts, { sessionId, userId }: SignedIn, { actor }: Call) {
  const found = await loadBySession(db, { sessionId, userId }, actor.origin);
  // Switched off in the very moment of signing in.
  if (found === null) throw new Refusal('auth.wrong_credentials');
  return await readMe(db, found.actor, permissions);
}
