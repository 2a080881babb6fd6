import { sql } from 'kysely';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { ErrandId } from '../../../kernel/errands/errands.ts';
import type { RefusalParams } from '../../../shared/result.ts';
import type { RefusedGroup } from '../domain/lists/words.ts';
import './lists-tables.ts';
import { withoutFullMask } from './inet-text.ts';

export type ImportState = 'reported' | 'applying' | 'applied' | 'stopped' | 'refused' | 'discarded' | 'unchanged';

export interface ImportCounts {
  readonly lines: number;
  readonly entries: number;
  readonly duplicates: number;
  readonly networks: number;
  readonly addresses: string;
  readonly added: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedGroup[];
}

export interface ImportRow extends ImportCounts {
  readonly id: string;
  readonly blocklistId: string;
  readonly state: ImportState;
  readonly at: Temporal.Instant;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly finishedAt: Temporal.Instant | null;
  readonly fault: string | null;
  readonly faultParams: RefusalParams;
  readonly done: number;
  readonly total: number;
  /** Of its application; null: it was none, or that is forgotten. */
  readonly errandId: ErrandId | null;
}

const imports = (db: Db | Tx) =>
  db
    .selectFrom('bans.blocklist_imports as i')
    .leftJoin('kernel.users as u', 'u.id', 'i.by_user_id')
    .select(['i.id', 'i.blocklist_id', 'i.state', 'i.at', 'i.by_user_id', 'u.username', 'i.finished_at', 'i.lines', 'i.entries'])
    .select(['i.duplicates', 'i.networks', 'i.addresses', 'i.added', 'i.removed', 'i.unchanged', 'i.refused', 'i.fault'])
    .select(['i.fault_params', 'i.done', 'i.total', 'i.errand_id']);

type Row = Awaited<ReturnType<ReturnType<typeof imports>['executeTakeFirstOrThrow']>>;

const toImport = (row: Row): ImportRow => ({
  ...{ id: row.id, blocklistId: row.blocklist_id, state: row.state, at: row.at, finishedAt: row.finished_at },
  by: row.by_user_id === null ? null : { id: row.by_user_id, name: row.username ?? '' },
  ...{ lines: row.lines, entries: row.entries, duplicates: row.duplicates, networks: row.networks, addresses: row.addresses },
  ...{ added: row.added, removed: row.removed, unchanged: row.unchanged, refused: row.refused },
  ...{ fault: row.fault, faultParams: row.fault_params, done: row.done, total: row.total },
  errandId: row.errand_id as ErrandId | null,
});

/** Of each of these blocklists the import that waits for a person, else the newest. */
export async function findImports(db: Db | Tx, blocklistIds: readonly string[]): Promise<ImportRow[]> {
  const rows = await imports(db)
    .distinctOn('i.blocklist_id')
    .where('i.blocklist_id', '=', sql<string>`any(${[...blocklistIds]}::uuid[])`)
    .orderBy('i.blocklist_id')
    .orderBy(sql`i.state = 'reported'`, 'desc')
    .orderBy('i.at', 'desc')
    .orderBy('i.id', 'desc')
    .execute();
  return rows.map(toImport);
}

