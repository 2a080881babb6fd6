import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../kernel/contract/access.ts';
import { isOneOf } from '../../../kernel/db/by-column.ts';
import type { ReportState } from '../domain/report-state.ts';
import type { UpdateStatus } from '../domain/update-status.ts';
import { containsText } from './search.ts';

/** What a list of servers is narrowed by. Everything that depends on time is meant at `at`. */
export interface ServerFilter {
  readonly at: Temporal.Instant;
  /** These alone. */
  readonly ids?: readonly string[] | undefined;
  readonly q?: string | undefined;
  readonly status?: readonly UpdateStatus[] | undefined;
  /** Keys of the hours that have the wanted window status at `at`. */
  readonly windowKeys?: readonly string[] | undefined;
  readonly report?: readonly ReportState[] | undefined;
  readonly responsible?: readonly ResponsibleFilter[] | undefined;
  /** Those without people, and these. */
  readonly unanswered?: readonly string[] | undefined;
  readonly siteId?: string | undefined;
  readonly scheduleId?: string | undefined;
  readonly tag?: string | undefined;
  readonly hasSecurityUpdates?: boolean | undefined;
  readonly rebootRequired?: boolean | undefined;
}

/** A user (with their teams) or a team, by id, in any role or as owner; or nobody who could act. */
export type ResponsibleFilter = { readonly id: string; readonly role: 'any' | 'owner' } | 'none';

/** The conditions of a filter over the tables of `serverTables`, the scope first. */
export function conditionsOf(scope: Scope, filter: ServerFilter): Expression<SqlBool>[] {
  const sites = sitesOf(scope, 'servers');
  const {
    ids,
    q = '',
    status,
    windowKeys,
    report,
    responsible = [],
    unanswered,
    siteId,
    scheduleId,
    tag,
    hasSecurityUpdates,
    rebootRequired,
  } = filter;
  return [
    sites === 'all' ? null : sql<SqlBool>`s.site_id = any(${sites}::uuid[])`,
    ids === undefined ? null : sql<SqlBool>`a.id ${isOneOf(ids)}`,
    siteId === undefined ? null : sql<SqlBool>`s.site_id = ${siteId}`,
    scheduleId === undefined ? null : sql<SqlBool>`s.schedule_id = ${scheduleId}`,
    q.trim() === '' ? null : containsText(SEARCHED, q),
    status === undefined ? null : anyOf(status.map((wanted) => hasUpdateStatus(wanted, filter.at))),
    windowKeys === undefined ? null : sql<SqlBool>`s.window_key = any(${windowKeys})`,
    report === undefined ? null : anyOf(report.map((wanted) => hasReportState(wanted, filter.at))),
    ...responsible.map(hasResponsible),
    unanswered === undefined ? null : isUnanswered(unanswered),
    tag === undefined ? null : hasTag(tag),
    hasSecurityUpdates === undefined ? null : sql<SqlBool>`(coalesce(r.pending_security_updates, 0) > 0) = ${hasSecurityUpdates}`,
    rebootRequired === undefined ? null : sql<SqlBool>`(r.reboot_required = 'yes') = ${rebootRequired}`,
  ].filter((condition) => condition !== null);
}

/** Texts that are looked through. */
export const SEARCHED = [sql.ref('a.name'), sql.ref('s.hostname'), sql`host(s.ip_address)`, sql.ref('s.description')];

const anyOf = (conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> =>
  conditions.length === 0 ? sql<SqlBool>`false` : sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

// NUL cannot be in a PostgreSQL text, so nothing is tagged with it; the driver would fail on it.
const hasTag = (tag: string): Expression<SqlBool> =>
  tag.includes('\0') ? sql<SqlBool>`false` : sql<SqlBool>`a.tags @> array[${tag}]::text[]`;

/** An instant, or the column that holds it for the whole of a query. */
type At = Temporal.Instant | Expression<unknown>;

/** The update status by the instants that the actions keep; `domain/update-status.ts` is the rule, and a test compares the two. */
export function hasUpdateStatus(status: UpdateStatus, at: At): Expression<SqlBool> {
  switch (status) {
    case 'unscheduled':
      return sql<SqlBool>`s.schedule_id is null`;
    case 'overdue':
      return sql<SqlBool>`(s.schedule_id is not null and (s.due_at is null or s.due_at < ${at}))`;
    case 'due':
      return sql<SqlBool>`(s.due_at >= ${at} and s.warns_at <= ${at})`;
    case 'ok':
      return sql<SqlBool>`s.warns_at > ${at}`;
  }
}

/** The report state by the instant at which silence begins; `domain/report-state.ts` is the rule. */
export function hasReportState(state: ReportState, at: At): Expression<SqlBool> {
  if (state === 'unknown') return sql<SqlBool>`r.received_at is null`;
  if (state === 'silent') return sql<SqlBool>`r.silent_at <= ${at}`;
  return sql<SqlBool>`(r.inventory = ${state} and r.silent_at > ${at})`;
}

/** The update status as a text. */
export const updateStatusText = (at: At): RawBuilder<UpdateStatus> => sql`case
  when ${hasUpdateStatus('unscheduled', at)} then 'unscheduled'
  when ${hasUpdateStatus('overdue', at)} then 'overdue'
  when ${hasUpdateStatus('due', at)} then 'due' else 'ok' end`;

/** The report state as a text. */
export const reportStateText = (at: At): RawBuilder<ReportState> => sql`case
  when ${hasReportState('unknown', at)} then 'unknown'
  when ${hasReportState('silent', at)} then 'silent' else r.inventory end`;

function hasResponsible(who: ResponsibleFilter): Expression<SqlBool> {
  if (who === 'none') return hasNobody(sql.ref('s.id'));
  const teams = sql`select team_id from kernel.team_members where user_id = ${who.id}`;
  const asOwner = who.role === 'owner' ? sql`and p.role = 'owner'` : sql``;
  return sql<SqlBool>`exists (
    select from kernel.responsibilities p where p.asset_id = s.id ${asOwner} and (${who.id} in (p.user_id, p.team_id) or p.team_id in (${teams})))`;
}

/** Nobody who could act answers for the asset. */
export const hasNobody = (asset: Expression<unknown>): Expression<SqlBool> =>
  sql<SqlBool>`not exists (select from kernel.responsibilities p where p.asset_id = ${asset} and ${canAct})`;

const isUnanswered = (these: readonly string[]): Expression<SqlBool> =>
  these.length === 0 ? sql<SqlBool>`a.people = '[]'` : sql<SqlBool>`(a.people = '[]' or a.id ${isOneOf(these)})`;

/** A responsibility `p` of somebody who is there: a user who is not switched off, or a team that has such a member. */
export const canAct = sql<SqlBool>`(
  exists (select from kernel.users w where w.id = p.user_id and w.deactivated_at is null and w.removed_at is null)
  or exists (
    select from kernel.team_members m
    join kernel.teams t on t.id = m.team_id and t.archived_at is null
    join kernel.users w on w.id = m.user_id and w.deactivated_at is null and w.removed_at is null
    where m.team_id = p.team_id))`;
