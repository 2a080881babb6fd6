import { type Kysely, sql } from 'kysely';

// History is not kept for ever: what deletes it must find what hangs on it, and the names of removed people are taken out of it.
// Events are the fastest of the streams and are kept for days only. By day in parts of their own they go without a trace to clean up.
// Rows move once: as many as the last days have had.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index stories_merged_into on kernel.stories (merged_into) where merged_into is not null;
    create index story_history_finding on kernel.story_history (finding_id) where finding_id is not null;

    create sequence kernel.events_number as bigint;
    create table kernel.events_by_day (
      id bigint not null default nextval('kernel.events_number'),
      at timestamptz not null,
      name text not null,
      module text not null,
      site_id uuid,
      asset_id uuid,
      payload jsonb not null,
      constraint events_by_day_pkey primary key (id, at)
    ) partition by range (at);
    -- Takes what no day has a part for.
    create table kernel.events_rest partition of kernel.events_by_day default;
    insert into kernel.events_by_day (id, at, name, module, site_id, asset_id, payload)
      select id, at, name, module, site_id, asset_id, payload from kernel.events;
    select setval('kernel.events_number', coalesce(max(id), 1), max(id) is not null) from kernel.events;
    drop table kernel.events;
    alter table kernel.events_by_day rename to events;
    alter table kernel.events rename constraint events_by_day_pkey to events_pkey;
    alter sequence kernel.events_number owned by kernel.events.id;
    create index events_at on kernel.events (at);

    -- People who were removed for good and whose names still have to be taken out of history.
    create table kernel.erasures (
      user_id uuid primary key references kernel.users (id),
      -- What they were called; forgotten with the end of the work.
      names text[] not null,
      asked_at timestamptz not null,
      done_at timestamptz,
      check ((done_at is null) = (cardinality(names) > 0))
    );
    create index erasures_open on kernel.erasures (asked_at) where done_at is null;
  `.execute(db);
}
