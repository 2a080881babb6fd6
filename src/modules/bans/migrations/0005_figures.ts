import { type Kysely, sql } from 'kysely';

// How often an address was banned, when, and by how many hosts is answered by this index alone.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index bans.bans_address;
    create index bans_address on bans.bans (address, at) include (host_id);
  `.execute(db);
}
