import { type Kysely, sql } from 'kysely';

// All processes of one console seal with one secret key; which one is written down by its id, so that a process with another one is told
// before it seals anything. A console that is there already writes down the one that it starts with next.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.secret_key (
      only_row boolean primary key default true check (only_row),
      -- As it stands in every sealed value.
      key_id text not null check (key_id ~ '^[0-9a-f]{16}$'),
      since timestamptz not null
    );
  `.execute(db);
}
