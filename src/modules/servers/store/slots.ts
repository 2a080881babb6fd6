import { sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { AssetId, Id, SiteId, UserId } from '../../../shared/ids.ts';
import type { SlotBecause, SlotState } from '../domain/slot.ts';
import { conditionsOf, type ResponsibleFilter } from './server-filters.ts';
import './plan-tables.ts';
import './tables.ts';

export type SlotId = Id<'slot'>;

export interface SlotRow {
  readonly id: SlotId;
  readonly server: { readonly id: AssetId; readonly name: string };
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly group: string | null;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly state: SlotState;
  readonly isByHand: boolean;
  readonly isRisky: boolean;
  /** When the server's update is due, as things stand now. */
  readonly dueAt: Temporal.Instant | null;
  readonly confirmedBy: string | null;
  readonly plannedBy: string | null;
  readonly plannedAt: Temporal.Instant;
  /** When it was planned or last given another time. */
  readonly movedAt: Temporal.Instant;
  readonly noticeDueAt: Temporal.Instant | null;
  readonly noticeToldAt: Temporal.Instant | null;
  readonly startedAt: Temporal.Instant | null;
  readonly calledAt: Temporal.Instant | null;
  readonly answeredAt: Temporal.Instant | null;
  readonly finishedAt: Temporal.Instant | null;
  readonly because: string | null;
  readonly outcome: string | null;
  readonly statusUrl: string | null;
  readonly tokenSealed: Uint8Array | null;
  /** It has, or had, a target to be called: otherwise a person does the update. */
  readonly isHandedOff: boolean;
  readonly version: number;
}

export interface SlotFilter {
  readonly from?: Temporal.Instant | undefined;
  readonly until?: Temporal.Instant | undefined;
  readonly siteId?: string | undefined;
  readonly scheduleId?: string | undefined;
  readonly serverId?: string | undefined;
  readonly responsible?: readonly ResponsibleFilter[] | undefined;
  readonly states?: readonly SlotState[] | undefined;
}

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);
export const OPEN = ['planned', 'postponed'] as const;
const LIVING = ['planned', 'postponed', 'started'] as const;

const slots = (db: Db | Tx) =>
  db
    .selectFrom('servers.slots as t')
    .innerJoin('servers.servers as s', 's.id', 't.server_id')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .innerJoin('kernel.sites as site', 'site.id', 's.site_id')
    .leftJoin('servers.redundancy_groups as g', 'g.id', 's.redundancy_group_id')
    .leftJoin('kernel.users as planner', 'planner.id', 't.planned_by')
    .leftJoin('kernel.users as confirmer', 'confirmer.id', 't.confirmed_by')
    .where('a.archived_at', 'is', null)
    .select(['t.id', 't.server_id', 'a.name', 't.site_id', 'site.name as site_name', 'g.name as group_name', 's.due_at'])
    .select(['t.starts_at', 't.ends_at', 't.state', 't.is_by_hand', 't.is_risky', 't.planned_at', 't.moved_at', 't.version'])
    .select(['planner.username as planned_by_name', 'confirmer.username as confirmed_by_name'])
    .select(['t.notice_due_at', 't.notice_told_at', 't.started_at', 't.called_at', 't.answered_at', 't.finished_at'])
    .select(['t.because', 't.outcome', 't.status_url', 't.token_sealed'])
    .select(sql<boolean>`t.token_hash is not null`.as('is_handed_off'));

type Row = Awaited<ReturnType<ReturnType<typeof slots>['executeTakeFirstOrThrow']>>;

const toSlot = (row: Row): SlotRow => ({
  id: row.id as SlotId,
  server: { id: row.server_id as AssetId, name: row.name },
  site: { id: row.site_id as SiteId, name: row.site_name },
  group: row.group_name,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  state: row.state,
  isByHand: row.is_by_hand,
  isRisky: row.is_risky,
  dueAt: row.due_at,
  confirmedBy: row.confirmed_by_name,
  plannedBy: row.planned_by_name,
  plannedAt: row.planned_at,
  movedAt: row.moved_at,
  noticeDueAt: row.notice_due_at,
  noticeToldAt: row.notice_told_at,
  startedAt: row.started_at,
  calledAt: row.called_at,
  answeredAt: row.answered_at,
  finishedAt: row.finished_at,
  because: row.because,
  outcome: row.outcome,
  statusUrl: row.status_url,
  tokenSealed: row.token_sealed,
  isHandedOff: row.is_handed_off,
  version: row.version,
});

