import { type Kysely, sql } from 'kysely';

// What screens show and say: pictures, lines of their logs, health in spans of five minutes, and how their state has changed.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table screens.screens
      -- As the console judges the last picture (domain/picture.ts).
      add column picture_status text not null default 'UNKNOWN' check (picture_status in ('OK', 'BLACK', 'FROZEN', 'UNKNOWN')),
      add column picture_analysed_at timestamptz,
      -- A hash of what the last picture looks like, and since when all looked the same.
      add column picture_look text,
      add column picture_same_since timestamptz,
      -- When the player last drew, by our clock, and when it said so.
      add column frame_at timestamptz,
      add column frame_said_at timestamptz,
      add column event_changed_at timestamptz,
      add column last_screenshot_at timestamptz,
      add column last_shot_id uuid,
      add column last_shot_kind text check (last_shot_kind in ('periodic', 'event_start', 'event_stop')),
      add column priority_shot_id uuid,
      add column priority_shot_kind text check (priority_shot_kind in ('event_start', 'event_stop')),
      add column priority_shot_at timestamptz,
      add column dashboard_v2_success bigint not null default 0,
      add column parse_failures bigint not null default 0,
      -- The player's clock beside ours; positive: ahead.
      add column clock_off_seconds int,
      add column broker_reachable boolean,
      -- The last line of each kind once more, so that lists need no search in the lines.
      add column last_log_at timestamptz,
      add column last_log_level text,
      add column last_log text,
      add column last_error_at timestamptz,
      add column last_error text,
      -- The state that was last written into its transitions.
      add column state_told text;

    create table screens.log_lines (
      -- Made of what it says, so that a line which is delivered twice is one.
      id uuid not null,
      screen_id uuid not null references screens.screens (id) on delete cascade,
      at timestamptz not null,
      level text not null check (level in ('ERROR', 'WARN', 'INFO', 'DEBUG')),
      message text not null check (length(message) <= 4000),
      context text check (length(context) <= 4000),
      primary key (id, at)
    ) partition by range (at);
    -- Takes what no day has a part for.
    create table screens.log_lines_rest partition of screens.log_lines default;
    create index log_lines_screen on screens.log_lines (screen_id, at, id);
    -- Figures of what went wrong, and the newest of it, without a look at the lines themselves.
    create index log_lines_wrong on screens.log_lines (level, at, id) include (screen_id) where level in ('ERROR', 'WARN');

    create table screens.screenshots (
      id uuid primary key,
      screen_id uuid not null references screens.screens (id) on delete cascade,
      at timestamptz not null,
      captured_at timestamptz,
      kind text not null check (kind in ('periodic', 'event_start', 'event_stop')),
      status text not null check (status in ('OK', 'BLACK', 'FROZEN')),
      width int not null,
      height int not null,
      bytes int not null,
      media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      -- Of what it looks like.
      look text not null
    );
    create index screenshots_screen on screens.screenshots (screen_id, at, id);
    create index screenshots_at on screens.screenshots (at);

    create table screens.health_spans (
      screen_id uuid not null references screens.screens (id) on delete cascade,
      -- Begin of its five minutes.
      at timestamptz not null,
      samples int not null,
      crashed int not null,
      unreachable int not null,
      reconnects int,
      clock_off_seconds int,
      primary key (screen_id, at)
    );
    create index health_spans_at on screens.health_spans (at);

    create table screens.transitions (
      id uuid primary key,
      screen_id uuid not null references screens.screens (id) on delete cascade,
      at timestamptz not null,
      state text not null,
      reasons text[] not null
    );
    create index transitions_screen on screens.transitions (screen_id, at, id);
    create index transitions_at on screens.transitions (at);
  `.execute(db);
}
