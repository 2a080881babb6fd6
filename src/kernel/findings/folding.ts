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
 * For a `with recursive` clause: `explaining (module, rule, key)`, what explains other findings at `now`.
 * Findings that explain each other in a circle, and what hangs on one, explain nothing: otherwise all of them would vanish.
 * Worked out once per cause, because thousands may name the same one.
 */
export const explainingAt = (now: Temporal.Instant): RawBuilder<unknown> => sql`
  named as (
    select distinct f.cause_module as module, f.cause_rule as rule, f.cause_key as key
    from kernel.findings f where f.closed_at is null and f.cause_key is not null
  ),
  cause as (
    select c.id, c.module, c.rule, c.key, c.closed_at is null as is_open, c.cause_module, c.cause_rule, c.cause_key
    from named n join kernel.findings c on c.module = n.module and c.rule = n.rule and c.key = n.key
    where ${holdsAt(now)}
  ),
  climb (start, reached) as (
    select f.id, c.id from cause f join cause c on ${isCauseOf} where f.is_open
    union
    select climb.start, c.id from climb join cause f on f.id = climb.reached and f.is_open join cause c on ${isCauseOf}
  ),
  circular as (
    select climb.start as id from climb join climb circle on circle.start = climb.reached and circle.reached = climb.reached
  ),
  explaining as (
    select module, rule, key from cause group by module, rule, key having not bool_or(id in (select id from circular))
  )`;

/** Row `f` is silent, because `explaining` holds its cause. Never null. */
export const isFolded: RawBuilder<SqlBool> = sql`(f.cause_key is not null
  and (f.cause_module, f.cause_rule, f.cause_key) in (select module, rule, key from explaining))`;

/** For a `with` clause: `muted (asset_id, until)`, assets under maintenance at `now`. */
export const mutedAt = (now: Temporal.Instant): RawBuilder<unknown> => sql`
  muted (asset_id, until) as (
    select asset_id, max(ends_at) from kernel.maintenance_periods
    where ended_early_at is null and starts_at <= ${now} and ends_at > ${now}
    group by asset_id
  )`;