const byStart = keyset<SlotRow>('slots', [
  { by: sql.ref('t.starts_at'), of: (row) => row.startsAt.toString(), cell: cells.instant },
  { by: sql.ref('t.id'), of: (row) => row.id, cell: cells.id },
]);

export async function listSlots(db: Db | Tx, scope: Scope, filter: SlotFilter, page: PageRequest): Promise<Page<SlotRow>> {
  const { from, until, siteId, scheduleId, serverId, responsible, states } = filter;
  const rows = await conditionsOf(scope, { at: EPOCH, siteId, scheduleId, responsible })
    .reduce((narrowed, condition) => narrowed.where(condition), byStart.apply(slots(db), page))
    .$if(from !== undefined, (query) => query.where(sql<boolean>`t.ends_at > ${from}`))
    .$if(until !== undefined, (query) => query.where(sql<boolean>`t.starts_at < ${until}`))
    .$if(serverId !== undefined, (query) => query.where('t.server_id', '=', serverId ?? ''))
    .$if(states !== undefined, (query) => query.where(sql<boolean>`t.state = any(${[...(states ?? [])]}::text[])`))
    .execute();
  return byStart.cut(rows.map(toSlot), page.limit);
}

/** Null when unknown, of another server, or of an archived one. */
export async function findSlot(db: Db | Tx, serverId: string, id: string): Promise<SlotRow | null> {
  const row = await slots(db).where('t.id', '=', id).where('t.server_id', '=', serverId).executeTakeFirst();
  return row === undefined ? null : toSlot(row);
}

