import { type Kysely, sql } from 'kysely';

// What players are asked to do, and the story of each command.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table screens.commands (
      -- By which the player knows it: it never changes, however often the command is published.
      id uuid primary key,
      screen_id uuid not null references screens.screens (id) on delete cascade,
      action text not null check (action in ('reboot_host', 'shutdown_host', 'restart_app')),
      status text not null,
      -- Since when it has this status.
      since timestamptz not null,
      -- The step at which it was overrun; null: it is not.
      timed_out_at text,
      reason text,
      -- Null: the console by itself.
      requested_by uuid references kernel.users (id),
      issued_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > issued_at),
      published_at timestamptz,
      acked_at timestamptz,
      execution_started_at timestamptz,
      completed_at timestamptz,
      failed_at timestamptz,
      -- The last message of the player since it has begun.
      heard_at timestamptz,
      pid_before int,
      is_cold_boot boolean not null,
      error_code text,
      error_message text,
      updated_at timestamptz not null,
      -- When time alone changes it next; null: it has ended.
      due_at timestamptz,
      check ((timed_out_at is null) = (status <> 'timed_out'))
    );
    create index commands_screen on screens.commands (screen_id, issued_at desc);
    create index commands_issued on screens.commands (issued_at desc, id);
    create index commands_due on screens.commands (due_at) where due_at is not null;
    create index commands_open on screens.commands (screen_id) where due_at is not null;
    create index commands_needing_a_person on screens.commands (screen_id) where status = 'manual_intervention_required';
    create index commands_requested_by on screens.commands (requested_by) where requested_by is not null;

    create table screens.command_steps (
      command_id uuid not null references screens.commands (id) on delete cascade,
      position int not null,
      at timestamptz not null,
      status text not null,
      -- What brought it there: the kind of event.
      because text not null,
      -- Who; null: no person.
      user_id uuid references kernel.users (id),
      detail text,
      primary key (command_id, position)
    );
    create index command_steps_user on screens.command_steps (user_id) where user_id is not null;
  `.execute(db);
}
