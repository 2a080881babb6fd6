import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { anySitesOf, type Scope } from '../contract/access.ts';
import type { Page } from '../contract/page.ts';
import type { Database, Db } from '../db/database.ts';
import { cells, keyset, type PageRequest } from '../db/keyset.ts';
import { contains } from '../db/like.ts';
import type { AuditTable } from './tables.ts';

export interface AuditFilter extends PageRequest {
  readonly q?: string | undefined;
  readonly action?: string | undefined;
  readonly userId?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Inclusive. */
  readonly since?: Temporal.Instant | undefined;
  /** Exclusive. */
  readonly until?: Temporal.Instant | undefined;
}

const newestFirst = keyset<Pick<AuditTable, 'at' | 'id'>>('audit', [
  { by: sql.ref('at'), of: (row) => row.at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

/** Rows of the audit, newest first. */
export async function listAuditRows(db: Db, scope: Scope, filter: AuditFilter): Promise<Page<AuditTable>> {
  const query = db.selectFrom('kernel.audit').selectAll().where(matches(scope, filter));
  return newestFirst.cut(await newestFirst.apply(query, filter).execute(), filter.limit);
}

function matches(scope: Scope, { q, action, userId, subjectId, since, until }: AuditFilter) {
  const sites = anySitesOf(scope);
  return (row: ExpressionBuilder<Database, 'kernel.audit'>): Expression<SqlBool> =>
    row.and([
      ...(sites === 'all' ? [] : [row('site_id', '=', sql<string>`any(${sites}::uuid[])`)]),
      ...(action === undefined ? [] : [row('action', '=', action)]),
      ...(userId === undefined ? [] : [row('user_id', '=', userId)]),
      ...(subjectId === undefined ? [] : [row('subject_id', '=', subjectId)]),
      ...(since === undefined ? [] : [row('at', '>=', since)]),
      ...(until === undefined ? [] : [row('at', '<', until)]),
      ...(q === undefined ? [] : [row.or(SEARCHED.map((column) => row(column, 'ilike', contains(q))))]),
    ]);
}

const SEARCHED = ['subject_name', 'actor_name', 'action'] as const;
