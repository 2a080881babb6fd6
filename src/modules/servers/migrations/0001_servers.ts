import { type Kysely, sql } from 'kysely';

// Servers, the rhythm they are updated in, what they report of themselves, and who updated them when.
// The name, tags, people and maintenance of a server stand in the kernel's assets.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create schema servers;

    create table servers.update_schedules (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      interval_days int not null check (interval_days between 1 and 3650),
      preferred_weekday smallint check (preferred_weekday between 1 and 7),
      mode text not null default 'confirm' check (mode in ('inform', 'confirm', 'enforce')),
      created_at timestamptz not null,
      archived_at timestamptz,
      version int not null default 1,
      unique (id, site_id)
    );
    create unique index update_schedules_name on servers.update_schedules (site_id, lower(name collate kernel.natural)) where archived_at is null;
    create index update_schedules_order on servers.update_schedules (name, id) where archived_at is null;

    create table servers.servers (
      id uuid primary key references kernel.assets (id),
      -- The asset's site, which never changes: a schedule of another site cannot be followed.
      site_id uuid not null references kernel.sites (id),
      hostname text collate kernel.natural not null check (hostname <> ''),
      -- One address: a network has no machine behind it.
      ip_address inet check (masklen(ip_address) = case family(ip_address) when 4 then 32 else 128 end),
      description text not null default '',
      schedule_id uuid,
      -- The newest complete update record.
      last_updated_at timestamptz,
      last_rebooted_at timestamptz,
      -- Kept by the actions that change the schedule or the last update, so that lists filter and sort by plain columns.
      warns_at timestamptz,
      due_at timestamptz,
      -- In-use hours in the server's local time. Weekdays are ISO digits in order, '12345'.
      window_start text check (window_start ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
      window_end text check (window_end ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'),
      window_zone text check (window_zone <> ''),
      window_weekdays text check (window_weekdays ~ '^1?2?3?4?5?6?7?$' and window_weekdays <> ''),
      always_in_use boolean not null default false,
      -- Equal hours have equal keys: windows are computed once per key, not per server.
      window_key text not null generated always as (
        case when always_in_use then 'always ' else '' end
        || coalesce(window_start || ' ' || window_end || ' ' || window_zone || ' ' || window_weekdays, '')
      ) stored,
      mode_override text check (mode_override in ('inform', 'confirm', 'enforce')),
      -- The next instant at which what is wrong with the server changes by time alone; null: only an action changes it.
      facts_change_at timestamptz,
      foreign key (schedule_id, site_id) references servers.update_schedules (id, site_id),
      check (num_nonnulls(window_start, window_end, window_zone, window_weekdays) in (0, 4)),
      check (window_start <> window_end),
      check ((due_at is null) = (schedule_id is null or last_updated_at is null)),
      check ((warns_at is null) = (due_at is null) and warns_at <= due_at)
    );
    create index servers_site on servers.servers (site_id);
    create index servers_schedule on servers.servers (schedule_id) where schedule_id is not null;
    create index servers_due on servers.servers (due_at, id);
    create index servers_due_last on servers.servers (due_at desc nulls last, id desc);
    create index servers_window on servers.servers (window_key);
    create index servers_facts_change on servers.servers (facts_change_at) where facts_change_at is not null;

    -- What a server's machine last said of itself. The row is there from the beginning, empty until the first report.
    create table servers.reports (
      server_id uuid primary key references servers.servers (id),
      received_at timestamptz,
      -- SHA-256 (hex) of the latest body: the same one again changes nothing but the time.
      body_hash text check (body_hash ~ '^[0-9a-f]{64}$'),
      agent text not null default '',
      interval_seconds int not null default 3600 check (interval_seconds between 60 and 604800),
      -- When silence begins to count: from then on nothing here is known to be so.
      silent_at timestamptz,
      -- The hash of the machine's id. Bound by the first report; another machine with the same token is refused.
      machine_hash text,
      other_machine_at timestamptz,
      boot_id text,
      booted_at timestamptz,
      os_id text,
      os_version text,
      os_codename text,
      kernel text,
      arch text,
      package_manager text,
      -- The machine's clock less ours.
      clock_skew_seconds bigint not null default 0,
      inventory text not null default 'unknown' check (inventory in ('unknown', 'ok', 'stale-lists', 'error')),
      -- Why the inventory could not be read, in the tool's own words.
      inventory_error text,
      lists_at timestamptz,
      -- When the machine's package database last changed, by the machine's own clock.
      packages_changed_at timestamptz,
      -- Null: not known, which is never none.
      pending_updates int check (pending_updates >= 0),
      pending_security_updates int check (pending_security_updates >= 0 and pending_security_updates <= pending_updates),
      security_pending_since timestamptz,
      reboot_required text not null default 'unknown' check (reboot_required in ('yes', 'no', 'unknown')),
      reboot_because text,
      check ((received_at is null) = (body_hash is null) and (received_at is null) = (silent_at is null)),
      check (received_at is not null or (inventory = 'unknown' and pending_updates is null))
    );
    create index reports_received on servers.reports (received_at, server_id);
    create index reports_received_last on servers.reports (received_at desc nulls last, server_id desc);
    create index reports_pending on servers.reports (pending_updates, server_id);
    create index reports_pending_last on servers.reports (pending_updates desc nulls last, server_id desc);
    create index reports_security on servers.reports (server_id) where pending_security_updates > 0;

    -- The pending packages of the latest readable report, in the order in which they are shown.
    create table servers.pending_packages (
      server_id uuid not null references servers.servers (id),
      position int not null check (position >= 0),
      name text collate kernel.natural not null,
      -- Empty where the package manager does not say.
      architecture text not null default '',
      installed_version text,
      candidate_version text not null,
      -- Null: the distribution does not tell.
      is_security boolean,
      origin text not null default '',
      is_held boolean not null default false,
      primary key (server_id, position)
    );
    create index pending_packages_name on servers.pending_packages (name);

    -- Write-only tokens: only the hash is stored, and a server has one that works.
    create table servers.report_tokens (
      id uuid primary key,
      server_id uuid not null references servers.servers (id),
      token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
      -- First characters, so that a person recognises it.
      hint text not null,
      -- From where it works; null: from anywhere.
      address_ranges inet[] check (cardinality(address_ranges) > 0),
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create unique index report_tokens_server on servers.report_tokens (server_id) where revoked_at is null;

    -- Every update that a person told of or a report showed.
    create table servers.update_records (
      id uuid primary key,
      server_id uuid not null references servers.servers (id),
      at timestamptz not null,
      source text not null check (source in ('person', 'report')),
      by_user_id uuid references kernel.users (id),
      note text not null default '',
      confirmed_risky boolean not null default false,
      -- False: some updates were applied and others are still pending. The last update is the newest complete one.
      is_complete boolean not null default true,
      packages jsonb not null default '[]' check (jsonb_typeof(packages) = 'array'),
      created_at timestamptz not null,
      -- The same thing told twice (a repeated call) is one record.
      unique nulls not distinct (server_id, at, source, by_user_id)
    );
    create index update_records_newest on servers.update_records (server_id, at desc, id desc);
  `.execute(db);
}
