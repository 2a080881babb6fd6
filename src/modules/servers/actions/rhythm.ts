import type { Tx } from '../../../kernel/db/database.ts';
import type { SiteId } from '../../../shared/ids.ts';
import { dueAt, warnsAt } from '../domain/update-status.ts';
import { holdScheduleOf } from '../store/schedules.ts';
import type { UpdateInstants } from '../store/servers.ts';

/**
 * The due instants of a server, by the schedule as it stands now: it is held until the transaction ends, so that an edit
 * of it moves this server too. Null: there is no such schedule on the site.
 */
export async function instantsBy(
  tx: Tx,
  siteId: SiteId,
  scheduleId: string | null,
  lastUpdatedAt: Temporal.Instant | null,
): Promise<UpdateInstants | null> {
  if (scheduleId === null) return { lastUpdatedAt, warnsAt: null, dueAt: null };
  const rhythm = await holdScheduleOf(tx, siteId, scheduleId);
  if (rhythm === null) return null;
  return { lastUpdatedAt, warnsAt: warnsAt(lastUpdatedAt, rhythm), dueAt: dueAt(lastUpdatedAt, rhythm) };
}
