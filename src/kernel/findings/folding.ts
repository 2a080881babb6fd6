import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** A finding that was explained stays silent for so long after its cause has cleared; then it comes back if it is still true. */
export const RETURN_MINUTES = 5;

/** Whether row `f` is open at `now`, also where its quiet hours are over and nobody has closed it yet. */
export const isOpenAt = (now: Temporal.Instant): RawBuilder<SqlBool> =>
  sql`(f.closed_at is null and (f.closes_at is null or f.closes_at > ${now}))`;

/** Whether row `c` explains what names it as its cause: it is open, or ended less than five minutes ago. */
const holdsAt = (now: Temporal.Instant): RawBuilder<SqlBool> => {
  const cutoff = now.subtract({ minutes: RETURN_MINUTES });
  return sql`(coalesce(c.closed_at, c.closes_at) is null or coalesce(c.closed_at, c.closes_at) > ${cutoff})`;
};

/** Row `c` is what row `f` names as its cause. */
export const isCauseOf = sql`(c.module = f.cause_module and c.rule = f.cause_rule and c.key = f.cause_key)`;

/**
 * For a `with recursive` clause: `folded (id)`, every open finding that is silent at `now` because another one explains it.
 * Findings that explain each other in a circle, and what hangs on one, explain nothing: otherwise all of them would vanish.
 */
export const foldedAt = (now: Temporal.Instant): RawBuilder<unknown> => sql`
  explained (child, ancestor) as (
    select f.id, c.id from kernel.findings f join kernel.findings c on ${isCauseOf}
    where f.closed_at is null and f.cause_key is not null and ${holdsAt(now)}
    union
    select e.child, c.id from explained e
    join kernel.findings f on f.id = e.ancestor and f.closed_at is null
    join kernel.findings c on ${isCauseOf}
    where ${holdsAt(now)}
  ),
  folded (id) as (
    select child from explained
    except
    select e.child from explained e join explained circle on circle.child = e.ancestor and circle.ancestor = e.ancestor
  )`;

/** For a `with` clause: `muted (asset_id, until)`, assets under maintenance at `now`. */
export const mutedAt = (now: Temporal.Instant): RawBuilder<unknown> => sql`
  muted (asset_id, until) as (
    select asset_id, max(ends_at) from kernel.maintenance_periods
    where ended_early_at is null and starts_at <= ${now} and ends_at > ${now}
    group by asset_id
  )`;
