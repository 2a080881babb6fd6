import { type Kysely, sql } from 'kysely';

// When servers are going to be updated, when nothing may be touched, and who must agree to what is risky.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table servers.update_schedules
      -- How long a slot lasts unless told otherwise.
      add column slot_minutes int not null default 60 check (slot_minutes between 5 and 1440),
      -- What happens when an update is overdue; each includes the one before.
      add column overdue_policy text not null default 'finding' check (overdue_policy in ('finding', 'notify', 'second-person')),
      -- What is called at a slot's start; null: a person does it.
      add column hand_off_kind text check (hand_off_kind in ('webhook', 'semaphore', 'awx')),
      add column hand_off_url text,
      -- Sealed, with the schedule's id as associated data.
      add column hand_off_secret bytea,
      add column hand_off_template int check (hand_off_template > 0),
      add check ((hand_off_kind is null) = (hand_off_url is null)),
      add check (hand_off_kind is not null or num_nonnulls(hand_off_secret, hand_off_template) = 0);

    -- What was called at a slot's start may tell an update.
    alter table servers.update_records
      drop constraint update_records_source_check,
      add constraint update_records_source_check check (source in ('person', 'report', 'hand-off'));

    -- Never two servers of one group at once.
    create table servers.redundancy_groups (
      id uuid primary key,
      -- Stands for the group where PostgreSQL must see that ranges of time are of one group.
      number int not null generated always as identity unique,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      unique (id, site_id)
    );
    create unique index redundancy_groups_name on servers.redundancy_groups (site_id, lower(name collate kernel.natural));
    create index redundancy_groups_order on servers.redundancy_groups (name, id);

    alter table servers.servers
      add column redundancy_group_id uuid,
      add foreign key (redundancy_group_id, site_id) references servers.redundancy_groups (id, site_id),
      add unique (id, site_id);
    create index servers_redundancy_group on servers.servers (redundancy_group_id) where redundancy_group_id is not null;

    -- Times in which nothing is to be touched.
    create table servers.freezes (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      -- Both null: the whole site.
      schedule_id uuid,
      server_id uuid,
      -- Of local days the instants that they meant when they were written: for looking up. The days and the zone decide.
      from_at timestamptz not null,
      until_at timestamptz not null,
      first_day date,
      last_day date,
      time_zone text check (time_zone <> ''),
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      version int not null default 1,
      foreign key (schedule_id, site_id) references servers.update_schedules (id, site_id),
      foreign key (server_id, site_id) references servers.servers (id, site_id),
      check (until_at > from_at),
      check (num_nonnulls(schedule_id, server_id) <= 1),
      check (num_nonnulls(first_day, last_day, time_zone) in (0, 3))
    );
    create index freezes_site on servers.freezes (site_id, until_at);
    create index freezes_schedule on servers.freezes (schedule_id) where schedule_id is not null;
    create index freezes_server on servers.freezes (server_id) where server_id is not null;
    create index freezes_order on servers.freezes (from_at, id);

    -- Times in which servers are to be updated, and what became of them.
    create table servers.slots (
      id uuid primary key,
      server_id uuid not null,
      site_id uuid not null,
      -- Of the server's redundancy group while the slot is open.
      group_number int references servers.redundancy_groups (number),
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      state text not null default 'planned'
        check (state in ('planned', 'postponed', 'started', 'succeeded', 'failed', 'missed', 'cancelled', 'unknown')),
      -- A person chose the time: the planner leaves it there as long as it may start.
      is_by_hand boolean not null,
      -- Not in safe time, by the rules as they stood when it was placed.
      is_risky boolean not null,
      confirmed_by uuid references kernel.users (id),
      planned_by uuid references kernel.users (id),
      planned_at timestamptz not null,
      -- When it was last given another time.
      moved_at timestamptz not null,
      notice_due_at timestamptz,
      notice_told_at timestamptz,
      -- When the console next does something about it; null: never again.
      wakes_at timestamptz,
      -- Written before what updates the machine is called: a crash loses the slot, it never starts it twice.
      started_at timestamptz,
      called_at timestamptz,
      answered_at timestamptz,
      finished_at timestamptz,
      because text,
      -- In the words of what updates the machine.
      outcome text,
      status_url text,
      -- SHA-256 (hex) of the token by which the outcome is told, and the token itself, sealed, until it has been handed off.
      token_hash text unique check (token_hash ~ '^[0-9a-f]{64}$'),
      token_sealed bytea,
      version int not null default 1,
      foreign key (server_id, site_id) references servers.servers (id, site_id),
      check (ends_at > starts_at and ends_at <= starts_at + interval '24 hours'),
      check ((state in ('succeeded', 'failed', 'missed', 'cancelled', 'unknown')) = (finished_at is not null)),
      check (finished_at is null or wakes_at is null),
      check (called_at is null or started_at is not null),
      constraint slots_group_apart exclude using gist (int4range(group_number, group_number, '[]') with &&, tstzrange(starts_at, ends_at) with &&)
        where (group_number is not null and state in ('planned', 'postponed', 'started'))
        -- Slots that change places are apart again only when all of them have been written.
        deferrable initially immediate
    );
    create unique index slots_open on servers.slots (server_id) where state in ('planned', 'postponed');
    create index slots_server on servers.slots (server_id, starts_at desc);
    create index slots_site on servers.slots (site_id, starts_at, id);
    create index slots_order on servers.slots (starts_at, id);
    create index slots_group on servers.slots (group_number) where group_number is not null;
    create index slots_wakes on servers.slots (wakes_at) where wakes_at is not null;

    -- Each person may put a slot off once.
    create table servers.slot_postponements (
      slot_id uuid not null references servers.slots (id),
      user_id uuid not null references kernel.users (id),
      at timestamptz not null,
      from_at timestamptz not null,
      to_at timestamptz not null,
      primary key (slot_id, user_id)
    );

    -- To whom it was told that an update is overdue, and which: told once, however long it stays so.
    create table servers.overdue_told (
      server_id uuid not null references servers.servers (id) on delete cascade,
      user_id uuid not null references kernel.users (id),
      -- Null: it was never updated.
      due_at timestamptz,
      primary key (server_id, user_id)
    );

    -- Risks that were confirmed and wait for a second person.
    create table servers.approvals (
      id uuid primary key,
      server_id uuid not null,
      site_id uuid not null,
      kind text not null check (kind in ('updated', 'rebooted', 'slot')),
      -- The instant that is told, or the wanted start of the slot.
      at timestamptz not null,
      note text not null default '',
      -- Of a slot: the one to be moved, or none for a new one, and how long it is to be.
      slot_id uuid references servers.slots (id),
      minutes int check (minutes between 5 and 1440),
      state text not null default 'pending' check (state in ('pending', 'approved', 'declined')),
      asked_by uuid not null references kernel.users (id),
      asked_at timestamptz not null,
      expires_at timestamptz not null,
      decided_by uuid references kernel.users (id),
      decided_at timestamptz,
      foreign key (server_id, site_id) references servers.servers (id, site_id),
      check (expires_at > asked_at),
      check ((kind = 'slot') = (minutes is not null)),
      check ((state = 'pending') = (decided_at is null))
    );
    create index approvals_server on servers.approvals (server_id, asked_at desc);
    create index approvals_newest on servers.approvals (asked_at desc, id desc);
    create index approvals_slot on servers.approvals (slot_id) where slot_id is not null;
  `.execute(db);
}
