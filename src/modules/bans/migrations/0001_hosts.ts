import { type Kysely, sql } from 'kysely';

// fail2ban hosts, how they are reached, what was last seen of them, and their jails.
// The name, tags, people and maintenance of a host stand in the kernel's assets.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create schema bans;

    create table bans.hosts (
      id uuid primary key references kernel.assets (id),
      -- The asset's site, which never changes.
      site_id uuid not null references kernel.sites (id),
      level text not null default 'observe' check (level in ('observe', 'ban', 'configure')),
      transport text not null check (transport in ('local', 'ssh')),
      socket_path text not null check (socket_path ~ '^/'),
      config_folder text not null check (config_folder ~ '^/'),
      ssh_host text,
      ssh_port int check (ssh_port between 1 and 65535),
      ssh_user text,
      -- How the account proves itself: a private key that is sealed here, or an agent that the console's own user runs.
      ssh_auth text check (ssh_auth in ('key', 'agent')),
      ssh_key bytea,
      -- Another account for what changes files; null: the same one.
      ssh_configure_user text,
      ssh_configure_key bytea,
      -- SHA-256 fingerprints of the host's key, as OpenSSH writes them: the one that a person confirmed, and the one that was last shown.
      host_key text check (host_key ~ '^SHA256:'),
      host_key_confirmed_by uuid references kernel.users (id),
      host_key_seen text check (host_key_seen ~ '^SHA256:'),
      -- What was last learnt of it. Bans from before the first contact are imports: nobody here saw them happen.
      first_contact_at timestamptz,
      contacted_at timestamptz,
      failing_since timestamptz,
      -- One of domain/contact.ts, and the words of whoever refused. Null: it answered.
      failure text check (failure in ('unreachable', 'sign-in-refused', 'key-unconfirmed', 'key-changed', 'not-running', 'refused')),
      failure_detail text not null default '',
      fail2ban_version text,
      database_file text,
      purge_age_seconds bigint,
      -- Bans up to here have been read from the host's database, with an overlap (see domain/reading.ts). Null: never.
      read_until timestamptz,
      read_at timestamptz,
      -- Why the bans of its database cannot be read, in the host's words; '': they can, or nobody has tried.
      read_fault text not null default '',
      -- Of its own interfaces.
      addresses inet[] not null default '{}',
      addresses_at timestamptz,
      facts_change_at timestamptz,
      check (num_nonnulls(ssh_host, ssh_port, ssh_user, ssh_auth) = case transport when 'ssh' then 4 else 0 end),
      check (transport = 'ssh' or num_nonnulls(ssh_key, ssh_configure_user, ssh_configure_key, host_key, host_key_seen) = 0)
    );
    create index hosts_site on bans.hosts (site_id);
    create index hosts_facts_change on bans.hosts (facts_change_at) where facts_change_at is not null;

    create table bans.jails (
      host_id uuid not null references bans.hosts (id),
      name text collate kernel.natural not null check (name <> ''),
      backend text not null default '',
      log_paths text[] not null default '{}',
      currently_failed int not null default 0,
      total_failed bigint not null default 0,
      currently_banned int not null default 0,
      total_banned bigint not null default 0,
      is_idle boolean,
      ban_seconds bigint,
      find_seconds bigint,
      max_retry int,
      regex_count int,
      action_count int,
      -- Everything else that fail2ban tells of the jail.
      settings jsonb not null default '{}',
      seen_at timestamptz not null,
      settings_seen_at timestamptz,
      -- Since when fail2ban does not name it any more; null: it runs.
      gone_at timestamptz,
      primary key (host_id, name)
    );
  `.execute(db);
}
