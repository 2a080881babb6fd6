import { z } from 'zod';
import { type AuditRow, listAudit } from '../contract/routes/console.ts';
import type { Db } from '../db/database.ts';
import { type Served, serve } from '../http/serve.ts';
import { listAuditRows } from './list-audit.ts';
import type { AuditTable } from './tables.ts';

export const auditRoutes = (db: Db): Served[] => [
  serve(listAudit, async (input, { scope }) => {
    const { items, nextCursor } = await listAuditRows(db, scope, input);
    return { items: items.map(present), nextCursor };
  }),
];

/** writeAudit stores objects only; what a hand put there otherwise reads as nothing. */
const Changes = z.record(z.string(), z.unknown()).nullable().catch(null);

const present = (row: AuditTable): z.input<typeof AuditRow> => ({
  id: row.id,
  at: row.at.toString(),
  actor: { kind: row.actor_kind, userId: row.user_id, name: row.actor_name, viaToken: row.api_token_id !== null },
  address: row.address,
  requestId: row.request_id,
  action: row.action,
  subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
  siteId: row.site_id,
  before: Changes.parse(row.before),
  after: Changes.parse(row.after),
});