const byNewest = keyset<ImportRow>('bans-imports', [
  { by: sql.ref('i.at'), of: ({ at }) => at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('i.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

/** Whoever asks has found the blocklist in the caller's scope. */
export async function listImports(db: Db | Tx, blocklistId: string, page: PageRequest): Promise<Page<ImportRow>> {
  const rows = await byNewest.apply(imports(db), page).where('i.blocklist_id', '=', blocklistId).execute();
  return byNewest.cut(rows.map(toImport), page.limit);
}

export async function findImport(db: Db | Tx, blocklistId: string, id: string): Promise<ImportRow | null> {
  const row = await imports(db).where('i.id', '=', id).where('i.blocklist_id', '=', blocklistId).executeTakeFirst();
  return row === undefined ? null : toImport(row);
}

/** How many entries the last import had that was well; null: there was none. */
export async function entriesBefore(db: Db | Tx, blocklistId: string): Promise<number | null> {
  const row = await db
    .selectFrom('bans.blocklist_imports')
    .select('entries')
    .where('blocklist_id', '=', blocklistId)
    .where('state', 'in', ['applied', 'applying', 'stopped', 'unchanged'])
    .where('entries', '>', 0)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.entries ?? null;
}

export interface NewImport {
  readonly id: string;
  readonly blocklistId: string;
  readonly state: ImportState;
  readonly at: Temporal.Instant;
  readonly byUserId: string | null;
  readonly counts: ImportCounts | null;
  readonly fault: { readonly code: string; readonly params: RefusalParams } | null;
  /** The networks that it would make of the blocklist; null: nothing is to be applied. */
  readonly wanted: readonly string[] | null;
  /** The source was read and judged: what was reported before is out of date. */
  readonly isJudged: boolean;
}

/** An import that was reported and not applied yet makes room. */
export async function insertImport(tx: Tx, found: NewImport): Promise<void> {
  const { counts, fault } = found;
  if (found.isJudged) await discard(tx, found.blocklistId, 'reported', found.at);
  if (found.state === 'stopped') await discard(tx, found.blocklistId, 'stopped', found.at);
  await tx
    .insertInto('bans.blocklist_imports')
    .values({
      ...{ id: found.id, blocklist_id: found.blocklistId, state: found.state, at: found.at, by_user_id: found.byUserId },
      finished_at: found.state === 'reported' ? null : found.at,
      ...(counts === null ? {} : { ...counts, refused: JSON.stringify(counts.refused) }),
      refused: JSON.stringify(counts?.refused ?? []),
      ...{ fault: fault?.code ?? null, fault_params: JSON.stringify(fault?.params ?? {}) },
      wanted: found.state === 'reported' ? (found.wanted?.join('\n') ?? null) : null,
    })
    .execute();
}

async function discard(tx: Tx, blocklistId: string, state: 'reported' | 'stopped', at: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('bans.blocklist_imports')
    .set({ state: 'discarded', finished_at: at, wanted: null })
    .where('blocklist_id', '=', blocklistId)
    .where('state', '=', state)
    .execute();
}

/** Whether a report waits for somebody to apply it. */
export async function hasReported(db: Db | Tx, blocklistId: string): Promise<boolean> {
  const row = await db
    .selectFrom('bans.blocklist_imports')
    .select('id')
    .where('blocklist_id', '=', blocklistId)
    .where('state', '=', 'reported')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** An import that is being applied, or that somebody has stopped on its way. */
export interface OpenImport {
  readonly id: string;
  readonly state: 'applying' | 'stopped';
  readonly errandId: ErrandId | null;
}

/** The import that is being applied, else the one that was stopped; null: neither is. */
export async function openImport(db: Db | Tx, blocklistId: string): Promise<OpenImport | null> {
  const { rows } = await sql<OpenImport>`
    select id, state, errand_id as "errandId" from bans.blocklist_imports
    where blocklist_id = ${blocklistId} and state in ('applying', 'stopped') order by state limit 1`.execute(db);
  return rows[0] ?? null;
}

/** Makes of the blocklist what an import has reported; what stands on hosts follows. False: it is not open (any more). */
export async function beginApplying(tx: Tx, blocklistId: string, importId: string): Promise<boolean> {
  if (await goOn(tx, blocklistId, importId)) return true;
  const { rows } = await sql<{ wanted: string }>`
    select wanted from bans.blocklist_imports
    where id = ${importId} and blocklist_id = ${blocklistId} and state = 'reported' and wanted is not null for update`.execute(tx);
  const wanted = rows[0]?.wanted.split('\n');
  if (wanted === undefined) return false;
  await sql`delete from bans.blocklist_entries where blocklist_id = ${blocklistId} and not (network = any(${wanted}::inet[]))`.execute(tx);
  await sql`insert into bans.blocklist_entries (blocklist_id, network)
    select ${blocklistId}::uuid, network from unnest(${wanted}::inet[]) as w(network) on conflict do nothing`.execute(tx);
  await sql`update bans.blocklist_imports set state = 'discarded' where blocklist_id = ${blocklistId} and state = 'stopped'`.execute(tx);
  await tx.updateTable('bans.blocklist_imports').set({ state: 'applying', wanted: null }).where('id', '=', importId).execute();
  return true;
}

/** One that was stopped has made of the blocklist what it wants already. False: it was not stopped, or a newer report waits. */
async function goOn(tx: Tx, blocklistId: string, importId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update bans.blocklist_imports set state = 'applying', finished_at = null
    where id = ${importId} and blocklist_id = ${blocklistId} and state = 'stopped'
      and not exists (select from bans.blocklist_imports where blocklist_id = ${blocklistId} and state = 'reported')`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

export async function setImportErrand(tx: Tx, importId: string, errandId: ErrandId): Promise<void> {
  await tx.updateTable('bans.blocklist_imports').set({ errand_id: errandId, done: 0, total: 0 }).where('id', '=', importId).execute();
}

/** Somebody has stopped its application: what stands stays. False: it was over before. */
export async function stopApplying(tx: Tx, importId: string, at: Temporal.Instant): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('bans.blocklist_imports')
    .set({ state: 'stopped', finished_at: at })
    .where('id', '=', importId)
    .where('state', '=', 'applying')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function finishApplying(tx: Tx, importId: string, at: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('bans.blocklist_imports')
    .set((eb) => ({ state: 'applied', finished_at: at, done: eb.ref('total') }))
    .where('id', '=', importId)
    .where('state', '=', 'applying')
    .execute();
}

/** How far the import is that is being applied. */
export async function saveProgress(
  tx: Tx,
  blocklistId: string,
  { done, total }: { readonly done: number; readonly total: number },
): Promise<void> {
  await tx
    .updateTable('bans.blocklist_imports')
    .set({ done, total })
    .where('blocklist_id', '=', blocklistId)
    .where('state', '=', 'applying')
    .execute();
}

export async function entriesOf(db: Db | Tx, blocklistId: string): Promise<string[]> {
  const { rows } = await sql<{ network: string }>`
    select network::text as network from bans.blocklist_entries where blocklist_id = ${blocklistId} order by network`.execute(db);
  return rows.map(({ network }) => withoutFullMask(network));
}

/** Removes imports that are over and older than an instant, `limit` at most; answers how many. */
export async function removeImports(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from bans.blocklist_imports where id = any(array(
      select id from bans.blocklist_imports i where at < ${before} and state not in ('reported', 'applying', 'stopped')
        and exists (select from bans.blocklist_imports newer where newer.blocklist_id = i.blocklist_id and newer.at > i.at)
      order by at limit ${limit}))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