/** By its id alone, for what the console does by itself; null also where the server was archived. */
export async function findSlotById(db: Db | Tx, id: string): Promise<SlotRow | null> {
  const row = await slots(db).where('t.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSlot(row);
}

/** The slots that wait for their start, by server: one at most each. */
export async function openSlotsOf(db: Db | Tx, serverIds: readonly string[]): Promise<ReadonlyMap<AssetId, SlotRow>> {
  if (serverIds.length === 0) return new Map();
  const rows = await slots(db)
    .where(sql<boolean>`t.server_id = any(${[...serverIds]}::uuid[])`)
    .where('t.state', 'in', OPEN)
    .execute();
  return new Map(rows.map((row) => [row.server_id as AssetId, toSlot(row)]));
}

/** The slots of a server that wait for their outcome, then the one that waits for its start. */
export async function livingSlotsOf(db: Db | Tx, serverId: string): Promise<readonly SlotRow[]> {
  const rows = await slots(db)
    .where('t.server_id', '=', serverId)
    .where('t.state', 'in', LIVING)
    .orderBy(sql`t.state = 'started'`, 'desc')
    .orderBy('t.starts_at')
    .execute();
  return rows.map(toSlot);
}

/** The first of them: what a server's page shows. */
export const livingSlotOf = async (db: Db | Tx, serverId: string): Promise<SlotRow | null> =>
  (await livingSlotsOf(db, serverId))[0] ?? null;

/** Slots of groups that wait or run, those of some servers left out; a slot that overruns its end does so until now. */
export async function takenTimes(
  db: Db | Tx,
  groups: readonly number[],
  exceptServers: readonly string[],
  now: Temporal.Instant,
): Promise<
  readonly { readonly group: number; readonly serverName: string; readonly from: Temporal.Instant; readonly until: Temporal.Instant }[]
> {
  if (groups.length === 0) return [];
  const { rows } = await sql<{ group: number; serverName: string; from: Temporal.Instant; until: Temporal.Instant }>`
    select t.group_number as "group", a.name as "serverName", t.starts_at as "from",
      case when t.state = 'started' then greatest(t.ends_at, ${now}) else t.ends_at end as until
    from servers.slots t join kernel.assets a on a.id = t.server_id
    where t.group_number = any(${[...groups]}::int[]) and a.archived_at is null
      and (t.state = 'started' or (t.state in ('planned', 'postponed') and t.server_id <> all(${[...exceptServers]}::uuid[])))
    order by t.starts_at, t.id`.execute(db);
  return rows;
}

/** Whether another server of a group is being updated: its slot has started, and nothing was heard of its end. */
export async function runningIn(db: Db | Tx, group: number, exceptServer: string): Promise<boolean> {
  const row = await db
    .selectFrom('servers.slots')
    .select('id')
    .where('group_number', '=', group)
    .where('state', '=', 'started')
    .where('server_id', '<>', exceptServer)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface NewSlot {
  readonly id: SlotId;
  readonly serverId: AssetId;
  readonly siteId: SiteId;
  readonly groupNumber: number | null;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly isByHand: boolean;
  readonly isRisky: boolean;
  readonly confirmedBy: UserId | null;
  readonly plannedBy: UserId | null;
  readonly noticeDueAt: Temporal.Instant;
  readonly wakesAt: Temporal.Instant;
}

/** The database refuses a second open slot of a server, and one that overlaps another of its group. */
export async function insertSlot(tx: Tx, slot: NewSlot, now: Temporal.Instant): Promise<void> {
  await tx
    .insertInto('servers.slots')
    .values({
      ...{ id: slot.id, server_id: slot.serverId, site_id: slot.siteId, group_number: slot.groupNumber },
      ...{ starts_at: slot.startsAt, ends_at: slot.endsAt, is_by_hand: slot.isByHand, is_risky: slot.isRisky },
      ...{ confirmed_by: slot.confirmedBy, planned_by: slot.plannedBy, planned_at: now, moved_at: now },
      ...{ notice_due_at: slot.noticeDueAt, wakes_at: slot.wakesAt },
    })
    .execute();
}

/** Has the database compare the slots of a group when the transaction commits: until then two may change places. */
export async function lookAtGroupsLast(tx: Tx): Promise<void> {
  await sql`set constraints servers.slots_group_apart deferred`.execute(tx);
}

export interface SlotChanges {
  readonly startsAt?: Temporal.Instant;
  readonly endsAt?: Temporal.Instant;
  readonly state?: SlotState;
  readonly isByHand?: boolean;
  readonly isRisky?: boolean;
  readonly confirmedBy?: UserId | null;
  readonly movedAt?: Temporal.Instant;
  readonly noticeDueAt?: Temporal.Instant | null;
  readonly noticeToldAt?: Temporal.Instant | null;
  readonly wakesAt?: Temporal.Instant | null;
  readonly startedAt?: Temporal.Instant;
  readonly calledAt?: Temporal.Instant | null;
  readonly answeredAt?: Temporal.Instant;
  readonly finishedAt?: Temporal.Instant;
  readonly because?: SlotBecause;
  readonly outcome?: string;
  readonly statusUrl?: string | null;
  readonly tokenHash?: string | null;
  readonly tokenSealed?: Uint8Array | null;
}

const COLUMNS = {
  ...{ startsAt: 'starts_at', endsAt: 'ends_at', state: 'state', isByHand: 'is_by_hand', isRisky: 'is_risky' },
  ...{ confirmedBy: 'confirmed_by', movedAt: 'moved_at', noticeDueAt: 'notice_due_at', noticeToldAt: 'notice_told_at' },
  ...{ wakesAt: 'wakes_at', startedAt: 'started_at', calledAt: 'called_at', answeredAt: 'answered_at', finishedAt: 'finished_at' },
  ...{ because: 'because', outcome: 'outcome', statusUrl: 'status_url', tokenHash: 'token_hash', tokenSealed: 'token_sealed' },
} as const satisfies Record<keyof SlotChanges, string>;

/**
 * Absent fields stay as they are. The version rises with what people see of it alone: what the console notes for itself
 * makes nobody's edit a conflict. See `insertSlot` for what the database refuses.
 */
export async function saveSlot(tx: Tx, id: SlotId, changes: SlotChanges): Promise<void> {
  const columns = Object.fromEntries(Object.entries(changes).map(([name, value]) => [COLUMNS[name as keyof SlotChanges], value]));
  await tx
    .updateTable('servers.slots')
    .set((eb) => ({ ...columns, ...(isSeen(changes) ? { version: eb('version', '+', 1) } : {}) }))
    .where('id', '=', id)
    .execute();
}

const isSeen = ({ startsAt, endsAt, state }: SlotChanges): boolean => startsAt !== undefined || endsAt !== undefined || state !== undefined;
