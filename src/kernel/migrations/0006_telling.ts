import { type Kysely, sql } from 'kysely';

// Whom to tell what: people's channels and hours, what each channel knows of each story, and the outbox that messages leave by.
// What was decided and what is to be sent is written in one transaction, so that a restart tells nothing twice and forgets nothing.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.telling_people (
      user_id uuid primary key references kernel.users (id) on delete cascade,
      -- Local wall clock, HH:MM, in the person's zone; both or none.
      quiet_start text,
      quiet_end text,
      let_through text not null default 'all' check (let_through in ('all', 'own', 'none')),
      digest_at text not null default '07:30',
      version int not null default 1,
      check ((quiet_start is null) = (quiet_end is null))
    );

    create table kernel.channels (
      id uuid primary key,
      user_id uuid not null references kernel.users (id) on delete cascade,
      kind text not null check (kind in ('email', 'webhook', 'ntfy')),
      name text not null,
      -- Address of another mail box, or URL; null: the address of the account, which may change.
      target text,
      -- Signing key of a webhook, token of an ntfy topic; the row's id as associated data.
      secret_sealed bytea,
      hears text not null default 'all' check (hears in ('all', 'critical')),
      is_on boolean not null default true,
      created_at timestamptz not null,
      last_sent_at timestamptz,
      -- Since the last message that failed for good; the next success takes it away.
      failing_since timestamptz,
      version int not null default 1,
      check (target is not null or kind = 'email')
    );
    create index channels_user on kernel.channels (user_id);
    create unique index channels_account_mail on kernel.channels (user_id) where kind = 'email' and target is null;

    create table kernel.telling_sites (
      site_id uuid primary key references kernel.sites (id) on delete cascade,
      -- Null: this step is left out.
      maintainers_after_minutes int check (maintainers_after_minutes >= 0),
      site_after_minutes int check (site_after_minutes >= 0),
      repeat_hours int check (repeat_hours >= 1),
      team_id uuid references kernel.teams (id),
      version int not null default 1
    );
    create index telling_sites_team on kernel.telling_sites (team_id) where team_id is not null;

    -- What all channels share about a story.
    create table kernel.story_voices (
      story_id uuid primary key references kernel.stories (id) on delete cascade,
      -- Since when it is critical and nobody has acknowledged it: escalation counts from here.
      critical_since timestamptz,
      -- It speaks, and reaches nobody.
      is_unheard boolean not null default false,
      -- When escalation goes on.
      next_at timestamptz
    );
    create index story_voices_next on kernel.story_voices (next_at) where next_at is not null;
    create index story_voices_unheard on kernel.story_voices (story_id) where is_unheard;

    create table kernel.told (
      story_id uuid not null references kernel.stories (id) on delete cascade,
      channel_id uuid not null references kernel.channels (id) on delete cascade,
      -- How loud the story was for this person when it was last looked at; null: silent.
      loud text check (loud in ('warning', 'critical')),
      -- How bad it was when it was last told; null: it never was.
      told text check (told in ('warning', 'critical')),
      told_at timestamptz,
      round int not null default 0,
      pending text check (pending in ('opened', 'raised', 'returned', 'escalated', 'cleared')),
      pending_since timestamptz,
      -- When what is pending may be told.
      next_at timestamptz,
      primary key (story_id, channel_id),
      check ((pending is null) = (pending_since is null))
    );
    create index told_next on kernel.told (next_at) where next_at is not null;
    create index told_channel on kernel.told (channel_id);

    create table kernel.notices (
      id uuid primary key,
      user_id uuid not null references kernel.users (id) on delete cascade,
      module text not null,
      key text not null,
      sentence text not null,
      params jsonb not null,
      asset_id uuid,
      site_id uuid,
      href text not null,
      made_at timestamptz not null,
      -- When it may be told; null: it was, or came too late.
      next_at timestamptz,
      told_at timestamptz,
      -- Once per person.
      unique (module, key, user_id)
    );
    create index notices_user on kernel.notices (user_id);
    create index notices_next on kernel.notices (next_at) where next_at is not null;

    -- The outbox. The id is the idempotency key of the delivery.
    create table kernel.messages (
      id uuid primary key,
      user_id uuid not null references kernel.users (id) on delete cascade,
      channel_id uuid references kernel.channels (id) on delete set null,
      channel_kind text not null,
      channel_name text not null,
      kind text not null check (kind in ('stories', 'digest', 'notice', 'test')),
      story_ids uuid[] not null default '{}',
      content jsonb not null,
      state text not null check (state in ('planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
      attempts int not null default 0,
      -- How often the console ended, or failed itself, while it was being sent.
      interruptions int not null default 0,
      created_at timestamptz not null,
      next_at timestamptz,
      sending_at timestamptz,
      ended_at timestamptz,
      error text,
      check ((state in ('planned', 'sending')) = (ended_at is null))
    );
    create index messages_at on kernel.messages (created_at desc, id desc);
    create index messages_due on kernel.messages (next_at) where state in ('planned', 'sending');
    create index messages_user on kernel.messages (user_id);
    create index messages_channel on kernel.messages (channel_id, created_at desc);

    create table kernel.telling_ping (
      only_row boolean primary key default true check (only_row),
      at timestamptz not null,
      error text
    );
  `.execute(db);
}
