import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { Id, SiteId } from '../../../../shared/ids.ts';
import type { Content } from '../../domain/content/content.ts';
import './tables.ts';
import '../tables.ts';

export type EventId = Id<'screen-event'>;

export interface EventGroup {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly colour: string;
}

export interface EventValues {
  readonly title: string;
  readonly description: string;
  /** Wall clock of `timeZone`. */
  readonly starts: Temporal.PlainDateTime;
  readonly ends: Temporal.PlainDateTime;
  readonly timeZone: string;
  readonly rule: string | null;
  /** The last day of a series. */
  readonly until: Temporal.PlainDate | null;
  readonly priority: number;
  readonly isActive: boolean;
  readonly content: Content;
}

export interface EventRow extends EventValues {
  readonly id: EventId;
  readonly site: { readonly id: SiteId; readonly name: string };
  /** Those that are not archived, in the order of their site. */
  readonly groups: readonly EventGroup[];
  /** Begins of occurrences that do not happen. */
  readonly skipped: readonly Temporal.Instant[];
  readonly createdAt: Temporal.Instant;
  readonly version: number;
}

/** Between these an event may happen; `lastAt` null: no end in sight. */
export interface Reach {
  readonly firstAt: Temporal.Instant;
  readonly lastAt: Temporal.Instant | null;
}

export interface EventFilter {
  readonly isActive?: boolean | undefined;
  readonly from?: Temporal.Instant | undefined;
  readonly until?: Temporal.Instant | undefined;
  readonly groupId?: string | undefined;
  readonly siteId?: string | undefined;
}

const events = (db: Db | Tx) =>
  db
    .selectFrom('screens.events as e')
    .innerJoin('kernel.sites as site', 'site.id', 'e.site_id')
    .selectAll('e')
    .select('site.name as site_name')
    .select(
      sql<readonly EventGroup[]>`coalesce((
      select jsonb_agg(jsonb_build_object('id', g.id, 'number', g.number, 'name', g.name, 'colour', g.colour) order by g.position, g.id)
      from screens.event_groups eg join screens.groups g on g.id = eg.group_id
      where eg.event_id = e.id and g.archived_at is null), '[]')`.as('groups'),
    )
    .select(
      sql<readonly Temporal.Instant[]>`array(
      select x.occurrence from screens.event_exceptions x where x.event_id = e.id order by x.occurrence)`.as('skipped'),
    );

type Row = Awaited<ReturnType<ReturnType<typeof events>['executeTakeFirstOrThrow']>>;

const toEvent = (row: Row): EventRow => ({
  id: row.id as EventId,
  site: { id: row.site_id as SiteId, name: row.site_name },
  ...{ title: row.title, description: row.description, timeZone: row.time_zone, rule: row.rule, priority: row.priority },
  ...{ starts: Temporal.PlainDateTime.from(row.starts), ends: Temporal.PlainDateTime.from(row.ends) },
  until: row.until === null ? null : Temporal.PlainDate.from(row.until),
  ...{ isActive: row.is_active, content: row.content, groups: row.groups, skipped: row.skipped },
  ...{ createdAt: row.created_at, version: row.version },
});

/** What may happen in the window, by begin; with a limit the first of it. */
export async function listEvents(
  db: Db | Tx,
  scope: Scope,
  { from, until, groupId, siteId, isActive }: EventFilter,
  limit?: number,
): Promise<EventRow[]> {
  const sites = sitesOf(scope, 'screens');
  let query = events(db);
  if (sites !== 'all') query = query.where('e.site_id', '=', sql<string>`any(${sites}::uuid[])`);
  if (siteId !== undefined) query = query.where('e.site_id', '=', siteId);
  if (until !== undefined) query = query.where('e.first_at', '<', until);
  if (from !== undefined) query = query.where((eb) => eb.or([eb('e.last_at', 'is', null), eb('e.last_at', '>', from)]));
  if (groupId !== undefined)
    query = query.where('e.id', 'in', (eb) =>
      eb.selectFrom('screens.event_groups').select('event_id').where('screens.event_groups.group_id', '=', groupId),
    );
  if (isActive !== undefined) query = query.where('e.is_active', '=', isActive);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.orderBy('e.first_at').orderBy('e.id').execute()).map(toEvent);
}

/** Null when unknown, or outside the scope. */
export async function findEvent(db: Db | Tx, scope: Scope, id: string): Promise<EventRow | null> {
  const sites = sitesOf(scope, 'screens');
  const row = await events(db)
    .where('e.id', '=', id)
    .$if(sites !== 'all', (query) => query.where('e.site_id', '=', sql<string>`any(${sites}::uuid[])`))
    .executeTakeFirst();
  return row === undefined ? null : toEvent(row);
}

