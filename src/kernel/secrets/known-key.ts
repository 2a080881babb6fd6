import type { Db, Tx } from '../db/database.ts';
import './tables.ts';

/** Id of the secret key that the console's stored credentials are sealed with; null: no console ever started on this database. */
export async function knownKeyId(db: Db | Tx): Promise<string | null> {
  const row = await db.selectFrom('kernel.secret_key').select('key_id').executeTakeFirst();
  return row?.key_id ?? null;
}

/** Writes down the first key; of two at once the later one finds the earlier one's. Answers the id that stands there now. */
export async function noteFirstKey(tx: Tx, keyId: string, now: Temporal.Instant): Promise<string> {
  await tx
    .insertInto('kernel.secret_key')
    .values({ key_id: keyId, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await knownKeyId(tx)) ?? keyId;
}

/** Writes down another key in place of the one that is lost. */
export async function replaceKey(tx: Tx, keyId: string, now: Temporal.Instant): Promise<void> {
  const values = { key_id: keyId, since: now };
  await tx
    .insertInto('kernel.secret_key')
    .values(values)
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet(values))
    .execute();
}
