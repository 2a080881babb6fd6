import type { Db, Tx } from '../../../kernel/db/database.ts';
import './lists-tables.ts';

export type AnswerKind = 'whois' | 'reputation';

export interface KeptAnswer {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly fetchedAt: Temporal.Instant;
}

/** What somebody answered about an address at `notBefore` or later; null: nobody did. */
export async function keptAnswer(db: Db | Tx, kind: AnswerKind, address: string, notBefore: Temporal.Instant): Promise<KeptAnswer | null> {
  const row = await db
    .selectFrom('bans.address_answers')
    .select(['answer', 'fetched_at as fetchedAt'])
    .where('kind', '=', kind)
    .where('address', '=', address)
    .where('fetched_at', '>=', notBefore)
    .executeTakeFirst();
  return row ?? null;
}

export async function keepAnswer(tx: Tx, kind: AnswerKind, address: string, { answer, fetchedAt }: KeptAnswer): Promise<void> {
  const values = { answer: JSON.stringify(answer), fetched_at: fetchedAt };
  await tx
    .insertInto('bans.address_answers')
    .values({ kind, address, ...values })
    .onConflict((conflict) => conflict.columns(['kind', 'address']).doUpdateSet(values))
    .execute();
}
