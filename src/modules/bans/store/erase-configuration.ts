import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';

/** Removes drafts and versions of a host; for when the host itself is erased, before its own row goes. */
export async function eraseConfiguration(tx: Tx, hostId: string): Promise<void> {
  await sql`delete from bans.config_drafts where host_id = ${hostId}`.execute(tx);
  await sql`delete from bans.config_version_files where version_id in (select id from bans.config_versions where host_id = ${hostId})`.execute(
    tx,
  );
  await sql`update bans.config_versions set restores_id = null where host_id = ${hostId}`.execute(tx);
  await sql`delete from bans.config_versions where host_id = ${hostId}`.execute(tx);
}
