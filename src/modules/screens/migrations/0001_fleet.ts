import { type Kysely, sql } from 'kysely';

// Screens with what was last heard of them, their groups, and how players come in.
// The name and tags of a screen stand in the kernel's assets.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create schema screens;

    create table screens.groups (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      -- What players call it: topics hold it, so it never changes and is never given twice.
      number int generated always as identity unique,
      name text collate kernel.natural not null check (name <> ''),
      description text not null default '',
      colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
      position int not null,
      created_at timestamptz not null,
      archived_at timestamptz,
      version int not null default 1,
      unique (id, site_id)
    );
    create unique index groups_name on screens.groups (site_id, lower(name collate kernel.natural)) where archived_at is null;

    create table screens.screens (
      id uuid primary key references kernel.assets (id),
      -- The asset's site, which never changes.
      site_id uuid not null references kernel.sites (id),
      -- As the player names itself. Null once archived: the player may come again as another screen.
      uuid uuid,
      group_id uuid,
      description text not null default '',
      is_active boolean not null default true,
      -- Claims of the player, cut to size (domain/hardware.ts).
      hardware jsonb not null,
      last_alive timestamptz,
      -- The last message of any kind, by which is known that the account is used.
      heard_at timestamptz,
      current_process text,
      process_pid int,
      process_status text check (process_status in ('running', 'crashed', 'starting', 'stopped')),
      current_event_id text,
      service_failed_at timestamptz,
      service_failed_unit text,
      -- Failures from before are what the broker still keeps of a failure that a person has cleared.
      service_cleared_at timestamptz,
      mqtt_reconnect_count int,
      mqtt_last_disconnect_at timestamptz,
      -- The account at the broker. Of the password only the SHA-256 (hex): it is 256 random bits, which nobody can try through.
      account text,
      password_hash text check (password_hash ~ '^[0-9a-f]{64}$'),
      account_issued_at timestamptz,
      -- Since when the broker does not have it, though it should.
      account_lost_at timestamptz,
      malformed_count bigint not null default 0,
      malformed_reason text not null default '',
      malformed_at timestamptz,
      -- When what is wrong with it changes by time alone, or is to be looked at anew.
      facts_change_at timestamptz,
      check (num_nonnulls(account, password_hash, account_issued_at) in (0, 3)),
      check ((service_failed_at is null) = (service_failed_unit is null)),
      foreign key (group_id, site_id) references screens.groups (id, site_id)
    );
    create unique index screens_uuid on screens.screens (uuid) where uuid is not null;
    create unique index screens_account on screens.screens (account) where account is not null;
    create index screens_site on screens.screens (site_id);
    create index screens_group on screens.screens (group_id) where group_id is not null;
    create index screens_facts_change on screens.screens (facts_change_at) where facts_change_at is not null;

    create table screens.enrolment_codes (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      -- The one screen that it is good for; null: a new one.
      screen_id uuid references screens.screens (id) on delete cascade,
      code_hash text not null unique check (code_hash ~ '^[0-9a-f]{64}$'),
      created_at timestamptz not null,
      created_by uuid not null references kernel.users (id),
      expires_at timestamptz not null check (expires_at > created_at),
      revoked_at timestamptz,
      -- The one player that has shown it, and the screen that came of it; null while that is held.
      used_at timestamptz,
      used_by uuid,
      enrolled_as uuid references screens.screens (id) on delete cascade,
      check ((used_at is null) = (used_by is null))
    );
    create index enrolment_codes_site on screens.enrolment_codes (site_id);
    create index enrolment_codes_screen on screens.enrolment_codes (screen_id) where screen_id is not null;
    create index enrolment_codes_enrolled_as on screens.enrolment_codes (enrolled_as) where enrolled_as is not null;
    create index enrolment_codes_created_at on screens.enrolment_codes (created_at);

    create table screens.held_enrolments (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      screen_id uuid not null references screens.screens (id) on delete cascade,
      code_id uuid not null unique references screens.enrolment_codes (id) on delete cascade,
      uuid uuid not null,
      hardware jsonb not null,
      address text not null default '',
      asked_at timestamptz not null,
      -- Nobody decides after that.
      ends_at timestamptz not null,
      decided_at timestamptz,
      decided_by uuid references kernel.users (id),
      is_accepted boolean,
      check (num_nonnulls(decided_at, is_accepted) in (0, 2))
    );
    create index held_enrolments_screen on screens.held_enrolments (screen_id);
    create index held_enrolments_site on screens.held_enrolments (site_id);
  `.execute(db);
}
