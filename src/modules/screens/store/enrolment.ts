import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, Id, SiteId, UserId } from '../../../shared/ids.ts';
import './tables.ts';

export type CodeId = Id<'screen-enrolment-code'>;

export interface CodeRow {
  readonly id: CodeId;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly screen: { readonly id: AssetId; readonly name: string } | null;
  readonly maker: { readonly id: UserId; readonly username: string };
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly usedAt: Temporal.Instant | null;
  readonly usedBy: string | null;
  readonly enrolledAs: AssetId | null;
}

const codes = (db: Db | Tx) =>
  db
    .selectFrom('screens.enrolment_codes as c')
    .innerJoin('kernel.sites as site', 'site.id', 'c.site_id')
    .innerJoin('kernel.users as maker', 'maker.id', 'c.created_by')
    .leftJoin('kernel.assets as a', 'a.id', 'c.screen_id')
    .where('c.revoked_at', 'is', null)
    .select(['c.id', 'c.site_id', 'site.name as site_name', 'c.screen_id', 'a.name as screen_name', 'c.created_by', 'maker.username'])
    .select(['c.created_at', 'c.expires_at', 'c.used_at', 'c.used_by', 'c.enrolled_as']);

type Row = Awaited<ReturnType<ReturnType<typeof codes>['executeTakeFirstOrThrow']>>;

const toCode = (row: Row): CodeRow => ({
  id: row.id as CodeId,
  site: { id: row.site_id as SiteId, name: row.site_name },
  screen: row.screen_id === null ? null : { id: row.screen_id as AssetId, name: row.screen_name ?? '' },
  maker: { id: row.created_by as UserId, username: row.username },
  ...{ createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at, usedBy: row.used_by },
  enrolledAs: row.enrolled_as as AssetId | null,
});

/** Codes of the scope that are still good for a player, newest first. */
export async function listCodes(db: Db, scope: Scope, now: Temporal.Instant): Promise<readonly CodeRow[]> {
  const sites = sitesOf(scope, 'screens');
  const rows = await codes(db)
    .$if(sites !== 'all', (query) => query.where(sql<boolean>`c.site_id = any(${[...sites]}::uuid[])`))
    .where('c.expires_at', '>', now)
    .orderBy('c.id', 'desc')
    .execute();
  return rows.map(toCode);
}

/** Null when unknown or revoked. */
export async function findCode(db: Db | Tx, which: { readonly id: string } | { readonly codeHash: string }): Promise<CodeRow | null> {
  const query = 'id' in which ? codes(db).where('c.id', '=', which.id) : codes(db).where('c.code_hash', '=', which.codeHash);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toCode(row);
}

/** Locks a code until the transaction ends, so that its one use is one; null: it has ended meanwhile. */
export async function lockCode(tx: Tx, id: CodeId): Promise<CodeRow | null> {
  await tx.selectFrom('screens.enrolment_codes').select('id').where('id', '=', id).forUpdate().execute();
  return findCode(tx, { id });
}

export interface NewCode {
  readonly id: CodeId;
  readonly siteId: SiteId;
  readonly screenId: AssetId | null;
  readonly codeHash: string;
  readonly createdBy: UserId;
  readonly expiresAt: Temporal.Instant;
}

export async function insertCode(tx: Tx, code: NewCode, now: Temporal.Instant): Promise<void> {
  const { id, siteId, screenId, codeHash, createdBy, expiresAt } = code;
  await tx
    .insertInto('screens.enrolment_codes')
    .values({
      id,
      site_id: siteId,
      screen_id: screenId,
      code_hash: codeHash,
      created_at: now,
      created_by: createdBy,
      expires_at: expiresAt,
    })
    .execute();
}

export async function revokeCode(tx: Tx, id: CodeId, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.enrolment_codes').set({ revoked_at: now }).where('id', '=', id).execute();
}

/** A backup is older than what was revoked or used after it. */
export async function revokeEveryCode(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.enrolment_codes').set({ revoked_at: now }).where('revoked_at', 'is', null).execute();
}

/** A player has shown it, for the first time or again; `enrolledAs` null: a person must decide first. */
export async function markCodeUsed(
  tx: Tx,
  id: CodeId,
  { uuid, enrolledAs }: { readonly uuid: string; readonly enrolledAs: AssetId | null },
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('screens.enrolment_codes')
    .set((eb) => ({ used_at: eb.fn.coalesce('used_at', eb.val(now)), used_by: uuid, enrolled_as: enrolledAs }))
    .where('id', '=', id)
    .execute();
}
