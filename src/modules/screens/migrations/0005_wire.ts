import { type Kysely, sql } from 'kysely';

// Players that say too much, players of the old contract, who share one account, and groups that are out of use.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Out of use: nothing is shown there, and nobody is told what is wrong with its screens.
    alter table screens.groups add column is_active boolean not null default true;

    alter table screens.screens
      -- Messages beyond the pace of a player: they waited, or were thrown away.
      add column limited_count bigint not null default 0,
      add column limited_at timestamptz,
      -- When it was found by discovery alone: its player has no identity of its own. Null: it has enrolled.
      add column discovered_at timestamptz,
      add check (discovered_at is null or account is null);
    create index screens_discovered on screens.screens (discovered_at) where discovered_at is not null;

    -- One row: the account that players of the old contract share. Of the password only the SHA-256 (hex), as of the others.
    create table screens.shared_account (
      id int primary key default 1 check (id = 1),
      password_hash text check (password_hash ~ '^[0-9a-f]{64}$'),
      issued_at timestamptz,
      -- Since when the broker does not have it, though it should.
      lost_at timestamptz,
      -- When a discovery was last turned away because too many had come.
      turned_away_at timestamptz,
      check (num_nonnulls(password_hash, issued_at) in (0, 2))
    );
    insert into screens.shared_account default values;
  `.execute(db);
}
