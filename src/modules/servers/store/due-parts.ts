import { type Expression, type SqlBool, sql } from 'kysely';
import type { UpdateStatus } from '../domain/update-status.ts';

type Condition = Expression<SqlBool>;

const WITHOUT = sql<SqlBool>`s.due_at is null`;

/**
 * What a list by due date is read in, one part after the other: those that have one, between the earliest and the latest that a server of
 * these statuses can have, and then those without. Left to itself PostgreSQL would walk along all due dates of other statuses first.
 */
export function dueParts(statuses: readonly UpdateStatus[], at: Temporal.Instant): readonly (readonly Condition[])[] {
  const dated = statuses.filter((status) => status !== 'unscheduled');
  const isUndated = statuses.some((status) => status === 'unscheduled' || status === 'overdue');
  return [...(dated.length === 0 ? [] : [boundsOf(dated, at)]), ...(isUndated ? [[WITHOUT]] : [])];
}

function boundsOf(statuses: readonly UpdateStatus[], at: Temporal.Instant): readonly Condition[] {
  const isLate = statuses.includes('overdue');
  return [
    sql<SqlBool>`s.due_at is not null`,
    ...(isLate ? [] : [sql<SqlBool>`s.due_at >= ${at}`]),
    ...(statuses.includes('ok') ? [] : [isLate && !statuses.includes('due') ? sql<SqlBool>`s.due_at < ${at}` : warnedAt(at)]),
  ];
}

/** No schedule warns earlier than this; see `warningDays`. */
const warnedAt = (at: Temporal.Instant): Condition => sql<SqlBool>`s.due_at <= ${at}::timestamptz
  + (select coalesce(max(greatest(1, ceil(interval_days / 5.0))), 0) from servers.update_schedules) * interval '24 hours'`;
