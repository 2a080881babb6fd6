import { type Kysely, sql } from 'kysely';

// Other ways in than a server's own report token: PatchMon's agents, and images that enrol themselves when they first start.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- What PatchMon's agent last said its list of packages hashes to: the same again is a sign of life without the list.
    create table servers.patchmon_agents (
      server_id uuid primary key references servers.servers (id) on delete cascade,
      packages_hash text check (packages_hash ~ '^[0-9a-f]{64}$')
    );

    -- Only the hash is stored. Works as its maker: it ends with them, and never does more than they may.
    create table servers.enrolment_tokens (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      -- Given to every server that enrols; null: none.
      schedule_id uuid,
      token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
      -- First characters, so that a person recognises it.
      hint text not null,
      most_uses int not null check (most_uses between 1 and 10000),
      uses int not null default 0 check (uses between 0 and most_uses),
      created_at timestamptz not null,
      created_by uuid not null references kernel.users (id),
      expires_at timestamptz not null check (expires_at > created_at),
      revoked_at timestamptz,
      foreign key (schedule_id, site_id) references servers.update_schedules (id, site_id)
    );
    create index enrolment_tokens_site on servers.enrolment_tokens (site_id) where revoked_at is null;
    create index enrolment_tokens_schedule on servers.enrolment_tokens (schedule_id) where schedule_id is not null;

    -- One machine is one server, however often it asks.
    create table servers.enrolments (
      token_id uuid not null references servers.enrolment_tokens (id),
      machine_hash text not null check (machine_hash ~ '^[0-9a-f]{64}$'),
      server_id uuid not null references servers.servers (id) on delete cascade,
      enrolled_at timestamptz not null,
      primary key (token_id, machine_hash)
    );
    create index enrolments_server on servers.enrolments (server_id);

    -- Which servers have a package, in any case, without reading every list.
    create index pending_packages_lower_name on servers.pending_packages (lower(name collate "C"), server_id);
  `.execute(db);
}
