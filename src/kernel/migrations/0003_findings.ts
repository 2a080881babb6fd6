import { type Kysely, sql } from 'kysely';

// What needs a person. Modules state facts; opening, clearing, flapping and muting happen here.
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
      assignee_user_id uuid references kernel.users (id),
      acknowledged_at timestamptz,
      acknowledged_by uuid references kernel.users (id),
      -- What was acknowledged: ends when severity rises above it or another rule joins.
      acknowledged_severity text,
      acknowledged_rules text[],
      snoozed_until timestamptz,
      is_snoozed_until_safe boolean not null default false,
      snoozed_by uuid references kernel.users (id),
      accepted_until timestamptz,
      accepted_reason text,
      accepted_by uuid references kernel.users (id),
      -- The sentence of a closed story: asset, worst facts as keys and parameters.
      summary jsonb,
      version int not null default 1
    );
    create unique index stories_open on kernel.stories (site_id, subject_kind, subject) where closed_at is null;
    create index stories_closed on kernel.stories (closed_at) where closed_at is not null;

    create table kernel.findings (
      id uuid primary key,
      module text not null,
      rule text not null,
      key text not null,
      site_id uuid not null references kernel.sites (id),
      asset_id uuid references kernel.assets (id) on delete cascade,
      story_id uuid references kernel.stories (id),
      severity text not null check (severity in ('info', 'warning', 'critical')),
      -- Parameters of the translated sentence findings.<rule>.
      params jsonb not null default '{}',
      -- Module, rule and key of the finding that explains this one; folded and silent under it.
      cause_module text,
      cause_rule text,
      cause_key text,
      opened_at timestamptz not null,
      -- When the module last said that it is true.
      reported_at timestamptz not null,
      severity_since timestamptz not null,
      -- Set when the facts say it is over; null while it is true.
      quiet_since timestamptz,
      -- It stays open after quiet_since while it flaps.
      is_flapping boolean not null default false,
      closed_at timestamptz
    );
    create unique index findings_open on kernel.findings (module, rule, key) where closed_at is null;
    create index findings_story on kernel.findings (story_id) where closed_at is null;
    create index findings_asset on kernel.findings (asset_id) where closed_at is null;
    create index findings_cause on kernel.findings (cause_module, cause_rule, cause_key) where closed_at is null and cause_key is not null;
    create index findings_key on kernel.findings (module, rule, key, opened_at);
    create index findings_flapping on kernel.findings (quiet_since) where closed_at is null and quiet_since is not null;

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
  `.execute(db);
}
