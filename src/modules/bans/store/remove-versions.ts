import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import './configuration-tables.ts';

/** So many versions of each host stay, however old: what was applied last can be taken back. */
export const VERSIONS_KEPT = 20;

/**
 * Removes versions that are older than an instant and not among the newest of their host, `limit` at most, with their files; answers how many.
 * What is on its way stays, and what nobody has put right.
 */
export async function removeVersions(tx: Tx, before: Temporal.Instant, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from bans.config_versions where id = any(array(
      select v.id from bans.config_versions v
      where v.ended_at < ${before} and not (v.state = 'failed' and v.resolved_at is null)
        and (select count(*) from bans.config_versions newer
          where newer.host_id = v.host_id and (newer.at, newer.id) > (v.at, v.id)) >= ${VERSIONS_KEPT}
      order by v.at limit ${limit}))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
