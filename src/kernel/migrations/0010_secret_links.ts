import { type Kysely, sql } from 'kysely';

// Programs that can show a page's address and nothing else (calendars) come with the secret in the address.
// Each is a person's, for one purpose, and ends with them.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.secret_links (
      id uuid primary key,
      user_id uuid not null references kernel.users (id) on delete cascade,
      -- Declared by a module, servers.calendar.
      purpose text not null check (purpose <> ''),
      name text not null check (name <> ''),
      token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
      -- First characters, so that a person recognises it.
      hint text not null,
      created_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index secret_links_user on kernel.secret_links (user_id) where revoked_at is null;
  `.execute(db);
}
