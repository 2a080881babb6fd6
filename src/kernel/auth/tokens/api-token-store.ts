import { newId } from '../../../shared/ids.ts';
import type { Db, Tx } from '../../db/database.ts';
import { anyOf } from '../../db/many.ts';
import type { Work } from '../../db/transact.ts';

/** Begins every API token, so that people and secret scanners know one when they see it. */
export const API_TOKEN_PREFIX = 'ctk_';

export interface NewApiToken {
  readonly userId: string;
  readonly name: string;
  readonly tokenHash: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly siteIds: readonly string[] | null;
  readonly addressRanges: readonly string[] | null;
  readonly expiresAt: Temporal.Instant | null;
}

export interface ApiTokenRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly siteIds: readonly string[] | null;
  readonly addressRanges: readonly string[] | null;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant | null;
  readonly lastUsedAt: Temporal.Instant | null;
}

export async function insertApiToken({ tx, now }: Work, token: NewApiToken): Promise<ApiTokenRow> {
  const id = newId(now);
  const { userId, tokenHash, name, hint, scopes, siteIds, addressRanges, expiresAt } = token;
  await tx
    .insertInto('kernel.api_tokens')
    .values({
      id,
      user_id: userId,
      name,
      token_hash: tokenHash,
      hint,
      scopes: [...scopes],
      site_ids: siteIds === null ? null : [...siteIds],
      address_ranges: addressRanges === null ? null : [...addressRanges],
      created_at: now,
      expires_at: expiresAt,
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
  return { id, name, hint, scopes, siteIds, addressRanges, createdAt: now, expiresAt, lastUsedAt: null };
}

/** A user's tokens that were not revoked, newest first; run-out ones are shown until they are revoked. */
export async function listApiTokens(db: Db | Tx, userId: string): Promise<readonly ApiTokenRow[]> {
  return await db
    .selectFrom('kernel.api_tokens')
    .select([
      'id',
      'name',
      'hint',
      'scopes',
      'site_ids as siteIds',
      'address_ranges as addressRanges',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
    ])
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .execute();
}

/** The revoked token's name; null: there is none such of theirs. */
export async function revokeApiToken({ tx, now }: Pick<Work, 'tx' | 'now'>, id: string, userId: string): Promise<string | null> {
  const row = await tx
    .updateTable('kernel.api_tokens')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return row?.name ?? null;
}

export async function revokeApiTokensOf({ tx, now }: Pick<Work, 'tx' | 'now'>, userId: string): Promise<void> {
  await tx
    .updateTable('kernel.api_tokens')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}

export async function noteTokenUsed(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('kernel.api_tokens').set({ last_used_at: now }).where('id', '=', id).execute();
}

/** Which of these sites there are, archived ones left out. */
export async function sitesThatExist(db: Db | Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('kernel.sites').select('id').where('id', '=', anyOf(ids)).where('archived_at', 'is', null).execute();
  return new Set(rows.map(({ id }) => id));
}
