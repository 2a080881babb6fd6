import { sql } from 'kysely';
import type { Tx } from '../../../../kernel/db/database.ts';
import { CLOCK_OFF_SECONDS, type StateLimits } from '../../domain/screen-state.ts';
import '../tables.ts';

/** From when on a heartbeat is within the grace, an error recent and a picture fresh. */
export interface Since {
  readonly alive: Temporal.Instant;
  readonly errors: Temporal.Instant;
  readonly fresh: Temporal.Instant;
}

export const sinceOf = (limits: StateLimits, now: Temporal.Instant): Since => ({
  alive: now.subtract({ seconds: limits.graceSeconds }),
  errors: now.subtract({ seconds: limits.recentErrorSeconds }),
  fresh: now.subtract({ seconds: limits.staleScreenshotSeconds }),
});

/** Of `screens.screens` as `s`. As `stateOf` in domain/facts.ts; a test compares the two. */
export const stateOf = ({ alive, errors, fresh }: Since) => sql<string>`case
  when s.last_alive is null then 'new'
  when s.last_alive < ${alive} then 'offline'
  when s.process_status = 'crashed' or s.service_failed_at is not null or s.picture_status in ('BLACK', 'FROZEN') then 'critical'
  when abs(s.clock_off_seconds) > ${CLOCK_OFF_SECONDS} or s.last_error_at >= ${errors} or s.last_screenshot_at < ${fresh} then 'warning'
  else 'healthy' end`;

/** Has those looked at whose state is not the one that was told last. Rows are locked in one order. */
export async function markOtherStates(tx: Tx, since: Since, now: Temporal.Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`
    with other as (
      select s.id from screens.screens s
      where s.uuid is not null and s.state_told is distinct from ${stateOf(since)}
        and (s.facts_change_at is null or s.facts_change_at > ${now})
      order by s.id for no key update)
    update screens.screens s set facts_change_at = ${now} from other o where o.id = s.id`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}
