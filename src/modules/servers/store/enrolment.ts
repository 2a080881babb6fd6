import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, Id, SiteId, UserId } from '../../../shared/ids.ts';
import './intake-tables.ts';
import './tables.ts';

export type EnrolmentTokenId = Id<'enrolment-token'>;

export interface EnrolmentTokenRow {
  readonly id: EnrolmentTokenId;
  readonly name: string;
  readonly hint: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly schedule: { readonly id: string; readonly name: string } | null;
  readonly uses: number;
  readonly mostUses: number;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly maker: { readonly id: UserId; readonly username: string };
}

const tokens = (db: Db | Tx) =>
  db
    .selectFrom('servers.enrolment_tokens as t')
    .innerJoin('kernel.sites as site', 'site.id', 't.site_id')
    .innerJoin('kernel.users as maker', 'maker.id', 't.created_by')
    .leftJoin('servers.update_schedules as u', 'u.id', 't.schedule_id')
    .where('t.revoked_at', 'is', null)
    .select(['t.id', 't.name', 't.hint', 't.site_id', 'site.name as site_name', 't.schedule_id', 'u.name as schedule_name'])
    .select(['t.uses', 't.most_uses', 't.created_at', 't.expires_at', 't.created_by', 'maker.username']);

type Row = Awaited<ReturnType<ReturnType<typeof tokens>['executeTakeFirstOrThrow']>>;

const toToken = (row: Row): EnrolmentTokenRow => ({
  id: row.id as EnrolmentTokenId,
  name: row.name,
  hint: row.hint,
  site: { id: row.site_id as SiteId, name: row.site_name },
  schedule: row.schedule_id === null || row.schedule_name === null ? null : { id: row.schedule_id, name: row.schedule_name },
  uses: row.uses,
  mostUses: row.most_uses,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  maker: { id: row.created_by as UserId, username: row.username },
});

/** Tokens of the scope that were not revoked, newest first; used-up and run-out ones are shown until then. */
export async function listEnrolmentTokens(db: Db, scope: Scope): Promise<readonly EnrolmentTokenRow[]> {
  const sites = sitesOf(scope, 'servers');
  const rows = await tokens(db)
    .$if(sites !== 'all', (query) => query.where(sql<boolean>`t.site_id = any(${[...sites]}::uuid[])`))
    .orderBy('t.id', 'desc')
    .execute();
  return rows.map(toToken);
}

export async function findEnrolmentToken(
  db: Db | Tx,
  which: { readonly id: string } | { readonly tokenHash: string },
): Promise<EnrolmentTokenRow | null> {
  const query = 'id' in which ? tokens(db).where('t.id', '=', which.id) : tokens(db).where('t.token_hash', '=', which.tokenHash);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toToken(row);
}

export interface NewEnrolmentToken {
  readonly id: EnrolmentTokenId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly scheduleId: string | null;
  readonly tokenHash: string;
  readonly hint: string;
  readonly mostUses: number;
  readonly createdBy: UserId;
  readonly expiresAt: Temporal.Instant;
}

export async function insertEnrolmentToken(tx: Tx, token: NewEnrolmentToken, now: Temporal.Instant): Promise<void> {
  await tx
    .insertInto('servers.enrolment_tokens')
    .values({
      id: token.id,
      site_id: token.siteId,
      name: token.name,
      schedule_id: token.scheduleId,
      token_hash: token.tokenHash,
      hint: token.hint,
      most_uses: token.mostUses,
      created_at: now,
      created_by: token.createdBy,
      expires_at: token.expiresAt,
    })
    .execute();
}

export async function revokeEnrolmentToken(tx: Tx, id: EnrolmentTokenId, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('servers.enrolment_tokens').set({ revoked_at: now }).where('id', '=', id).execute();
}

/** A backup is older than what was revoked after it, and an image may still hold such a token. */
export async function revokeEveryEnrolmentToken(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('servers.enrolment_tokens').set({ revoked_at: now }).where('revoked_at', 'is', null).execute();
}

/** Locks a token until the transaction ends, so that its last use is one; false: it has ended meanwhile. */
export async function lockEnrolmentToken(tx: Tx, id: EnrolmentTokenId): Promise<boolean> {
  const row = await tx
    .selectFrom('servers.enrolment_tokens')
    .select('id')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** The server that a machine enrolled as by this token; null: none, or it is archived. */
export async function enrolledAs(tx: Tx, tokenId: EnrolmentTokenId, machineHash: string): Promise<AssetId | null> {
  const row = await tx
    .selectFrom('servers.enrolments as e')
    .innerJoin('kernel.assets as a', 'a.id', 'e.server_id')
    .select('e.server_id')
    .where('e.token_id', '=', tokenId)
    .where('e.machine_hash', '=', machineHash)
    .where('a.archived_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : (row.server_id as AssetId);
}

/** Whether a machine reports as one of the site's servers already. */
export async function isMachineKnown(tx: Tx, siteId: SiteId, machineHash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('servers.reports as r')
    .innerJoin('servers.servers as s', 's.id', 'r.server_id')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .select('r.server_id')
    .where('s.site_id', '=', siteId)
    .where('r.machine_hash', '=', machineHash)
    .where('a.archived_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes the use and the machine; one that had enrolled as a server that is archived now enrols anew. */
export async function saveEnrolment(
  tx: Tx,
  { tokenId, machineHash, serverId }: { readonly tokenId: EnrolmentTokenId; readonly machineHash: string; readonly serverId: AssetId },
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('servers.enrolments')
    .values({ token_id: tokenId, machine_hash: machineHash, server_id: serverId, enrolled_at: now })
    .onConflict((conflict) => conflict.columns(['token_id', 'machine_hash']).doUpdateSet({ server_id: serverId, enrolled_at: now }))
    .execute();
  await tx
    .updateTable('servers.enrolment_tokens')
    .set((eb) => ({ uses: eb('uses', '+', 1) }))
    .where('id', '=', tokenId)
    .execute();
}
