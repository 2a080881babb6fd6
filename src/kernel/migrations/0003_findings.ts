import { type Kysely, sql } from 'kysely';

// What needs a person. Modules state facts; opening, clearing, flapping and muting happen here.
// What depends on the clock (muted, folded, snoozed, severity of a story) is computed when it is read.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.stories (
      id uuid primary key,
      site_id uuid not null references kernel.sites (id),
      -- The machine, else the asset, else the finding's key, else a batch of one rule.
      subject_kind text not null check (subject_kind in ('machine', 'asset', 'key', 'batch')),
      subject text not null,
      opened_at timestamptz not null,
      closed_at timestamptz,
      -- The story that took this one's findings in.
      merged_into uuid references kernel.stories (id),
      assignee_user_id uuid references kernel.users (id),
      acknowledged_at timestamptz,
      acknowledged_by uuid references kernel.users (id),
      -- What was acknowledged: ends when severity rises above it or another rule joins.
      acknowledged_severity text check (acknowledged_severity in ('info', 'warning', 'critical')),
      acknowledged_rules text[],
      -- How bad it was when it was set aside: a snooze and an acceptance end when severity rises above it.
      snoozed_until timestamptz,
      snoozed_severity text check (snoozed_severity in ('info', 'warning', 'critical')),
      is_snoozed_until_safe boolean not null default false,
      snoozed_by uuid references kernel.users (id),
      accepted_until timestamptz,
      accepted_severity text check (accepted_severity in ('info', 'warning', 'critical')),
      accepted_reason text,
      accepted_by uuid references kernel.users (id),
      version int not null default 1,
      check (num_nonnulls(snoozed_until, snoozed_severity) in (0, 2)),
      check (num_nonnulls(accepted_until, accepted_severity) in (0, 2))
    );
    create unique index stories_open on kernel.stories (site_id, subject_kind, subject) where closed_at is null;
    create index stories_closed on kernel.stories (closed_at) where closed_at is not null;
    create index stories_snoozed on kernel.stories (snoozed_until) where closed_at is null and snoozed_until is not null;
    create index stories_accepted on kernel.stories (accepted_until) where closed_at is null and accepted_until is not null;

    create table kernel.findings (
      id uuid primary key,
      module text not null,
      rule text not null,
      key text not null,
      site_id uuid not null references kernel.sites (id),
      asset_id uuid references kernel.assets (id) on delete cascade,
      story_id uuid not null references kernel.stories (id),
      severity text not null check (severity in ('info', 'warning', 'critical')),
      -- Parameters of the translated sentence findings.<rule>.
      params jsonb not null default '{}',
      -- Module, rule and key of the finding that explains this one; folded and silent under it.
      cause_module text,
      cause_rule text,
      cause_key text,
      opened_at timestamptz not null,
      -- The last three instants at which it became true, also before this row: three within 24 hours are flapping.
      openings timestamptz[] not null,
      -- Set while the facts say that it is over but it flapped: it closes then, unless it comes true again.
      closes_at timestamptz,
      closed_at timestamptz,
      check (num_nonnulls(cause_module, cause_rule, cause_key) in (0, 3))
    );
    create unique index findings_open on kernel.findings (module, rule, key) where closed_at is null;
    create index findings_last on kernel.findings (module, rule, key, opened_at);
    create index findings_story on kernel.findings (story_id);
    create index findings_asset on kernel.findings (asset_id) where closed_at is null;
    create index findings_caused on kernel.findings (cause_module, cause_rule, cause_key)
      where closed_at is null and cause_key is not null;
    create index findings_quiet on kernel.findings (closes_at) where closed_at is null and closes_at is not null;
    create index findings_closed on kernel.findings (closed_at) where closed_at is not null;
    -- Batches: what opened lately.
    create index findings_opened on kernel.findings (opened_at) where closed_at is null;

    -- The life of a story: what happened to it and by whom. Kept when its findings are gone.
    create table kernel.story_history (
      id bigint generated always as identity primary key,
      story_id uuid not null references kernel.stories (id) on delete cascade,
      finding_id uuid references kernel.findings (id) on delete set null,
      at timestamptz not null,
      what text not null,
      user_id uuid references kernel.users (id),
      details jsonb not null default '{}'
    );
    create index story_history_story on kernel.story_history (story_id, id);

    -- Up to when the instants of findings (a cause's return, the ends of maintenance) have been acted on.
    create table kernel.findings_wake (
      only_row boolean primary key default true check (only_row),
      woken_at timestamptz not null
    );
  `.execute(db);
}
