import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import './tables.ts';

/** What a setting is; `value` null is the default, unless something is sealed. */
export interface StoredValue {
  readonly value: unknown;
  readonly sealed: Uint8Array | null;
}

/** One setting as it is stored. */
export interface StoredSetting extends StoredValue {
  readonly updatedAt: Temporal.Instant;
  readonly updatedBy: string | null;
  readonly version: number;
}

export async function listStored(db: Db | Tx): Promise<ReadonlyMap<string, StoredSetting>> {
  const rows = await db
    .selectFrom('kernel.settings as s')
    .leftJoin('kernel.users as u', 'u.id', 's.updated_by')
    .select(['s.key', 's.value', 's.sealed', 's.updated_at', 'u.username', 's.version'])
    .execute();
  return new Map(
    rows.map(({ key, value, sealed, updated_at, username, version }) => [
      key,
      { value, sealed, updatedAt: updated_at, updatedBy: username, version },
    ]),
  );
}

const NOTHING: StoredValue = { value: null, sealed: null };

export async function findValue(db: Db | Tx, key: string): Promise<StoredValue> {
  const row = await db.selectFrom('kernel.settings').select(['value', 'sealed']).where('key', '=', key).executeTakeFirst();
  return row ?? NOTHING;
}

/** Value and version, locked until the transaction ends where there is a row; version 0 where there is none. */
export async function lockValue(tx: Tx, key: string): Promise<StoredValue & { readonly version: number }> {
  const row = await tx
    .selectFrom('kernel.settings')
    .select(['value', 'sealed', 'version'])
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  return row ?? { ...NOTHING, version: 0 };
}

/** Puts the sealed value in the place of the clear one; it is the same setting, changed by nobody. Null: it was empty. */
export async function keepSealed(tx: Tx, key: string, sealed: Uint8Array | null): Promise<void> {
  await tx
    .updateTable('kernel.settings')
    .set({ value: JSON.stringify(null), sealed })
    .where('key', '=', key)
    .execute();
}

export interface NewValue extends StoredValue {
  readonly key: string;
  readonly by: string | null;
  readonly now: Temporal.Instant;
  /** The version that `lockValue` saw. */
  readonly seen: number;
}

/** False where somebody made the row between `lockValue` and now; a row that is there was locked. */
export async function saveValue(tx: Tx, { key, value, sealed, by, now, seen }: NewValue): Promise<boolean> {
  const changes = { value: JSON.stringify(value), sealed, updated_at: now, updated_by: by };
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
