import { type Kysely, sql } from 'kysely';

// Our own archive of bans: fail2ban forgets them after a day, and at once when somebody unbans.
// Columns that figures are made of stand first: PostgreSQL reads a row up to the last column that it is asked for.
// There are no foreign keys: a part of a month could not be made or dropped without locking what they refer to (kernel.users, which
// everybody signs in by). Who writes holds the host's row (store/record-bans.ts), who erases a host takes its bans along.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bans.bans (
      at timestamptz not null,
      host_id uuid not null,
      -- The host's site, which never changes.
      site_id uuid not null,
      -- ISO 3166-1 alpha-2. Null: no file knows it.
      country text check (country ~ '^[A-Z]{2}$'),
      jail text collate "C" not null check (jail <> ''),
      provenance text collate "C" not null check (provenance in ('filter', 'manual', 'blocklist', 'recidive', 'import')),
      asn bigint check (asn between 0 and 4294967295),
      -- An address or a network.
      address inet,
      ends_at timestamptz,
      ended_at timestamptz,
      -- What fail2ban has banned that is no address: a jail may ban names of hosts or users.
      other text collate "C",
      -- Null: until it is unbanned, or nobody knows.
      duration_seconds bigint check (duration_seconds >= 0),
      is_permanent boolean not null default false,
      ended_how text check (ended_how in ('expired', 'unbanned', 'purged')),
      ban_count int not null,
      failures int not null,
      id uuid not null,
      by_user_id uuid,
      order_id uuid,
      note text check (note <> ''),
      organisation text,
      primary key (id, at),
      -- One ban, however often it is read.
      constraint bans_once unique nulls not distinct (host_id, jail, address, other, at),
      check (num_nonnulls(address, other) = 1),
      check (num_nonnulls(ended_at, ended_how) in (0, 2)),
      check (num_nonnulls(duration_seconds, ends_at) in (0, 2) and not (is_permanent and ends_at is not null))
    ) partition by range (at);
    -- Takes what no month has a part for, such as bans that are older than the console.
    create table bans.bans_rest partition of bans.bans default;
    create index bans_at on bans.bans (at, id);
    create index bans_address on bans.bans (address, at);
    create index bans_country on bans.bans (country, at);
    create index bans_asn on bans.bans (asn, at);
    create index bans_ends on bans.bans (ends_at) where ended_at is null;
    create index bans_order on bans.bans (order_id) where order_id is not null;

    -- The lines of the log that a ban was for. They hold more of people than all the rest, and are kept for a shorter time.
    create table bans.ban_lines (
      ban_id uuid primary key,
      host_id uuid not null,
      at timestamptz not null,
      lines text[] not null
    );
    create index ban_lines_at on bans.ban_lines (at);
    create index ban_lines_host on bans.ban_lines (host_id);

    -- What a resolver in the web has answered, so that it is asked once.
    create table bans.places_cache (
      address inet primary key,
      country text check (country ~ '^[A-Z]{2}$'),
      asn bigint check (asn between 0 and 4294967295),
      organisation text,
      resolved_at timestamptz not null,
      -- Since when it does not answer for this address; such a row is asked for again after a short time.
      failed_at timestamptz,
      last_seen timestamptz not null
    );
    create index places_cache_last_seen on bans.places_cache (last_seen);

    -- Which files the places of the archive were last read from, and how far the reading has come.
    create table bans.places_run (
      only_row boolean primary key default true check (only_row),
      -- Names the very files.
      files text not null,
      -- Bans up to this one have their place from these files. Null: all of them.
      next_at timestamptz,
      next_id uuid,
      changed_at timestamptz not null,
      check (num_nonnulls(next_at, next_id) in (0, 2))
    );
  `.execute(db);
}
