import { type ExpressionBuilder, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import { sitesOf } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Database, Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { Id, SiteId } from '../../../shared/ids.ts';
import type { OverduePolicy } from '../domain/approval.ts';
import type { Mode } from '../domain/decide.ts';
import type { HandOffKind } from '../domain/hand-off.ts';
import { containsText } from './search.ts';
import './tables.ts';

export type ScheduleId = Id<'schedule'>;

export interface ScheduleRow {
  readonly id: ScheduleId;
  readonly name: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly intervalDays: number;
  readonly preferredWeekday: number | null;
  readonly mode: Mode;
  readonly slotMinutes: number;
  readonly overduePolicy: OverduePolicy;
  /** What is called at a slot's start, as far as everybody may know. */
  readonly handOff: { readonly kind: HandOffKind; readonly origin: string; readonly hasSecret: boolean } | null;
  readonly serverCount: number;
  readonly version: number;
}

export interface ScheduleFilter {
  readonly q?: string | undefined;
  readonly siteId?: string | undefined;
}

const byName = keyset<ScheduleRow>('schedules', [
  { by: sql.ref('u.name'), of: (row) => row.name, cell: cells.text },
  { by: sql.ref('u.id'), of: (row) => row.id, cell: cells.id },
]);

const schedules = (db: Db | Tx) =>
  db
    .selectFrom('servers.update_schedules as u')
    .innerJoin('kernel.sites as site', 'site.id', 'u.site_id')
    .where('u.archived_at', 'is', null)
    .select(['u.id', 'u.name', 'u.site_id', 'site.name as site_name', 'u.interval_days', 'u.preferred_weekday', 'u.mode', 'u.version'])
    .select(['u.slot_minutes', 'u.overdue_policy', 'u.hand_off_kind', 'u.hand_off_url'])
    .select(sql<boolean>`u.hand_off_secret is not null`.as('has_secret'))
    .select(serverCount);

/** Servers that follow the schedule; archived ones no longer do. */
const serverCount = (eb: ExpressionBuilder<Database & { u: Database['servers.update_schedules'] }, 'u'>) =>
  eb
    .selectFrom('servers.servers as s')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .whereRef('s.schedule_id', '=', 'u.id')
    .where('a.archived_at', 'is', null)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .as('server_count');

type Row = Awaited<ReturnType<ReturnType<typeof schedules>['executeTakeFirstOrThrow']>>;

const toSchedule = (row: Row): ScheduleRow => ({
  id: row.id as ScheduleId,
  name: row.name,
  site: { id: row.site_id as SiteId, name: row.site_name },
  intervalDays: row.interval_days,
  preferredWeekday: row.preferred_weekday,
  mode: row.mode,
  slotMinutes: row.slot_minutes,
  overduePolicy: row.overdue_policy,
  handOff: handOffOf(row),
  serverCount: row.server_count ?? 0,
  version: row.version,
});

function handOffOf({ hand_off_kind: kind, hand_off_url, has_secret: hasSecret }: Row): ScheduleRow['handOff'] {
  const origin = hand_off_url === null ? null : (URL.parse(hand_off_url)?.origin ?? null);
  return kind === null || origin === null ? null : { kind, origin, hasSecret };
}

export async function listSchedules(db: Db | Tx, scope: Scope, filter: ScheduleFilter, page: PageRequest): Promise<Page<ScheduleRow>> {
  const sites = sitesOf(scope, 'servers');
  const { q, siteId } = filter;
  const rows = await byName
    .apply(schedules(db), page)
    .$if(sites !== 'all', (query) => query.where('u.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .$if(siteId !== undefined, (query) => query.where('u.site_id', '=', siteId ?? ''))
    .$if(q !== undefined && q.trim() !== '', (query) => query.where(() => containsText([sql.ref('u.name')], q ?? '')))
    .execute();
  return byName.cut(rows.map(toSchedule), page.limit);
}

/** Null when unknown, removed, or outside the scope. */
export async function findSchedule(db: Db | Tx, scope: Scope, id: string): Promise<ScheduleRow | null> {
  const sites = sitesOf(scope, 'servers');
  const row = await schedules(db)
    .where('u.id', '=', id)
    .$if(sites !== 'all', (query) => query.where('u.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .executeTakeFirst();
  return row === undefined ? null : toSchedule(row);
}

/** Locks the row until the transaction ends: servers that join and edits that move due instants wait for each other. */
export async function lockSchedule(tx: Tx, scope: Scope, id: string): Promise<ScheduleRow | null> {
  await tx.selectFrom('servers.update_schedules').select('id').where('id', '=', id).forUpdate().execute();
  return findSchedule(tx, scope, id);
}

/** A schedule that servers of a site may follow; held until the transaction ends, so that it is not removed meanwhile. */
export async function holdScheduleOf(
  tx: Tx,
  siteId: SiteId,
  id: string,
): Promise<{ readonly intervalDays: number; readonly preferredWeekday: number | null } | null> {
  const row = await tx
    .selectFrom('servers.update_schedules')
    .select(['interval_days', 'preferred_weekday'])
    .where('id', '=', id)
    .where('site_id', '=', siteId)
    .where('archived_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return row === undefined ? null : { intervalDays: row.interval_days, preferredWeekday: row.preferred_weekday };
}

export interface ScheduleValues {
  readonly name: string;
  readonly intervalDays: number;
  readonly preferredWeekday: number | null;
  readonly mode: Mode;
  readonly slotMinutes: number;
  readonly overduePolicy: OverduePolicy;
}

const columns = (values: ScheduleValues) => ({
  name: values.name,
  interval_days: values.intervalDays,
  preferred_weekday: values.preferredWeekday,
  mode: values.mode,
  slot_minutes: values.slotMinutes,
  overdue_policy: values.overduePolicy,
});

/** The unique index refuses a name that is taken on this site. */
export async function insertSchedule(
  tx: Tx,
  schedule: ScheduleValues & { readonly id: ScheduleId; readonly siteId: SiteId; readonly createdAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto('servers.update_schedules')
    .values({ id: schedule.id, site_id: schedule.siteId, created_at: schedule.createdAt, ...columns(schedule) })
    .execute();
}

/** See `insertSchedule` for names. */
export async function saveSchedule(tx: Tx, id: ScheduleId, values: ScheduleValues): Promise<void> {
  await tx
    .updateTable('servers.update_schedules')
    .set((eb) => ({ ...columns(values), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function archiveSchedule(tx: Tx, id: ScheduleId, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('servers.update_schedules').set({ archived_at: now }).where('id', '=', id).execute();
}

/**
 * Moves the due instants of all servers of a schedule in one statement. What is wrong with them changes with it:
 * they are marked for being looked at anew at once.
 */
export async function moveDueInstants(
  tx: Tx,
  id: ScheduleId,
  rhythm: { readonly intervalDays: number; readonly warningDays: number },
  now: Temporal.Instant,
): Promise<void> {
  const due = sql<Temporal.Instant>`last_updated_at + make_interval(hours => ${24 * rhythm.intervalDays}::int)`;
  await tx
    .updateTable('servers.servers')
    .set({
      due_at: due,
      warns_at: sql<Temporal.Instant>`${due} - make_interval(hours => ${24 * rhythm.warningDays}::int)`,
      facts_change_at: now,
    })
    .where('schedule_id', '=', id)
    .execute();
}
