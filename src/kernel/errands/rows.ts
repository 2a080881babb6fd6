import { type Selectable, sql } from 'kysely';
import { newId } from '../../shared/ids.ts';
import type { ErrandState } from '../contract/routes/errands.ts';
import type { Db, Tx } from '../db/database.ts';
import type { ErrandId, Message, NewErrand, Outcome, Progress } from './errands.ts';
import type { ErrandsTable } from './tables.ts';
import './tables.ts';

/** An errand as far as those must know it who hear that it has changed. */
export interface ErrandPlace {
  readonly id: string;
  readonly module: string;
  readonly siteId: string | null;
  readonly begunBy: string | null;
}

export interface ErrandRow extends ErrandPlace {
  readonly kind: string;
  readonly cancelPermission: string | null;
  readonly state: ErrandState;
  readonly done: number;
  readonly total: number | null;
  readonly cancelAskedAt: Temporal.Instant | null;
}

/** What somebody may still work on: an interrupted one goes on when its job is tried again. */
const NOT_OVER = ['waiting', 'running', 'interrupted'] as const;

const toRow = (row: Selectable<ErrandsTable>): ErrandRow => ({
  ...{ id: row.id, module: row.module, siteId: row.site_id, begunBy: row.begun_by, kind: row.kind },
  ...{ cancelPermission: row.cancel_permission, state: row.state, done: row.done, total: row.total },
  cancelAskedAt: row.cancel_asked_at,
});

const toJson = (message: Message | null): string | null => (message === null ? null : JSON.stringify(message));

export async function insertErrand(
  tx: Tx,
  { module, kind, title, siteId, permission, cancelPermission, total, page }: NewErrand,
  { begunBy, now }: { readonly begunBy: string | null; readonly now: Temporal.Instant },
): Promise<ErrandPlace & { readonly id: ErrandId }> {
  const id = newId<'errand'>(now);
  await tx
    .insertInto('kernel.errands')
    .values({
      ...{ id, module, kind, title: JSON.stringify(title), site_id: siteId, permission, cancel_permission: cancelPermission },
      ...{ begun_by: begunBy, state: 'waiting', total, note: null, result: null, page, cancel_asked_at: null },
      ...{ begun_at: now, changed_at: now, ended_at: null },
    })
    .execute();
  return { id, module, siteId, begunBy };
}

/** Null: there is none, or it is over. */
export async function startErrand(tx: Tx, id: ErrandId, now: Temporal.Instant): Promise<ErrandRow | null> {
  return await changeOpen(tx, id, { state: 'running', ended_at: null, changed_at: now });
}

/** Whatever is said of it says that it runs. Null: there is none, or it is over. */
export async function writeProgress(tx: Tx, id: ErrandId, progress: Progress, now: Temporal.Instant): Promise<ErrandRow | null> {
  return await changeOpen(tx, id, { ...progressColumns(progress), state: 'running', ended_at: null, changed_at: now });
}

/** Null: there is none, or it was over before. */
export async function endErrand(
  tx: Tx,
  id: ErrandId,
  { state, result, page }: Outcome,
  { latest, now }: { readonly latest: Progress; readonly now: Temporal.Instant },
): Promise<ErrandRow | null> {
  const ended = { state, result: toJson(result), note: null, ...(page === undefined ? {} : { page }), changed_at: now, ended_at: now };
  return await changeOpen(tx, id, { ...progressColumns(latest), ...ended });
}

const progressColumns = ({ done, total, note }: Progress) => ({
  ...(done === undefined ? {} : { done }),
  ...(total === undefined ? {} : { total }),
  ...(note === undefined ? {} : { note: toJson(note) }),
});

interface Change {
  readonly state?: ErrandState;
  readonly done?: number;
  readonly total?: number | null;
  readonly note?: string | null;
  readonly result?: string | null;
  readonly page?: string;
  readonly cancel_asked_at?: Temporal.Instant;
  readonly changed_at?: Temporal.Instant;
  readonly ended_at?: Temporal.Instant | null;
}

async function changeOpen(tx: Tx, id: string, change: Change): Promise<ErrandRow | null> {
  const row = await tx
    .updateTable('kernel.errands')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', NOT_OVER)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toRow(row);
}

/** Locks it until the transaction ends: two who cancel at once must not both be the first. */
export async function lockErrand(tx: Tx, id: string): Promise<ErrandRow | null> {
  const row = await tx.selectFrom('kernel.errands').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toRow(row);
}

/** What runs is asked to stop; what nobody has taken up has stopped already. */
export async function cancelErrandRow(tx: Tx, { id, state }: ErrandRow, now: Temporal.Instant): Promise<void> {
  await changeOpen(tx, id, { cancel_asked_at: now, ...(state === 'waiting' ? { state: 'canceled', changed_at: now, ended_at: now } : {}) });
}

export async function isCancelAsked(db: Db | Tx, id: ErrandId): Promise<boolean> {
  const row = await db.selectFrom('kernel.errands').select(['state', 'cancel_asked_at']).where('id', '=', id).executeTakeFirst();
  return row !== undefined && (row.state === 'canceled' || row.cancel_asked_at !== null);
}

/** When the one that has been silent for longest last said something; null: none runs. */
export async function longestSilent(db: Db | Tx): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`
    select min(changed_at) as at from kernel.errands where state = 'running'`.execute(db);
  return rows[0]?.at ?? null;
}

/** Gives up those that have said nothing since `since`; one that somebody wanted to stop has stopped. */
export async function giveUpSilent(tx: Tx, since: Temporal.Instant, now: Temporal.Instant): Promise<readonly ErrandRow[]> {
  const rows = await tx
    .updateTable('kernel.errands')
    .set({
      state: sql<ErrandState>`case when cancel_asked_at is null then 'interrupted' else 'canceled' end`,
      ...{ note: null, ended_at: now },
    })
    .where('state', '=', 'running')
    .where('changed_at', '<=', since)
    .returningAll()
    .execute();
  return rows.map(toRow);
}
