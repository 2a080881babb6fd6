import { type Kysely, sql } from 'kysely';

// The ground of everything: where things are, who may touch them, how people and tools sign in.
// People's names for things use kernel.natural (made by the migrator), so that srv2 sorts before srv10.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.users (
      id uuid primary key,
      number int generated always as identity unique,
      username text collate kernel.natural not null,
      display_name text not null default '',
      email text,
      password_hash text,
      is_superadmin boolean not null default false,
      language text not null default 'en' check (language in ('en', 'de')),
      time_zone text,
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      last_login_at timestamptz,
      last_password_change_at timestamptz,
      failed_login_attempts int not null default 0,
      last_failed_login_at timestamptz,
      locked_until timestamptz,
      deactivated_at timestamptz,
      deactivated_by uuid references kernel.users (id),
      -- Removed for good: the row stays as a tombstone without name, address or password, so that history keeps its person.
      removed_at timestamptz,
      version int not null default 1
    );
    create unique index users_username on kernel.users (lower(username collate kernel.natural)) where removed_at is null;
    create unique index users_email on kernel.users (lower(email collate kernel.natural)) where removed_at is null and email is not null;

    create table kernel.sites (
      id uuid primary key,
      name text collate kernel.natural not null,
      time_zone text not null,
      notes text not null default '',
      contact_user_id uuid references kernel.users (id),
      is_default boolean not null default false,
      created_at timestamptz not null,
      archived_at timestamptz,
      version int not null default 1
    );
    create unique index sites_name on kernel.sites (lower(name collate kernel.natural)) where archived_at is null;
    create unique index sites_default on kernel.sites (is_default) where is_default;

    create table kernel.teams (
      id uuid primary key,
      number int generated always as identity unique,
      name text collate kernel.natural not null,
      created_at timestamptz not null,
      archived_at timestamptz,
      version int not null default 1
    );
    create unique index teams_name on kernel.teams (lower(name collate kernel.natural)) where archived_at is null;

    create table kernel.team_members (
      team_id uuid not null references kernel.teams (id) on delete cascade,
      user_id uuid not null references kernel.users (id) on delete cascade,
      primary key (team_id, user_id)
    );
    create index team_members_user on kernel.team_members (user_id);

    create table kernel.grants (
      id uuid primary key,
      user_id uuid references kernel.users (id) on delete cascade,
      team_id uuid references kernel.teams (id) on delete cascade,
      role text not null check (role in ('user', 'editor', 'admin')),
      site_id uuid references kernel.sites (id),
      module text,
      created_at timestamptz not null,
      check (num_nonnulls(user_id, team_id) = 1),
      -- One rank per person, site and module.
      unique nulls not distinct (user_id, team_id, site_id, module)
    );
    create index grants_team on kernel.grants (team_id);

    create table kernel.sessions (
      id uuid primary key,
      user_id uuid not null references kernel.users (id) on delete cascade,
      kind text not null check (kind in ('browser', 'tool')),
      -- SHA-256 (hex) of the cookie; tools carry signed access tokens instead.
      token_hash text unique,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      ended_because text,
      user_agent text not null default '',
      address text
    );
    create index sessions_user on kernel.sessions (user_id) where ended_at is null;

    create table kernel.refresh_tokens (
      token_hash text primary key,
      session_id uuid not null references kernel.sessions (id) on delete cascade,
      issued_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index refresh_tokens_session on kernel.refresh_tokens (session_id);

    create table kernel.api_tokens (
      id uuid primary key,
      user_id uuid not null references kernel.users (id) on delete cascade,
      name text not null,
      token_hash text not null unique,
      -- First characters, so that a person recognises it.
      hint text not null,
      scopes text[] not null,
      site_ids uuid[],
      address_ranges text[],
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_tokens_user on kernel.api_tokens (user_id);

    create table kernel.signing_keys (
      id uuid primary key,
      public_jwk jsonb not null,
      -- AES-256-GCM under the console's secret key, the row's id as associated data.
      private_sealed bytea not null,
      created_at timestamptz not null,
      retired_at timestamptz
    );

    -- Tries of strangers and of names that do not exist, so that delays hold across restarts.
    create table kernel.sign_in_failures (
      subject text primary key,
      failures int not null,
      last_failed_at timestamptz not null,
      locked_until timestamptz
    );

    create table kernel.setup (
      only_row boolean primary key default true check (only_row),
      token_hash text not null,
      created_at timestamptz not null,
      done_at timestamptz
    );
  `.execute(db);
}
