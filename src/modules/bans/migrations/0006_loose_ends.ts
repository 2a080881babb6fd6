import { type Kysely, sql } from 'kysely';

// Loose ends. An import that is applied is an errand, shown under the bell. Whoever cancels it stops it: what stands stays, and the rest waits until somebody
// goes on. A version that could not be taken back is a finding until the host runs something known. Old versions go, and what names them does not
// keep them. An unban of a network is of the ban of that network; of all that lies in it only where somebody asked for it.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table bans.blocklist_imports
      add column errand_id uuid references kernel.errands (id) on delete set null,
      drop constraint blocklist_imports_state_check,
      add constraint blocklist_imports_state_check
        check (state in ('reported', 'applying', 'applied', 'stopped', 'refused', 'discarded', 'unchanged'));
    create index blocklist_imports_errand on bans.blocklist_imports (errand_id) where errand_id is not null;
    create unique index blocklist_imports_stopped on bans.blocklist_imports (blocklist_id) where state = 'stopped';

    alter table bans.orders add column with_inside boolean not null default false check (kind = 'unban' or not with_inside);

    alter table bans.config_versions
      -- Of a failed one: the host was seen with a known configuration again.
      add column resolved_at timestamptz check (resolved_at is null or state = 'failed'),
      drop constraint config_versions_restores_id_fkey,
      add foreign key (restores_id) references bans.config_versions (id) on delete set null;
    create index config_versions_failed on bans.config_versions (host_id) where state = 'failed' and resolved_at is null;
    create index config_versions_ended on bans.config_versions (ended_at);
    alter table bans.config_version_files
      drop constraint config_version_files_version_id_fkey,
      add foreign key (version_id) references bans.config_versions (id) on delete cascade;
  `.execute(db);
}
