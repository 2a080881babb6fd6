import { type Kysely, sql } from 'kysely';

// A console that was restored sends nothing until a person releases it: what it is about to do may have been done since the backup.
// Jobs that waited at the backup come back here: the queues themselves belong to the job library and are made when a console starts.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.held (
      only_row boolean primary key default true check (only_row),
      since timestamptz not null,
      backup_made_at timestamptz not null
    );

    create table kernel.restored_jobs (
      id bigint generated always as identity primary key,
      queue text not null,
      data jsonb not null,
      start_after timestamptz not null,
      singleton_key text not null
    );
    create index restored_jobs_queue on kernel.restored_jobs (queue);
  `.execute(db);
}
