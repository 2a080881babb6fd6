import { type Kysely, sql } from 'kysely';

// What is cared for, the computers behind it, and who answers for it.
// Every asset has one row here and one with the same id in its module's own table.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.machines (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null,
      created_at timestamptz not null,
      version int not null default 1,
      unique (id, site_id)
    );

    create table kernel.assets (
      id uuid primary key,
      module text not null,
      kind text not null,
      name text collate kernel.natural not null,
      site_id uuid not null references kernel.sites (id),
      machine_id uuid,
      tags text[] not null default '{}',
      notes text not null default '',
      -- What links may be suggested by: the name and address it is reached at, and the hash of its machine id.
      host_name text,
      address inet,
      machine_hash text,
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      archived_at timestamptz,
      version int not null default 1,
      -- A machine and its assets stand on one site.
      foreign key (machine_id, site_id) references kernel.machines (id, site_id)
    );
    create unique index assets_name on kernel.assets (site_id, kind, lower(name collate kernel.natural)) where archived_at is null;
    create index assets_machine on kernel.assets (machine_id) where machine_id is not null;
    -- By the first label, so that web01 meets web01.example.org.
    create index assets_host_label on kernel.assets (site_id, split_part(lower(host_name), '.', 1))
      where archived_at is null and host_name is not null;
    -- The order of the list of all assets.
    create index assets_by_name on kernel.assets (name, id) where archived_at is null;
    create index assets_address on kernel.assets (site_id, address) where archived_at is null;
    create index assets_machine_hash on kernel.assets (site_id, machine_hash) where archived_at is null;

    -- Pairs of assets that look like one machine, as two ordered ids. A refused pair is never suggested again.
    create table kernel.machine_links (
      asset_id uuid not null references kernel.assets (id) on delete cascade,
      other_asset_id uuid not null references kernel.assets (id) on delete cascade,
      because text not null check (because in ('host_name', 'address', 'machine_hash')),
      state text not null check (state in ('suggested', 'confirmed', 'refused')),
      suggested_at timestamptz not null,
      decided_at timestamptz,
      decided_by uuid references kernel.users (id),
      primary key (asset_id, other_asset_id),
      check (asset_id < other_asset_id)
    );
    create index machine_links_other on kernel.machine_links (other_asset_id);

    create table kernel.responsibilities (
      asset_id uuid not null references kernel.assets (id) on delete cascade,
      user_id uuid references kernel.users (id),
      team_id uuid references kernel.teams (id),
      role text not null check (role in ('owner', 'maintainer')),
      created_at timestamptz not null,
      check (num_nonnulls(user_id, team_id) = 1),
      unique nulls not distinct (asset_id, user_id, team_id)
    );
    create index responsibilities_user on kernel.responsibilities (user_id);
    create index responsibilities_team on kernel.responsibilities (team_id);

    -- While a period runs, findings of the asset are muted, not lost.
    create table kernel.maintenance_periods (
      id uuid primary key,
      asset_id uuid not null references kernel.assets (id) on delete cascade,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      reason text not null,
      created_by uuid references kernel.users (id),
      created_at timestamptz not null,
      -- Taken back by a person: from then on the period counts for nothing, whether it had begun or not.
      ended_early_at timestamptz,
      check (starts_at < ends_at)
    );
    create index maintenance_periods_asset on kernel.maintenance_periods (asset_id, ends_at) where ended_early_at is null;
    create index maintenance_periods_end on kernel.maintenance_periods (ends_at) where ended_early_at is null;
  `.execute(db);
}
