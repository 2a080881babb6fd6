import { type Kysely, sql } from 'kysely';

// Changed files that no host has yet, and every application of them: what a host's files, jails and commands were before and after,
// so that each can be undone, also by a console that starts after the one that died in the middle.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bans.config_drafts (
      host_id uuid not null references bans.hosts (id),
      path text not null,
      -- Null: the file is removed.
      content text,
      -- SHA-256 of the file that was edited; null: there was none.
      based_on text check (based_on ~ '^[0-9a-f]{64}$'),
      by_user_id uuid references kernel.users (id),
      at timestamptz not null,
      primary key (host_id, path)
    );
    create index config_drafts_user on bans.config_drafts (by_user_id) where by_user_id is not null;

    create table bans.config_versions (
      id uuid primary key,
      host_id uuid not null references bans.hosts (id),
      at timestamptz not null,
      by_user_id uuid references kernel.users (id),
      note text not null default '',
      state text not null check (state in ('checking', 'applied', 'rolled_back', 'failed', 'restored')),
      -- What names the drafts, or the restore, that it was made from: the same again is not a second version.
      drafts_hash text not null,
      restores_id uuid references bans.config_versions (id),
      -- What was wrong: severity, code, params, path, line, jail.
      problem jsonb,
      jails_before text[] not null default '{}',
      jails_after text[] not null default '{}',
      -- Commands of \`fail2ban-client -d\`, and what the running server said of its jails before.
      stream_before jsonb not null,
      stream_after jsonb not null,
      running_before jsonb not null,
      ended_at timestamptz,
      -- Who works on it, and until when that is believed: afterwards another process undoes what is half done.
      worker uuid,
      worked_until timestamptz,
      check ((state = 'checking') = (ended_at is null)),
      check ((state = 'checking') = (worker is not null and worked_until is not null))
    );
    create index config_versions_host on bans.config_versions (host_id, at, id);
    create index config_versions_user on bans.config_versions (by_user_id) where by_user_id is not null;
    create index config_versions_restores on bans.config_versions (restores_id) where restores_id is not null;
    -- One at a time.
    create unique index config_versions_open on bans.config_versions (host_id) where state = 'checking';

    create table bans.config_version_files (
      version_id uuid not null references bans.config_versions (id),
      path text not null,
      -- Bytes, because a file on a host may be no text. Null: no such file.
      before bytea,
      after bytea,
      primary key (version_id, path)
    );
  `.execute(db);
}
