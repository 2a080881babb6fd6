import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { withoutNames } from '../streams/names.ts';
import type { ErasePerson, RemovedPerson } from '../streams/stream.ts';

/** Rows that are looked at in one transaction. */
const BATCH = 500;

interface Row {
  readonly id: string;
  readonly user_id: string | null;
  readonly subject_id: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What the person did stays, under the tombstone and without their address; so does what was done to them. */
export const erasePersonFromAudit: ErasePerson = async (tx, person, from) => {
  const { rows } = await sql<Row>`
    select id, user_id, subject_id, before, after from kernel.audit where id > ${from ?? FIRST}::uuid and (
      user_id = ${person.id} or subject_id = ${person.id}
      or concat(before, after) like any (${person.names.map(quoted)}::text[])
    ) order by id limit ${BATCH}`.execute(tx);
  for (const row of rows) await eraseFrom(tx, person, row);
  return rows.length < BATCH ? null : (rows.at(-1)?.id ?? null);
};

const FIRST = '00000000-0000-0000-0000-000000000000';

/** A pattern that finds the name as a text of JSON. */
const quoted = (name: string): string => `%${JSON.stringify(name).replace(/[\\%_]/g, '\\$&')}%`;

async function eraseFrom(tx: Tx, person: RemovedPerson, { id, user_id, subject_id, before, after }: Row): Promise<void> {
  const everywhere = subject_id === person.id;
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(withoutNames(value, person, { everywhere })));
  await tx
    .updateTable('kernel.audit')
    .set({
      before: json(before),
      after: json(after),
      ...(user_id === person.id ? { actor_name: person.tombstone, address: null } : {}),
      ...(everywhere ? { subject_name: person.tombstone } : {}),
    })
    .where('id', '=', id)
    .execute();
}
