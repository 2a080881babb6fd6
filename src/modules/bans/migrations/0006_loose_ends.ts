import { type Kysely, sql } from 'kysely';

// An import that is applied is an errand, shown under the bell. Whoever cancels it stops it: what stands stays, and the rest waits until somebody
// goes on.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table bans.blocklist_imports
      add column errand_id uuid references kernel.errands (id) on delete set null,
      drop constraint blocklist_imports_state_check,
      add constraint blocklist_imports_state_check
        check (state in ('reported', 'applying', 'applied', 'stopped', 'refused', 'discarded', 'unchanged'));
    create index blocklist_imports_errand on bans.blocklist_imports (errand_id) where errand_id is not null;
    create unique index blocklist_imports_stopped on bans.blocklist_imports (blocklist_id) where state = 'stopped';
  `.execute(db);
}
