import type { Clock } from '../../../shared/time.ts';
import type { Db } from '../../db/database.ts';
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
import { loadBySession, loadByToken, type OpenSession, type SessionKey, type TokenKey, type ValidToken } from './load-person.ts';

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
export const createIdentify =
  (parts: IdentifyParts): Gatekeeper['identify'] =>
  async (shown, origin) => {
    if (shown.authorization !== null) return asIdentified(await byHeader(parts, shown.authorization, origin), 'header');
    const cookie = shown.cookie(SESSION_COOKIE);
    if (cookie === null) return { ok: true, actor: { kind: 'stranger', origin }, via: 'none' };
    return asIdentified(await bySession(parts, { tokenHash: hashSecret(cookie) }, origin), 'cookie');
  };

const asIdentified = (actor: Actor | null, via: 'cookie' | 'header'): Identified =>
  actor === null ? NOT_SIGNED_IN : { ok: true, actor, via };

/** The same person with the rights of now, without counting as a sign of life. */
export const createRecheck =
  (parts: IdentifyParts): Gatekeeper['recheck'] =>
  async ({ sessionId, apiTokenId, userId, origin }) => {
    if (apiTokenId !== null) return (await findByToken(parts, { tokenId: apiTokenId }, origin))?.actor ?? null;
    if (sessionId === null) return null;
    return (await findBySession(parts, { sessionId, userId }, origin))?.actor ?? null;
  };

/** RFC 6750 section 2.1; the scheme's name in any case (RFC 9110 section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

async function byHeader(parts: IdentifyParts, header: string, origin: Origin): Promise<Actor | null> {
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) return null;
  if (token.startsWith(API_TOKEN_PREFIX)) return await byApiToken(parts, token, origin);
  const device = parts.deviceTokens.find(({ prefix }) => token.startsWith(prefix));
  if (device !== undefined) return await byDeviceToken(device, token, origin);
  const claims = await parts.accessTokens.verify(token);
  return claims === null ? null : await bySession(parts, claims, origin);
}

async function byDeviceToken({ permission, find }: DeviceTokens, token: string, origin: Origin): Promise<Actor | null> {
  const found = await find(hashSecret(token), origin.address);
  return found === null ? null : { kind: 'device', permission, ...found, origin };
}

async function bySession(parts: IdentifyParts, key: SessionKey, origin: Origin): Promise<PersonActor | null> {
  const found = await findBySession(parts, key, origin);
  if (found === null) return null;
  const now = parts.clock.now();
  if (isWorthNoting(found.session.lastSeenAt, now)) {
    await parts.transact(systemActor('sessions'), ({ tx }) => noteSessionSeen(tx, found.session.id, now));
  }
  return found.actor;
}

async function findBySession(
  { db, clock, sessionLimits }: IdentifyParts,
  key: SessionKey,
  origin: Origin,
): Promise<{ readonly actor: PersonActor; readonly session: OpenSession } | null> {
  const found = await loadBySession(db, key, origin);
  if (found === null) return null;
  const { idleHours } = await sessionLimits();
  return holdsAt(found.session, idleHours, clock.now()) ? found : null;
}

async function byApiToken(parts: IdentifyParts, text: string, origin: Origin): Promise<PersonActor | null> {
  const found = await findByToken(parts, { tokenHash: hashSecret(text) }, origin);
  if (found === null) return null;
  const now = parts.clock.now();
  if (isWorthNoting(found.token.lastUsedAt, now)) {
    await parts.transact(systemActor('tokens'), ({ tx }) => noteTokenUsed(tx, found.token.id, now));
  }
  return found.actor;
}

async function findByToken(
  { db, clock }: IdentifyParts,
  key: TokenKey,
  origin: Origin,
): Promise<{ readonly actor: PersonActor; readonly token: ValidToken } | null> {
  const found = await loadByToken(db, key, clock.now(), origin);
  if (found === null) return null;
  return isFromRanges(found.token.addressRanges, origin.address) ? found : null;
}

const isFromRanges = (ranges: readonly string[] | null, address: string | null): boolean =>
  ranges === null || (address !== null && inRanges(address, ranges));
