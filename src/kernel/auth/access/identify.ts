import type { Clock } from '../../../shared/time.ts';
import type { Db } from '../../db/database.ts';
import { gathered } from '../../db/gathered.ts';
import type { Transact } from '../../db/transact.ts';
import type { Gatekeeper, Identified } from '../../http/gatekeeper.ts';
import { type Actor, type Origin, type PersonActor, systemActor } from '../actor.ts';
import type { DeviceTokens } from '../device-tokens.ts';
import { holdsAt, isWorthNoting } from '../sessions/expiry.ts';
import type { ReadSessionLimits } from '../sessions/settings.ts';
import { noteSessionSeen } from '../sessions/store.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import { inRanges } from '../tokens/address-ranges.ts';
import { API_TOKEN_PREFIX, noteTokenUsed } from '../tokens/api-token-store.ts';
import { hashSecret } from '../tokens/secret-text.ts';
import { bySession, byToken, loadBySession, loadByToken, readSessions, readTokens, type SessionRow, type TokenRow } from './load-person.ts';

/** Where browsers keep their session; the mount adds the `__Host-` prefix behind TLS. */
export const SESSION_COOKIE = 'caretaker_session';

export interface IdentifyParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly sessionLimits: ReadSessionLimits;
  readonly accessTokens: AccessTokens;
  readonly deviceTokens: readonly DeviceTokens[];
}

const NOT_SIGNED_IN: Identified = { ok: false, code: 'kernel.not_signed_in' };

/** Who is calling. An `Authorization` header goes before a cookie: a tool inside a browser means its token. */
export function createIdentify(parts: IdentifyParts): Gatekeeper['identify'] {
  const { db, clock } = parts;
  const looks: Looks = {
    session: gathered((hashes) => readSessions(db, hashes)),
    token: gathered((hashes) => readTokens(db, hashes, clock.now())),
  };
  return async (shown, origin) => {
    if (shown.authorization !== null) return asIdentified(await byHeader(parts, looks, shown.authorization, origin), 'header');
    const cookie = shown.cookie(SESSION_COOKIE);
    if (cookie === null) return { ok: true, actor: { kind: 'stranger', origin }, via: 'none' };
    const row = await looks.session(hashSecret(cookie));
    return asIdentified(row === null ? null : await seen(parts, bySession(row, origin)), 'cookie');
  };
}

/** By the hash of what was shown. Callers that come at the same moment are looked up together. */
interface Looks {
  session(hash: string): Promise<SessionRow | null>;
  token(hash: string): Promise<TokenRow | null>;
}

const asIdentified = (actor: Actor | null, via: 'cookie' | 'header'): Identified =>
  actor === null ? NOT_SIGNED_IN : { ok: true, actor, via };

/** The same person with the rights of now, without counting as a sign of life. */
export const createRecheck =
  (parts: IdentifyParts): Gatekeeper['recheck'] =>
  async ({ sessionId, apiTokenId, userId, origin }) => {
    const { db, clock } = parts;
    if (apiTokenId !== null) return fromAllowed(await loadByToken(db, apiTokenId, clock.now(), origin))?.actor ?? null;
    if (sessionId === null) return null;
    return (await notOver(parts, await loadBySession(db, { sessionId, userId }, origin)))?.actor ?? null;
  };

/** RFC 6750 section 2.1; the scheme's name in any case (RFC 9110 section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

async function byHeader(parts: IdentifyParts, looks: Looks, header: string, origin: Origin): Promise<Actor | null> {
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) return null;
  if (token.startsWith(API_TOKEN_PREFIX)) return await byApiToken(parts, await looks.token(hashSecret(token)), origin);
  const device = parts.deviceTokens.find(({ prefix }) => token.startsWith(prefix));
  if (device !== undefined) return await byDeviceToken(device, token, origin);
  const claims = await parts.accessTokens.verify(token);
  return claims === null ? null : await seen(parts, await loadBySession(parts.db, claims, origin));
}

async function byDeviceToken({ permission, find }: DeviceTokens, token: string, origin: Origin): Promise<Actor | null> {
  const found = await find(hashSecret(token), origin.address);
  return found === null ? null : { kind: 'device', permission, ...found, origin };
}

type BySession = ReturnType<typeof bySession>;
type ByToken = ReturnType<typeof byToken>;

/** Whose session holds, which counts as a sign of life. */
async function seen(parts: IdentifyParts, found: BySession | null): Promise<PersonActor | null> {
  const open = await notOver(parts, found);
  if (open === null) return null;
  const now = parts.clock.now();
  if (isWorthNoting(open.session.lastSeenAt, now)) {
    await parts.transact(systemActor('sessions'), ({ tx }) => noteSessionSeen(tx, open.session.id, now));
  }
  return open.actor;
}

async function notOver({ clock, sessionLimits }: IdentifyParts, found: BySession | null): Promise<BySession | null> {
  if (found === null) return null;
  const { idleHours } = await sessionLimits();
  return holdsAt(found.session, idleHours, clock.now()) ? found : null;
}

async function byApiToken(parts: IdentifyParts, row: TokenRow | null, origin: Origin): Promise<PersonActor | null> {
  const found = fromAllowed(row === null ? null : byToken(row, origin));
  if (found === null) return null;
  const now = parts.clock.now();
  if (isWorthNoting(found.token.lastUsedAt, now)) {
    await parts.transact(systemActor('tokens'), ({ tx }) => noteTokenUsed(tx, found.token.id, now));
  }
  return found.actor;
}

/** Null: it may not be used from this address. */
const fromAllowed = (found: ByToken | null): ByToken | null =>
  found !== null && isFromRanges(found.token.addressRanges, found.actor.origin.address) ? found : null;

const isFromRanges = (ranges: readonly string[] | null, address: string | null): boolean =>
  ranges === null || (address !== null && inRanges(address, ranges));
