import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { AssetId, Id, SiteId, UserId } from '../../../shared/ids.ts';
import type { ApprovalKind, ApprovalState } from '../domain/approval.ts';
import './plan-tables.ts';
import './tables.ts';

export type ApprovalId = Id<'approval'>;

export interface ApprovalRow {
  readonly id: ApprovalId;
  readonly server: { readonly id: AssetId; readonly name: string };
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly kind: ApprovalKind;
  readonly at: Temporal.Instant;
  readonly note: string;
  readonly slotId: string | null;
  readonly minutes: number | null;
  readonly state: Exclude<ApprovalState, 'expired'>;
  readonly askedById: UserId;
  readonly askedBy: string;
  readonly askedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Temporal.Instant | null;
}

const approvals = (db: Db | Tx) =>
  db
    .selectFrom('servers.approvals as p')
    .innerJoin('kernel.assets as a', 'a.id', 'p.server_id')
    .innerJoin('kernel.sites as site', 'site.id', 'p.site_id')
    .innerJoin('kernel.users as asker', 'asker.id', 'p.asked_by')
    .leftJoin('kernel.users as decider', 'decider.id', 'p.decided_by')
    .where('a.archived_at', 'is', null)
    .select(['p.id', 'p.server_id', 'a.name', 'p.site_id', 'site.name as site_name', 'p.kind', 'p.at', 'p.note', 'p.slot_id', 'p.minutes'])
    .select(['p.state', 'p.asked_by', 'asker.username as asked_by_name', 'p.asked_at', 'p.expires_at'])
    .select(['decider.username as decided_by_name', 'p.decided_at']);

type Row = Awaited<ReturnType<ReturnType<typeof approvals>['executeTakeFirstOrThrow']>>;

const toApproval = (row: Row): ApprovalRow => ({
  id: row.id as ApprovalId,
  server: { id: row.server_id as AssetId, name: row.name },
  site: { id: row.site_id as SiteId, name: row.site_name },
  kind: row.kind,
  at: row.at,
  note: row.note,
  slotId: row.slot_id,
  minutes: row.minutes,
  state: row.state,
  askedById: row.asked_by as UserId,
  askedBy: row.asked_by_name,
  askedAt: row.asked_at,
  expiresAt: row.expires_at,
  decidedBy: row.decided_by_name,
  decidedAt: row.decided_at,
});

const newestFirst = keyset<ApprovalRow>('approvals', [
  { by: sql.ref('p.asked_at'), of: (row) => row.askedAt.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('p.id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

export interface ApprovalFilter {
  /** Which of them have expired depends on it. */
  readonly at: Temporal.Instant;
  readonly serverId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly states?: readonly ApprovalState[] | undefined;
}

const stateAt = (at: Temporal.Instant) =>
  sql<string>`case when p.state = 'pending' and p.expires_at <= ${at} then 'expired' else p.state end`;

export async function listApprovals(db: Db | Tx, scope: Scope, filter: ApprovalFilter, page: PageRequest): Promise<Page<ApprovalRow>> {
  const sites = sitesOf(scope, 'servers');
  const { at, serverId, siteId, states } = filter;
  const rows = await newestFirst
    .apply(approvals(db), page)
    .$if(sites !== 'all', (query) => query.where('p.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(siteId !== undefined, (query) => query.where('p.site_id', '=', siteId ?? ''))
    .$if(serverId !== undefined, (query) => query.where('p.server_id', '=', serverId ?? ''))
    .$if(states !== undefined, (query) => query.where(sql<boolean>`${stateAt(at)} = any(${[...(states ?? [])]}::text[])`))
    .execute();
  return newestFirst.cut(rows.map(toApproval), page.limit);
}

/** What still waits about a server, newest first. */
export async function pendingApprovals(db: Db | Tx, serverId: string, now: Temporal.Instant): Promise<ApprovalRow[]> {
  const rows = await approvals(db)
    .where('p.server_id', '=', serverId)
    .where('p.state', '=', 'pending')
    .where('p.expires_at', '>', now)
    .orderBy('p.asked_at', 'desc')
    .limit(50)
    .execute();
  return rows.map(toApproval);
}

export async function findApproval(db: Db | Tx, serverId: string, id: string): Promise<ApprovalRow | null> {
  const row = await approvals(db).where('p.id', '=', id).where('p.server_id', '=', serverId).executeTakeFirst();
  return row === undefined ? null : toApproval(row);
}

export type NewApproval = Pick<ApprovalRow, 'id' | 'kind' | 'at' | 'note' | 'slotId' | 'minutes' | 'askedById' | 'expiresAt'>;

export async function insertApproval(
  tx: Tx,
  server: { readonly id: AssetId; readonly siteId: SiteId },
  approval: NewApproval,
  now: Temporal.Instant,
): Promise<void> {
  const { id, kind, at, note, slotId, minutes, askedById, expiresAt } = approval;
  await tx
    .insertInto('servers.approvals')
    .values({
      ...{ id, server_id: server.id, site_id: server.siteId, kind, at, note, slot_id: slotId, minutes },
      ...{ asked_by: askedById, asked_at: now, expires_at: expiresAt },
    })
    .execute();
}

export async function decideApproval(
  tx: Tx,
  id: ApprovalId,
  decision: { readonly state: 'approved' | 'declined'; readonly by: UserId | null },
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('servers.approvals')
    .set({ state: decision.state, decided_by: decision.by, decided_at: now })
    .where('id', '=', id)
    .execute();
}
