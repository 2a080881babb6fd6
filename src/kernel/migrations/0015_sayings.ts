import { type Kysely, sql } from 'kysely';

// Why a message did not arrive was kept in English alone. Beside it stands its code with its figures, for people of other languages.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table kernel.messages add column error_saying jsonb;
    alter table kernel.telling_ping add column error_saying jsonb;
  `.execute(db);
}
