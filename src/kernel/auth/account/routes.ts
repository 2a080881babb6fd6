import { toWire } from '../../../shared/time.ts';
import type { Permission } from '../../contract/permission.ts';
import * as contract from '../../contract/routes/auth.ts';
import type { Db } from '../../db/database.ts';
import { orRefuse, type Served, serve } from '../../http/serve.ts';
import { SESSION_COOKIE } from '../access/identify.ts';
import { holdsAt } from '../sessions/expiry.ts';
import type { ReadSessionLimits } from '../sessions/settings.ts';
import { listSessions, type SessionRow } from '../sessions/store.ts';
import { type ApiTokenRow, listApiTokens } from '../tokens/api-token-store.ts';
import type { AccountActions } from './actions.ts';
import type { ApiTokenActions } from './api-tokens.ts';
import { readMe } from './me.ts';

export interface AccountRouteParts {
  readonly db: Db;
  readonly permissions: ReadonlyMap<string, Permission>;
  readonly sessionLimits: ReadSessionLimits;
  readonly account: AccountActions;
  readonly apiTokens: ApiTokenActions;
}

/** One's own account: profile, password, sessions, tokens. */
export const accountRoutes = ({ db, permissions, sessionLimits, account, apiTokens }: AccountRouteParts): readonly Served[] => [
  serve(contract.getMe, (_input, { person }) => readMe(db, person, permissions)),
  serve(contract.editMe, async (input, { person }) => {
    orRefuse(await account.edit(person, input));
    return await readMe(db, person, permissions);
  }),
  serve(contract.changeMyPassword, async ({ currentPassword, newPassword }, { person }) =>
    orRefuse(await account.changePassword(person, { current: currentPassword, next: newPassword })),
  ),
  serve(contract.logOut, async (_input, { person, cookies }) => {
    await account.signOut(person);
    cookies.clear(SESSION_COOKIE);
    return null;
  }),
  serve(contract.listMySessions, async (_input, { person, clock }) => {
    const { idleHours } = await sessionLimits();
    const open = (await listSessions(db, person.userId)).filter((session) => holdsAt(session, idleHours, clock.now()));
    return { items: open.map((session) => presentSession(session, person.sessionId)) };
  }),
  serve(contract.endMySession, async ({ id }, { person }) => orRefuse(await account.endOwnSession(person, id))),
  serve(contract.listMyTokens, async (_input, { person }) => ({
    items: (await listApiTokens(db, person.userId)).map(presentToken),
    scopes: apiTokens.scopesFor(person).map(({ name, about }) => ({ name, about })),
  })),
  serve(contract.addMyToken, async (input, { person }) => {
    const expiresAt = input.expiresAt === null ? null : Temporal.Instant.from(input.expiresAt);
    const made = orRefuse(await apiTokens.add(person, { ...input, expiresAt }));
    return { ...presentToken(made), token: made.token };
  }),
  serve(contract.revokeMyToken, async ({ id }, { person }) => orRefuse(await apiTokens.revoke(person, id))),
];

const presentSession = (session: SessionRow, currentId: string | null) => ({
  id: session.id,
  kind: session.kind,
  userAgent: session.userAgent,
  address: session.address,
  createdAt: session.createdAt.toString(),
  lastSeenAt: session.lastSeenAt.toString(),
  expiresAt: session.expiresAt.toString(),
  isCurrent: session.id === currentId,
});

const presentToken = (token: ApiTokenRow) => ({
  id: token.id,
  name: token.name,
  hint: token.hint,
  scopes: [...token.scopes],
  siteIds: token.siteIds === null ? null : [...token.siteIds],
  addressRanges: token.addressRanges === null ? null : [...token.addressRanges],
  createdAt: token.createdAt.toString(),
  expiresAt: toWire(token.expiresAt),
  lastUsedAt: toWire(token.lastUsedAt),
});
