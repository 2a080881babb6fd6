import { type Kysely, sql } from 'kysely';

// What nobody answers for is few among many, and is looked for in the order of names.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index assets_unanswered on kernel.assets (name, id) where people = '[]' and archived_at is null`.execute(db);
}
