import { type Kysely, sql } from 'kysely';

// What happened (for subscribers and open pages), who did what, and what operators have set.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.events (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      name text not null,
      module text not null,
      site_id uuid,
      asset_id uuid,
      payload jsonb not null
    );
    create index events_at on kernel.events (at);

    create table kernel.audit (
      id uuid primary key,
      at timestamptz not null,
      actor_kind text not null check (actor_kind in ('person', 'device', 'system', 'stranger')),
      user_id uuid,
      actor_name text not null,
      api_token_id uuid,
      address text,
      request_id text,
      action text not null,
      subject_kind text not null,
      subject_id text not null,
      subject_name text not null,
      site_id uuid,
      before jsonb,
      after jsonb
    );
    create index audit_at on kernel.audit (at desc, id desc);
    create index audit_user on kernel.audit (user_id, at desc);
    create index audit_subject on kernel.audit (subject_id, at desc);

    create table kernel.settings (
      key text primary key,
      value jsonb not null,
      updated_at timestamptz not null,
      updated_by uuid references kernel.users (id),
      version int not null default 1
    );
  `.execute(db);
}
