import { type Selectable, sql } from 'kysely';
import { newId } from '../../shared/ids.ts';
import type { Db, Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import type { FileId, FileOwner, FileReference, NewReference, StoredFile } from './files.ts';
import type { FilesTable } from './tables.ts';

const toFile = ({ id, sha256, bytes }: Pick<Selectable<FilesTable>, 'id' | 'sha256' | 'bytes'>): StoredFile => ({
  id: id as FileId,
  sha256,
  bytes,
});

/** The living file with this content, kept for another while; null: there is none. */
export async function touchContent(tx: Tx, sha256: string, now: Temporal.Instant): Promise<StoredFile | null> {
  const row = await tx
    .updateTable('kernel.files')
    .set({ touched_at: now })
    .where('sha256', '=', sha256)
    .where('doomed_at', 'is', null)
    .returning(['id', 'sha256', 'bytes'])
    .executeTakeFirst();
  return row === undefined ? null : toFile(row);
}

/** Writes the row, or answers the one that somebody else has written for the same content meanwhile. */
export async function insertFile(tx: Tx, file: StoredFile, now: Temporal.Instant): Promise<StoredFile> {
  const row = await tx
    .insertInto('kernel.files')
    .values({ ...file, stored_at: now, touched_at: now, doomed_at: null })
    .onConflict((conflict) => conflict.column('sha256').where('doomed_at', 'is', null).doUpdateSet({ touched_at: now }))
    .returning(['id', 'sha256', 'bytes'])
    .executeTakeFirstOrThrow();
  return toFile(row);
}

/**
 * The living file, kept for another while and its row held until the end of the transaction: the collector, which looks
 * at the same column, waits and then leaves it alone. Null: it is being collected, or gone.
 */
export async function touchFile(tx: Tx, id: string, now: Temporal.Instant): Promise<StoredFile | null> {
  const row = await tx
    .updateTable('kernel.files')
    .set({ touched_at: now })
    .where('id', '=', id)
    .where('doomed_at', 'is', null)
    .returning(['id', 'sha256', 'bytes'])
    .executeTakeFirst();
  return row === undefined ? null : toFile(row);
}

/** Points the owner's name to the file. */
export async function upsertReference(tx: Tx, { file, owner, name, mediaType }: NewReference, now: Temporal.Instant): Promise<void> {
  await tx
    .insertInto('kernel.file_references')
    .values({ id: newId(now), file_id: file, ...ownerColumns(owner), name, media_type: mediaType, created_at: now })
    .onConflict((conflict) =>
      conflict.columns(['module', 'owner_kind', 'owner_id', 'name']).doUpdateSet({ file_id: file, media_type: mediaType, created_at: now }),
    )
    .execute();
}

const ownerColumns = ({ module, kind, id }: FileOwner) => ({ module, owner_kind: kind, owner_id: id });

const referenceRows = (db: Db | Tx, { module, kind, id }: FileOwner) =>
  db
    .selectFrom('kernel.file_references as r')
    .innerJoin('kernel.files as f', 'f.id', 'r.file_id')
    .select(['f.id', 'f.sha256', 'f.bytes', 'r.name', 'r.media_type', 'r.created_at'])
    .where('r.module', '=', module)
    .where('r.owner_kind', '=', kind)
    .where('r.owner_id', '=', id);

export async function referencesOf(db: Db | Tx, owner: FileOwner): Promise<FileReference[]> {
  const rows = await referenceRows(db, owner).orderBy('r.name').execute();
  return rows.map((row) => ({ ...toFile(row), name: row.name, mediaType: row.media_type, createdAt: row.created_at }));
}

/** Answers the files that lost a reference. */
export async function deleteReferences(tx: Tx, { module, kind, id }: FileOwner, name: string | null): Promise<string[]> {
  const rows = await tx
    .deleteFrom('kernel.file_references')
    .where('module', '=', module)
    .where('owner_kind', '=', kind)
    .where('owner_id', '=', id)
    .$if(name !== null, (query) => query.where('name', '=', name ?? ''))
    .returning('file_id')
    .execute();
  return [...new Set(rows.map(({ file_id }) => file_id))].sort();
}

/** Those that have nobody and have not been touched since: from here on nobody can refer to them. */
export async function doomUnreferenced(tx: Tx, before: Temporal.Instant, now: Temporal.Instant): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('kernel.files as f')
    .set({ doomed_at: now })
    .where('f.doomed_at', 'is', null)
    .where('f.touched_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('kernel.file_references as r').select(sql`1`.as('one')).whereRef('r.file_id', '=', 'f.id'))),
    )
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

export async function doomedFiles(db: Db | Tx, limit: number): Promise<StoredFile[]> {
  const rows = await db
    .selectFrom('kernel.files')
    .select(['id', 'sha256', 'bytes'])
    .where('doomed_at', 'is not', null)
    .orderBy('doomed_at')
    .limit(limit)
    .execute();
  return rows.map(toFile);
}

export async function deleteDoomed(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom('kernel.files').where('id', '=', anyOf(ids)).where('doomed_at', 'is not', null).execute();
}

/** Which of these ids have a row. */
export async function knownIds(db: Db | Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('kernel.files').select('id').where('id', '=', anyOf(ids)).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Every file that somebody refers to. */
export async function referencedFiles(db: Db | Tx): Promise<StoredFile[]> {
  const rows = await db
    .selectFrom('kernel.files as f')
    .select(['f.id', 'f.sha256', 'f.bytes'])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('kernel.file_references as r').select(sql`1`.as('one')).whereRef('r.file_id', '=', 'f.id')),
    )
    .orderBy('f.id')
    .execute();
  return rows.map(toFile);
}
