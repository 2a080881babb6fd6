import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../../shared/time.ts';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts';

/** What an access token says: whose it is, and the session that it lives and dies with. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** Access tokens of tools: JWT (RFC 9068), 15 minutes, Ed25519. That the session is still open is asked of the database. */
export interface AccessTokens {
  sign(claims: AccessClaims): Promise<string>;
  /** Null: expired, altered, signed by another key or in another way, or not meant for us. */
  verify(token: string): Promise<AccessClaims | null>;
}

export const ACCESS_SECONDS = 900;

const ISSUER = 'caretaker';
const AUDIENCE = 'caretaker:api';
const TYPE = 'at+jwt';

export function createAccessTokens({ keys, clock }: { readonly keys: SigningKeys; readonly clock: Clock }): AccessTokens {
  const seconds = () => Math.floor(clock.now().epochMilliseconds / 1_000);
  return {
    async sign({ userId, sessionId }) {
      const { id, privateKey } = await keys.current();
      return await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: id, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + ACCESS_SECONDS)
        .sign(privateKey);
    },
    async verify(token) {
      const keyId = keyIdOf(token);
      const key = keyId === null ? null : await keys.verifying(keyId);
      if (key === null) return null;
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [SIGNING_ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          typ: TYPE,
          requiredClaims: ['sub', 'sid', 'exp'],
          currentDate: new Date(clock.now().epochMilliseconds),
        });
        return claimsOf(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

const claimsOf = ({ sub, sid }: { readonly sub?: string; readonly sid?: unknown }): AccessClaims | null =>
  sub === undefined || typeof sid !== 'string' ? null : { userId: sub, sessionId: sid };

const KEY_ID = /^[0-9a-f-]{36}$/;

/** The id of the key, before anything of the token is believed. */
function keyIdOf(token: string): string | null {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return alg === SIGNING_ALGORITHM && typeof kid === 'string' && KEY_ID.test(kid) ? kid : null;
  } catch {
    return null; // Not the shape of a JWT.
  }
}
