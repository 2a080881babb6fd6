import { type Kysely, sql } from 'kysely';

// What screens show: events in a calendar, the pictures and documents of presentations, and what every group is to show now.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table screens.screens
      -- Since when it is in its group: before, it was to show something else.
      add column grouped_at timestamptz,
      -- Whether it is told of that it shows something else than planned.
      add column wrong_event_told boolean not null default false;

    create table screens.media (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      name text collate kernel.natural not null check (name <> ''),
      -- A file of the kernel, by id; its reference is this row.
      file_id uuid not null,
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      bytes bigint not null,
      -- By content, never as the sender called it.
      mime_type text not null check (mime_type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/pdf')),
      width int,
      height int,
      -- Whoever knows it may fetch the file: players do without signing in.
      token text not null unique check (token ~ '^[A-Za-z0-9_-]{43}$'),
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      unique (id, site_id),
      unique (site_id, sha256)
    );
    create index media_created_by on screens.media (created_by);

    create table screens.events (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      title text collate kernel.natural not null check (title <> ''),
      description text not null default '',
      -- Wall clock of the zone, ISO 8601 without an offset: 08:00 stays 08:00 when the clock changes.
      starts text not null check (starts ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$'),
      ends text not null check (ends ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$'),
      time_zone text not null,
      -- RFC 5545; null: once.
      rule text,
      -- The last day of a series, by the clock of the zone.
      until text check (until ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
      -- Between these it may happen, so that a question about a week need not look at the rest; null: no end in sight.
      first_at timestamptz not null,
      last_at timestamptz,
      priority int not null,
      is_active boolean not null,
      content jsonb not null,
      created_at timestamptz not null,
      created_by uuid references kernel.users (id),
      version int not null default 1,
      unique (id, site_id),
      check (ends > starts),
      check (until is null or rule is not null)
    );
    create index events_site on screens.events (site_id, first_at);
    create index events_created_by on screens.events (created_by);

    create table screens.event_groups (
      event_id uuid not null,
      group_id uuid not null,
      site_id uuid not null references kernel.sites (id),
      primary key (event_id, group_id),
      foreign key (event_id, site_id) references screens.events (id, site_id) on delete cascade,
      foreign key (group_id, site_id) references screens.groups (id, site_id)
    );
    create index event_groups_group on screens.event_groups (group_id);
    create index event_groups_site on screens.event_groups (site_id);

    -- Occurrences that do not happen, by when they would have begun. They outlive every change of the series.
    create table screens.event_exceptions (
      event_id uuid not null references screens.events (id) on delete cascade,
      occurrence timestamptz not null,
      created_at timestamptz not null,
      primary key (event_id, occurrence)
    );

    create table screens.group_defaults (
      group_id uuid primary key references screens.groups (id),
      content jsonb not null,
      version int not null default 1
    );

    -- What is used is not deleted: the content names media by id, and these rows hold them.
    create table screens.media_uses (
      media_id uuid not null references screens.media (id),
      event_id uuid references screens.events (id) on delete cascade,
      group_id uuid references screens.group_defaults (group_id) on delete cascade,
      check (num_nonnulls(event_id, group_id) = 1),
      unique nulls not distinct (media_id, event_id, group_id)
    );
    create index media_uses_event on screens.media_uses (event_id) where event_id is not null;
    create index media_uses_group on screens.media_uses (group_id) where group_id is not null;

    -- What each group shows, as it was told last. Whoever tells the broker holds the row while reading the plan.
    create table screens.programmes (
      group_id uuid primary key references screens.groups (id) on delete cascade,
      -- Counted up by every change of the plan and of what it comes to.
      revision bigint not null default 1,
      digest text not null default '',
      -- When it is to be told anew.
      due_at timestamptz not null,
      -- Occurrences that are active, first what is shown, and since when that is first.
      active text[] not null default '{}',
      active_since timestamptz,
      -- Until when televisions are to be off; null: they are to be on, or nobody says.
      off_until timestamptz,
      intent jsonb,
      -- How many have begun to tell the broker and not ended, and when the last of them began.
      tellings int not null default 0,
      worked_at timestamptz
    );
    create index programmes_due on screens.programmes (due_at);
    insert into screens.programmes (group_id, due_at) select id, now() from screens.groups where archived_at is null;
  `.execute(db);
}
