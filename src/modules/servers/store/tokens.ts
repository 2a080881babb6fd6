import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { type AssetId, type Id, newId, type SiteId, type UserId } from '../../../shared/ids.ts';
import './tables.ts';

export interface ReportTokenRow {
  readonly hint: string;
  readonly createdAt: Temporal.Instant;
  readonly lastUsedAt: Temporal.Instant | null;
  readonly addressRanges: readonly string[] | null;
}

/** The server's token that works; null: none. */
export async function tokenOf(db: Db | Tx, id: string): Promise<ReportTokenRow | null> {
  const row = await db
    .selectFrom('servers.report_tokens')
    .select(['hint', 'created_at', 'last_used_at'])
    .select(sql<string[] | null>`address_ranges::text[]`.as('address_ranges'))
    .where('server_id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { hint: row.hint, createdAt: row.created_at, lastUsedAt: row.last_used_at, addressRanges: row.address_ranges };
}

export interface NewReportToken {
  readonly tokenHash: string;
  readonly hint: string;
  readonly addressRanges: readonly string[] | null;
  readonly createdBy: UserId | null;
}

export async function insertToken(tx: Tx, id: AssetId, token: NewReportToken, now: Temporal.Instant): Promise<void> {
  await tx
    .insertInto('servers.report_tokens')
    .values({
      id: newId<'report-token'>(now),
      server_id: id,
      token_hash: token.tokenHash,
      hint: token.hint,
      address_ranges: token.addressRanges === null ? null : [...token.addressRanges],
      created_at: now,
      created_by: token.createdBy,
    })
    .execute();
}

/** Ends the server's token; answers its hint, or null where there was none. */
export async function revokeToken(tx: Tx, id: AssetId, now: Temporal.Instant): Promise<string | null> {
  const row = await tx
    .updateTable('servers.report_tokens')
    .set({ revoked_at: now })
    .where('server_id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('hint')
    .executeTakeFirst();
  return row?.hint ?? null;
}

export interface FoundToken {
  readonly tokenId: Id<'report-token'>;
  readonly assetId: AssetId;
  readonly siteId: SiteId;
}

/** By its hash; null: unknown, revoked, of an archived server, or not from this address. */
export async function findToken(db: Db | Tx, tokenHash: string, address: string | null): Promise<FoundToken | null> {
  const row = await db
    .selectFrom('servers.report_tokens as t')
    .innerJoin('servers.servers as s', 's.id', 't.server_id')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .select(['t.id', 't.server_id', 's.site_id'])
    .where('t.token_hash', '=', tokenHash)
    .where('t.revoked_at', 'is', null)
    .where('a.archived_at', 'is', null)
    .where(sql<boolean>`(t.address_ranges is null or ${address}::inet <<= any(t.address_ranges))`)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { tokenId: row.id as Id<'report-token'>, assetId: row.server_id as AssetId, siteId: row.site_id as SiteId };
}

export async function saveTokenUse(tx: Tx, tokenId: string, at: Temporal.Instant): Promise<void> {
  await tx.updateTable('servers.report_tokens').set({ last_used_at: at }).where('id', '=', tokenId).execute();
}
