import { sql } from 'kysely';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { Id } from '../../../shared/ids.ts';
import type { Problem } from '../domain/config/problem.ts';
import type { RunningJail } from '../domain/config/running.ts';
import type { Command } from '../domain/config/stream.ts';
import type { VersionState } from '../domain/config/version-state.ts';
import './configuration-tables.ts';

export type VersionId = Id<'config-version'>;

export interface VersionRow {
  readonly id: VersionId;
  readonly hostId: string;
  readonly at: Temporal.Instant;
  readonly by: string | null;
  readonly note: string;
  readonly state: VersionState;
  readonly problem: Problem | null;
  readonly restoresId: string | null;
  readonly endedAt: Temporal.Instant | null;
  readonly paths: readonly string[];
}

/** Bytes of a file before and after; null: no such file. */
export interface FileChange {
  readonly path: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

export interface VersionDetail extends VersionRow {
  readonly draftsHash: string;
  readonly files: readonly FileChange[];
  readonly jailsBefore: readonly string[];
  readonly jailsAfter: readonly string[];
  readonly streamBefore: readonly Command[];
  readonly streamAfter: readonly Command[];
}

const versions = (db: Db | Tx) =>
  db
    .selectFrom('bans.config_versions as v')
    .leftJoin('kernel.users as u', 'u.id', 'v.by_user_id')
    .select(['v.id', 'v.host_id', 'v.at', 'v.note', 'v.state', 'v.problem', 'v.restores_id', 'v.ended_at', 'u.username'])
    .select(sql<string[]>`array(select f.path from bans.config_version_files f where f.version_id = v.id order by f.path)`.as('paths'));

type Row = Awaited<ReturnType<ReturnType<typeof versions>['executeTakeFirstOrThrow']>>;

const toVersion = (row: Row): VersionRow => ({
  id: row.id as VersionId,
  hostId: row.host_id,
  at: row.at,
  by: row.username,
  note: row.note,
  state: row.state,
  problem: row.problem,
  restoresId: row.restores_id,
  endedAt: row.ended_at,
  paths: row.paths,
});

const newestFirst = keyset<VersionRow>('config-versions', [
  { by: sql.ref('v.at'), of: (row) => row.at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('v.id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

/** Versions of a host, the newest first. That the caller may see the host has been asked. */
export async function listVersions(db: Db | Tx, hostId: string, page: PageRequest): Promise<Page<VersionRow>> {
  const rows = await newestFirst.apply(versions(db).where('v.host_id', '=', hostId), page).execute();
  return newestFirst.cut(rows.map(toVersion), page.limit);
}

/** Null when unknown, or of another host. */
export async function findVersion(db: Db | Tx, hostId: string, id: string): Promise<VersionDetail | null> {
  const row = await versions(db)
    .select(['v.drafts_hash', 'v.jails_before', 'v.jails_after', 'v.stream_before', 'v.stream_after'])
    .where('v.host_id', '=', hostId)
    .where('v.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...toVersion(row),
    draftsHash: row.drafts_hash,
    files: await filesOf(db, row.id),
    jailsBefore: row.jails_before,
    jailsAfter: row.jails_after,
    streamBefore: row.stream_before,
    streamAfter: row.stream_after,
  };
}

const filesOf = (db: Db | Tx, id: string): Promise<FileChange[]> =>
  db.selectFrom('bans.config_version_files').select(['path', 'before', 'after']).where('version_id', '=', id).orderBy('path').execute();

/** The newest version of a host, whatever became of it. */
export async function newestVersion(
  db: Db | Tx,
  hostId: string,
): Promise<{ id: VersionId; state: VersionState; draftsHash: string } | null> {
  const row = await db
    .selectFrom('bans.config_versions')
    .select(['id', 'state', 'drafts_hash'])
    .where('host_id', '=', hostId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id as VersionId, state: row.state, draftsHash: row.drafts_hash };
}

export interface NewVersion {
  readonly id: VersionId;
  readonly hostId: string;
  readonly at: Temporal.Instant;
  readonly byUserId: string | null;
  readonly note: string;
  readonly draftsHash: string;
  readonly restoresId: string | null;
  readonly files: readonly FileChange[];
  readonly streamBefore: readonly Command[];
  readonly streamAfter: readonly Command[];
  readonly runningBefore: readonly RunningJail[];
  readonly jailsAfter: readonly string[];
  readonly worker: string;
  readonly workedUntil: Temporal.Instant;
}

/** Throws a unique violation where another one of the host is on its way. */
export async function insertVersion(tx: Tx, version: NewVersion): Promise<void> {
  await tx
    .insertInto('bans.config_versions')
    .values({
      id: version.id,
      host_id: version.hostId,
      at: version.at,
      by_user_id: version.byUserId,
      note: version.note,
      state: 'checking',
      drafts_hash: version.draftsHash,
      restores_id: version.restoresId,
      jails_before: version.runningBefore.map(({ name }) => name),
      jails_after: [...version.jailsAfter],
      stream_before: JSON.stringify(version.streamBefore),
      stream_after: JSON.stringify(version.streamAfter),
      running_before: JSON.stringify(version.runningBefore),
      worker: version.worker,
      worked_until: version.workedUntil,
    })
    .execute();
  await tx
    .insertInto('bans.config_version_files')
    .values(version.files.map((file) => ({ version_id: version.id, ...file })))
    .execute();
}

/** Says that this worker is still at it; false: another one has taken over. */
export async function keepVersion(tx: Tx, id: string, worker: string, until: Temporal.Instant): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('bans.config_versions')
    .set({ worked_until: until })
    .where('id', '=', id)
    .where('worker', '=', worker)
    .where('state', '=', 'checking')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Takes over what nobody works on any more; null: there is none. */
export async function takeOver(
  tx: Tx,
  {
    worker,
    now,
    until,
    hostId,
  }: { readonly worker: string; readonly now: Temporal.Instant; readonly until: Temporal.Instant; readonly hostId?: string },
): Promise<VersionDetail | null> {
  const row = await tx
    .selectFrom('bans.config_versions')
    .select(['id', 'host_id'])
    .where('state', '=', 'checking')
    .where('worked_until', '<', now)
    .$if(hostId !== undefined, (query) => query.where('host_id', '=', hostId ?? ''))
    .orderBy('worked_until')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (row === undefined) return null;
  await tx.updateTable('bans.config_versions').set({ worker, worked_until: until }).where('id', '=', row.id).execute();
  return findVersion(tx, row.host_id, row.id);
}

/** Ends a version; false: another worker has taken it over, and its word counts. */
export async function endVersion(
  tx: Tx,
  {
    id,
    worker,
    state,
    problem,
    now,
  }: {
    readonly id: string;
    readonly worker: string;
    readonly state: Exclude<VersionState, 'checking'>;
    readonly problem: Problem | null;
    readonly now: Temporal.Instant;
  },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('bans.config_versions')
    .set({ state, problem: problem === null ? null : JSON.stringify(problem), ended_at: now, worker: null, worked_until: null })
    .where('id', '=', id)
    .where('worker', '=', worker)
    .where('state', '=', 'checking')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** A version that was undone by a restore of the time before it. */
export async function markRestored(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('bans.config_versions').set({ state: 'restored' }).where('id', '=', id).where('state', '=', 'applied').execute();
}

/** When the first of those that are on their way is given up, should nobody say any more that it is; null: none is. */
export async function nextAbandoned(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('bans.config_versions')
    .select('worked_until')
    .where('state', '=', 'checking')
    .orderBy('worked_until')
    .limit(1)
    .executeTakeFirst();
  return row?.worked_until ?? null;
}