/** Locks the row until the transaction ends. */
export async function lockEvent(tx: Tx, scope: Scope, id: string): Promise<EventRow | null> {
  await tx.selectFrom('screens.events').select('id').where('id', '=', id).forUpdate().execute();
  return findEvent(tx, scope, id);
}

/** What can be active at a group in the window: active events alone. */
export async function eventsOfGroup(db: Db | Tx, groupId: string, from: Temporal.Instant, until: Temporal.Instant): Promise<EventRow[]> {
  const rows = await events(db)
    .where('e.is_active', '=', true)
    .where('e.first_at', '<', until)
    .where((eb) => eb.or([eb('e.last_at', 'is', null), eb('e.last_at', '>', from)]))
    .where('e.id', 'in', (eb) =>
      eb.selectFrom('screens.event_groups').select('event_id').where('screens.event_groups.group_id', '=', groupId),
    )
    .execute();
  return rows.map(toEvent);
}

interface NewEvent {
  readonly id: EventId;
  readonly siteId: SiteId;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string | null;
}

const columnsOf = (values: EventValues, { firstAt, lastAt }: Reach) => ({
  ...{ title: values.title, description: values.description, time_zone: values.timeZone, rule: values.rule, priority: values.priority },
  ...{ starts: wall(values.starts), ends: wall(values.ends), until: values.until?.toString() ?? null },
  ...{ first_at: firstAt, last_at: lastAt, is_active: values.isActive, content: JSON.stringify(values.content) },
});

const wall = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'second' });

export async function insertEvent(tx: Tx, made: NewEvent, values: EventValues, reach: Reach): Promise<void> {
  const { id, siteId, createdAt, createdBy } = made;
  await tx
    .insertInto('screens.events')
    .values({ id, site_id: siteId, created_at: createdAt, created_by: createdBy, ...columnsOf(values, reach) })
    .execute();
}

export async function saveEvent(tx: Tx, id: EventId, values: EventValues, reach: Reach): Promise<void> {
  await tx
    .updateTable('screens.events')
    .set((eb) => ({ ...columnsOf(values, reach), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Groups, exceptions and uses of media go with it. */
export async function deleteEvent(tx: Tx, id: EventId): Promise<void> {
  await tx.deleteFrom('screens.events').where('id', '=', id).execute();
}

/** The groups that are not archived; those that are stay as they were. */
export async function saveEventGroups(tx: Tx, id: EventId, siteId: SiteId, groupIds: readonly string[]): Promise<void> {
  await sql`
    delete from screens.event_groups eg using screens.groups g
    where eg.event_id = ${id} and g.id = eg.group_id and g.archived_at is null`.execute(tx);
  await tx
    .insertInto('screens.event_groups')
    .values(groupIds.map((groupId) => ({ event_id: id, group_id: groupId, site_id: siteId })))
    .execute();
}

/** Answers false where it was so already. */
export async function saveException(tx: Tx, id: EventId, occurrence: Temporal.Instant, now: Temporal.Instant): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('screens.event_exceptions')
    .values({ event_id: id, occurrence, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows > 0n) await touchVersion(tx, id);
  return numInsertedOrUpdatedRows > 0n;
}

/** The exceptions of an event whose times have changed. */
export async function replaceExceptions(
  tx: Tx,
  { id, skipped }: Pick<EventRow, 'id' | 'skipped'>,
  kept: readonly Temporal.Instant[],
  now: Temporal.Instant,
): Promise<void> {
  const isSame = kept.length === skipped.length && kept.every((at) => skipped.some((one) => one.equals(at)));
  if (isSame) return;
  await tx.deleteFrom('screens.event_exceptions').where('event_id', '=', id).execute();
  if (kept.length === 0) return;
  const rows = kept.map((occurrence) => ({ event_id: id, occurrence, created_at: now }));
  await tx.insertInto('screens.event_exceptions').values(rows).execute();
}

/** Answers false where there was none. */
export async function deleteException(tx: Tx, id: EventId, occurrence: Temporal.Instant): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('screens.event_exceptions')
    .where('event_id', '=', id)
    .where('occurrence', '=', occurrence)
    .executeTakeFirst();
  if (numDeletedRows > 0n) await touchVersion(tx, id);
  return numDeletedRows > 0n;
}

const touchVersion = (tx: Tx, id: EventId) =>
  tx
    .updateTable('screens.events')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
