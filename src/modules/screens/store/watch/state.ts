import { sql } from 'kysely';
import type { Tx } from '../../../../kernel/db/database.ts';
import { CLOCK_OFF_SECONDS, type StateLimits } from '../../domain/screen-state.ts';
import { DEFAULT_IDS } from '../../domain/shown.ts';
import '../content/tables.ts';
import '../tables.ts';

/** From when on a heartbeat is within the grace, an error recent, a picture fresh, and something else than planned too long on show. */
export interface Since {
  readonly alive: Temporal.Instant;
  readonly errors: Temporal.Instant;
  readonly fresh: Temporal.Instant;
  readonly wrong: Temporal.Instant;
  readonly now: Temporal.Instant;
}

export const sinceOf = (limits: StateLimits, now: Temporal.Instant): Since => ({
  alive: now.subtract({ seconds: limits.graceSeconds }),
  errors: now.subtract({ seconds: limits.recentErrorSeconds }),
  fresh: now.subtract({ seconds: limits.staleScreenshotSeconds }),
  wrong: now.subtract({ seconds: limits.wrongEventSeconds }),
  now,
});

/** Whether a screen is off on purpose, as a question about the `screens.programmes` of its group as `p`. */
export const isOff = (now: Temporal.Instant) => sql`coalesce(p.off_until > ${now}, false)`;

/** Whether anybody is told what is wrong with a screen: it is watched, and so is its group. */
export const isWatched = sql<boolean>`(s.is_active and not exists (select from screens.groups g where g.id = s.group_id and not g.is_active))`;

/** As `wrongSince` in domain/shown.ts, and for longer than it may. */
const hasWrongEvent = (since: Since) => sql`coalesce(
  not ${isOff(since.now)} and s.last_alive is not null
  and case when p.active[1] is null then s.current_event_id is not null and not starts_with(s.current_event_id, ${DEFAULT_IDS})
    else s.current_event_id is distinct from p.active[1] end
  and greatest(p.active_since, s.grouped_at, s.event_changed_at) < ${since.wrong} and p.active_since is not null, false)`;

/** Of `screens.screens` as `s` and the `screens.programmes` of its group as `p`. As `stateOf` in domain/facts.ts; a test compares the two. */
export const stateOf = (since: Since) => sql<string>`case
  when s.last_alive is null then 'new'
  when s.last_alive < ${since.alive} and not ${isOff(since.now)} then 'offline'
  when s.process_status = 'crashed' or s.service_failed_at is not null
    or (s.picture_status in ('BLACK', 'FROZEN') and not ${isOff(since.now)}) then 'critical'
  when ${isOff(since.now)} then 'off'
  when abs(s.clock_off_seconds) > ${CLOCK_OFF_SECONDS} or s.last_error_at >= ${since.errors} or s.last_screenshot_at < ${since.fresh}
    or ${hasWrongEvent(since)} then 'warning'
  else 'healthy' end`;

/** Has those looked at whose state is not the one that was told last. Rows are locked in one order. */
export async function markOtherStates(tx: Tx, since: Since, now: Temporal.Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`
    with other as (
      select s.id from screens.screens s left join screens.programmes p on p.group_id = s.group_id
      where s.uuid is not null
        and (s.state_told is distinct from ${stateOf(since)}
          -- Of what is silent nobody knows what it shows; of what nobody shall hear, nothing is told.
          or s.wrong_event_told <> (${isWatched} and s.last_alive >= ${since.alive} and ${hasWrongEvent(since)}))
        and (s.facts_change_at is null or s.facts_change_at > ${now})
      order by s.id for no key update of s)
    update screens.screens s set facts_change_at = ${now} from other o where o.id = s.id`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}
