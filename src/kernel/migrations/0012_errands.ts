import { type Kysely, sql } from 'kysely';

// Long work that the console does for a person shows how far it is, can be left, and is found again.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.errands (
      id uuid primary key,
      module text not null check (module <> ''),
      -- Unique in its module, blocklist-import.
      kind text not null check (kind <> ''),
      -- Message key and parameters: it reads in each person's language.
      title jsonb not null check (jsonb_typeof(title) = 'object'),
      -- Null: about no single site.
      site_id uuid references kernel.sites (id),
      -- What others must hold there to see it, and to cancel it; null: it cannot be canceled.
      permission text not null check (permission <> ''),
      cancel_permission text check (cancel_permission <> ''),
      -- Null: the console itself.
      begun_by uuid references kernel.users (id),
      state text not null check (state in ('waiting', 'running', 'succeeded', 'failed', 'canceled', 'interrupted')),
      done bigint not null default 0 check (done >= 0),
      -- Null: nobody knows yet.
      total bigint check (total >= 0),
      -- What it is doing right now, and what came of it.
      note jsonb check (jsonb_typeof(note) = 'object'),
      result jsonb check (jsonb_typeof(result) = 'object'),
      -- Path of the console's page where its outcome is; never another host.
      page text check (page ~ '^/([^/\\\\]|$)'),
      -- Somebody wants it to stop; it does at its next step.
      cancel_asked_at timestamptz,
      begun_at timestamptz not null,
      -- The last sign of life while it runs.
      changed_at timestamptz not null,
      ended_at timestamptz,
      check ((ended_at is null) = (state in ('waiting', 'running')))
    );
    -- What is not over first, then what ended last.
    create index errands_order on kernel.errands (ended_at desc nulls first, id desc);
    create index errands_silent on kernel.errands (changed_at) where state = 'running';
  `.execute(db);
}
