import type { Db } from '../../../../kernel/db/database.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import type { HealthSpan } from './health.ts';
import '../tables.ts';

/** A screen's health since then, oldest first. */
export async function spansOf(db: Db, screenId: AssetId, since: Temporal.Instant): Promise<readonly Omit<HealthSpan, 'uuid'>[]> {
  const rows = await db
    .selectFrom('screens.health_spans')
    .select(['at', 'samples', 'crashed', 'unreachable', 'reconnects', 'clock_off_seconds'])
    .where('screen_id', '=', screenId)
    .where('at', '>=', since)
    .orderBy('at')
    .execute();
  return rows.map(({ clock_off_seconds: clockOffSeconds, ...span }) => ({ ...span, clockOffSeconds }));
}
