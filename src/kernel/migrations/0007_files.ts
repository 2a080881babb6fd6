import { type Kysely, sql } from 'kysely';

// Files of modules: each content once, however many refer to it. The bytes are in the data folder or an object store.
// A file that is doomed is being collected: nobody may refer to it any more, and the same content put again is another row.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kernel.files (
      id uuid primary key,
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      bytes bigint not null check (bytes >= 0),
      stored_at timestamptz not null,
      touched_at timestamptz not null,
      doomed_at timestamptz
    );
    create unique index files_living on kernel.files (sha256) where doomed_at is null;
    create index files_touched on kernel.files (touched_at) where doomed_at is null;
    create index files_doomed on kernel.files (doomed_at) where doomed_at is not null;

    create table kernel.file_references (
      id uuid primary key,
      file_id uuid not null references kernel.files (id),
      module text not null,
      owner_kind text not null,
      owner_id uuid not null,
      name text not null,
      media_type text not null,
      created_at timestamptz not null
    );
    create unique index file_references_owner on kernel.file_references (module, owner_kind, owner_id, name);
    create index file_references_file on kernel.file_references (file_id);
  `.execute(db);
}
