import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import { sql } from 'kysely';
import { newId } from '../../../shared/ids.ts';
import { type Clock, isAfter } from '../../../shared/time.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Transact } from '../../db/transact.ts';
import type { Log } from '../../log/log.ts';
import type { Seal } from '../../secrets/seal.ts';
import { systemActor } from '../actor.ts';

/** Keys that sign access tokens: Ed25519, made and turned over by the console itself, shared by all its processes. */
export interface SigningKeys {
  /** The key to sign with now; makes one at the first need and when the newest is too old. */
  current(): Promise<SigningKey>;
  /** The public key of that id; null: there is none such. Retired keys still verify what they signed. */
  verifying(keyId: string): Promise<CryptoKey | null>;
}

export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
}

interface SigningKeyParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly seal: Seal;
  readonly log: Log;
}

export const SIGNING_ALGORITHM = 'EdDSA';
const SIGNS_FOR_DAYS = 30;
const KEY_LOCK = 7_245_002;

export function createSigningKeys(parts: SigningKeyParts): SigningKeys {
  const known = new Map<string, CryptoKey>();
  let signing: (SigningKey & { readonly until: Temporal.Instant }) | null = null;
  return {
    async current() {
      if (signing === null || !isAfter(signing.until, parts.clock.now())) signing = await currentKey(parts);
      return signing;
    },
    async verifying(keyId) {
      const key = known.get(keyId) ?? (await loadPublicKey(parts.db, keyId));
      if (key !== null) known.set(keyId, key);
      return key;
    },
  };
}

async function loadPublicKey(db: Db, keyId: string): Promise<CryptoKey | null> {
  const row = await db.selectFrom('kernel.signing_keys').select('public_jwk').where(sql<boolean>`id::text = ${keyId}`).executeTakeFirst();
  return row === undefined ? null : await asKey(row.public_jwk);
}

async function asKey(jwk: Record<string, unknown>): Promise<CryptoKey> {
  const key = await importJWK(jwk, SIGNING_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('a signing key in the database is not Ed25519');
  return key;
}

/** One process makes the new key, the others wait for it and take it. */
async function currentKey(parts: SigningKeyParts): Promise<SigningKey & { readonly until: Temporal.Instant }> {
  return await parts.transact(systemActor('signing keys'), async ({ tx, now, audit }) => {
    await sql`select pg_advisory_xact_lock(${KEY_LOCK})`.execute(tx);
    const newest = await newestKey(parts, tx);
    if (newest !== null && isAfter(newest.until, now)) return newest;
    await tx.updateTable('kernel.signing_keys').set({ retired_at: now }).where('retired_at', 'is', null).execute();
    const made = await insertKey(parts, tx, now);
    await audit({ action: 'auth.signing_key_made', subject: { kind: 'signing_key', id: made.id, name: made.id }, siteId: null });
    return made;
  });
}

const signsUntil = (createdAt: Temporal.Instant): Temporal.Instant => createdAt.add({ hours: SIGNS_FOR_DAYS * 24 });

async function newestKey({ seal, log }: SigningKeyParts, tx: Tx): Promise<(SigningKey & { readonly until: Temporal.Instant }) | null> {
  const row = await tx
    .selectFrom('kernel.signing_keys')
    .select(['id', 'private_sealed', 'created_at'])
    .where('retired_at', 'is', null)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  if (row === undefined) return null;
  const plain = seal.open(row.private_sealed, row.id);
  if (plain === null) {
    log.warn({ keyId: row.id }, 'the secret key does not open the signing key; a new one is made');
    return null;
  }
  return { id: row.id, privateKey: await asKey(JSON.parse(Buffer.from(plain).toString())), until: signsUntil(row.created_at) };
}

async function insertKey(
  { seal }: SigningKeyParts,
  tx: Tx,
  now: Temporal.Instant,
): Promise<SigningKey & { readonly until: Temporal.Instant }> {
  const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const id = newId(now);
  await tx
    .insertInto('kernel.signing_keys')
    .values({
      id,
      public_jwk: JSON.stringify(await exportJWK(publicKey)),
      private_sealed: seal.seal(Buffer.from(JSON.stringify(await exportJWK(privateKey))), id),
      created_at: now,
      retired_at: null,
    })
    .execute();
  return { id, privateKey, until: signsUntil(now) };
}

/** Forgets keys whose last tokens have ended. */
export async function deleteOldKeys(tx: Tx, retiredBefore: Temporal.Instant): Promise<void> {
  await tx.deleteFrom('kernel.signing_keys').where('retired_at', '<', retiredBefore).execute();
}
