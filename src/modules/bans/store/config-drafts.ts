import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { DraftFile } from '../domain/config/draft.ts';
import './configuration-tables.ts';

export interface DraftRow extends DraftFile {
  readonly by: string | null;
  readonly at: Temporal.Instant;
}

const drafts = (db: Db | Tx, hostId: string) =>
  db
    .selectFrom('bans.config_drafts as d')
    .leftJoin('kernel.users as u', 'u.id', 'd.by_user_id')
    .select(['d.path', 'd.content', 'd.based_on', 'd.at', 'u.username'])
    .where('d.host_id', '=', hostId)
    .orderBy('d.path');

type Row = Awaited<ReturnType<ReturnType<typeof drafts>['executeTakeFirstOrThrow']>>;

const toDraft = ({ path, content, based_on, at, username }: Row): DraftRow => ({ path, content, basedOn: based_on, at, by: username });

/** Drafts of a host, by path. That the caller may see the host has been asked. */
export async function listDrafts(db: Db | Tx, hostId: string): Promise<DraftRow[]> {
  return (await drafts(db, hostId).execute()).map(toDraft);
}

export async function findDraft(db: Db | Tx, hostId: string, path: string): Promise<DraftRow | null> {
  const row = await drafts(db, hostId).where('d.path', '=', path).executeTakeFirst();
  return row === undefined ? null : toDraft(row);
}

/** Two people who draft for one host do so one after the other. */
export async function lockDrafts(tx: Tx, hostId: string): Promise<DraftRow[]> {
  await tx.selectFrom('bans.hosts').select('id').where('id', '=', hostId).forNoKeyUpdate().execute();
  return listDrafts(tx, hostId);
}

export interface SavedDraft extends DraftFile {
  readonly hostId: string;
  readonly byUserId: string | null;
  readonly at: Temporal.Instant;
}

/** One draft for each file: the newer one replaces the older one. */
export async function saveDraftRow(tx: Tx, { hostId, path, content, basedOn, byUserId, at }: SavedDraft): Promise<void> {
  const values = { content, based_on: basedOn, by_user_id: byUserId, at };
  await tx
    .insertInto('bans.config_drafts')
    .values({ host_id: hostId, path, ...values })
    .onConflict((conflict) => conflict.columns(['host_id', 'path']).doUpdateSet(values))
    .execute();
}

export async function deleteDrafts(tx: Tx, hostId: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await tx
    .deleteFrom('bans.config_drafts')
    .where('host_id', '=', hostId)
    .where('path', 'in', [...paths])
    .execute();
}
