import { type Kysely, sql } from 'kysely';

// Settings that are secrets are stored sealed, not as JSON. Those that are here already are sealed at the next start: only
// the console has the key, a migration has not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table kernel.settings add column sealed bytea,
      add constraint settings_sealed_or_clear check (sealed is null or value = 'null');
  `.execute(db);
}
