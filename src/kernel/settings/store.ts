import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import './tables.ts';

/** One setting as it is stored; `value` null is the default. */
export interface StoredSetting {
  readonly value: unknown;
  readonly updatedAt: Temporal.Instant;
  readonly updatedBy: string | null;
  readonly version: number;
}

export async function listStored(db: Db | Tx): Promise<ReadonlyMap<string, StoredSetting>> {
  const rows = await db
    .selectFrom('kernel.settings as s')
    .leftJoin('kernel.users as u', 'u.id', 's.updated_by')
    .select(['s.key', 's.value', 's.updated_at', 'u.username', 's.version'])
    .execute();
  return new Map(
    rows.map((row) => [row.key, { value: row.value, updatedAt: row.updated_at, updatedBy: row.username, version: row.version }]),
  );
}

export async function findValue(db: Db | Tx, key: string): Promise<unknown> {
  const row = await db.selectFrom('kernel.settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** Value and version, locked until the transaction ends where there is a row; version 0 where there is none. */
export async function lockValue(tx: Tx, key: string): Promise<{ readonly value: unknown; readonly version: number }> {
  const row = await tx.selectFrom('kernel.settings').select(['value', 'version']).where('key', '=', key).forUpdate().executeTakeFirst();
  return row ?? { value: null, version: 0 };
}

export interface NewValue {
  readonly key: string;
  readonly value: unknown;
  readonly by: string | null;
  readonly now: Temporal.Instant;
  /** The version that `lockValue` saw. */
  readonly seen: number;
}

/** False where somebody made the row between `lockValue` and now; a row that is there was locked. */
export async function saveValue(tx: Tx, { key, value, by, now, seen }: NewValue): Promise<boolean> {
  const changes = { value: JSON.stringify(value), updated_at: now, updated_by: by };
  const saved = await tx
    .insertInto('kernel.settings')
    .values({ key, version: 1, ...changes })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ ...changes, version: seen + 1 })
        .where(sql.ref('kernel.settings.version'), '=', seen),
    )
    .returning('key')
    .execute();
  return saved.length === 1;
}
