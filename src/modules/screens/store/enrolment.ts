import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, Id, SiteId, UserId } from '../../../shared/ids.ts';
import { markAll } from './attention.ts';
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

/**
 * Ends codes by which players came in as a screen, or were let in by a person: what was asked with them before is over. `kept`: the one
 * that was shown just now.
 */
export async function revokeSpentCodes(tx: Tx, screenId: AssetId, kept: CodeId | null, now: Temporal.Instant): Promise<void> {
  await sql`
    with spent as (
      select c.id from screens.enrolment_codes c
      where c.revoked_at is null and c.id is distinct from ${kept}::uuid and (c.enrolled_as = ${screenId} or exists (
        select from screens.held_enrolments h where h.code_id = c.id and h.screen_id = ${screenId} and h.is_accepted))
      order by c.id for update of c)
    update screens.enrolment_codes c set revoked_at = ${now} from spent where spent.id = c.id`.execute(tx);
}

/** The screen that a code is for, or that came or would come of it: known before the code is locked, because screens are locked first. */
export async function screenOfCode(db: Db | Tx, id: CodeId): Promise<AssetId | null> {
  const row = await db
    .selectFrom('screens.enrolment_codes as c')
    .leftJoin('screens.held_enrolments as h', 'h.code_id', 'c.id')
    .select(({ fn }) => fn.coalesce('c.screen_id', 'c.enrolled_as', 'h.screen_id').as('screen_id'))
    .where('c.id', '=', id)
    .executeTakeFirst();
  return (row?.screen_id ?? null) as AssetId | null;
}

/** A backup is older than what was revoked or used after it. Nobody waits for a person by such a code: the screens are to be looked at. */
export async function revokeEveryCode(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.enrolment_codes').set({ revoked_at: now }).where('revoked_at', 'is', null).execute();
  await markAll(tx, now);
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
