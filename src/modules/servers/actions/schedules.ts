import { differences } from '../../../kernel/audit/differences.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { isUniqueViolation } from '../../../kernel/db/errors.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../shared/result.ts';
import { SERVERS_EVENTS } from '../contract/events.ts';
import type { OverduePolicy } from '../domain/approval.ts';
import type { Mode } from '../domain/decide.ts';
import { warningDays } from '../domain/update-status.ts';
import {
  archiveSchedule,
  insertSchedule,
  lockSchedule,
  moveDueInstants,
  type ScheduleId,
  type ScheduleRow,
  type ScheduleValues,
  saveSchedule,
} from '../store/schedules.ts';
import type { Parts } from './parts.ts';

export interface AddSchedule extends ScheduleValues {
  readonly siteId?: string | undefined;
}

type NameTaken = 'servers.schedule_name_taken';
type AddAnswer = Result<ScheduleId, NameTaken | 'servers.unknown_site'>;

export function createAddSchedule(parts: Parts) {
  return (by: Actor, input: AddSchedule): Promise<AddAnswer> =>
    orNameTaken<AddAnswer>(() => parts.transact(by, (work) => addSchedule(work, parts, input)));
}

async function addSchedule(work: Work, { assets }: Parts, input: AddSchedule): Promise<AddAnswer> {
  const site = await assets.site(work.tx, (input.siteId ?? null) as SiteId | null);
  if (site === null) return refuse('servers.unknown_site', { path: 'siteId' });
  const id = newId<'schedule'>(work.now);
  const values = valuesOf(input);
  await insertSchedule(work.tx, { id, siteId: site.id, createdAt: work.now, ...values });
  await note(work, 'servers.schedule_added', { id, name: input.name, siteId: site.id }, { after: { ...values } });
  return ok(id);
}

/** Absent fields stay as they are. */
export interface EditSchedule {
  readonly id: string;
  readonly name?: string | undefined;
  readonly intervalDays?: number | undefined;
  readonly preferredWeekday?: number | null | undefined;
  readonly mode?: Mode | undefined;
  readonly slotMinutes?: number | undefined;
  readonly overduePolicy?: OverduePolicy | undefined;
  readonly version: number | null;
}

type EditAnswer = Result<ScheduleId, NameTaken | 'servers.unknown_schedule' | 'kernel.version_conflict'>;

/** Changes a schedule; the due instants of its servers move with it. Outside the scope it is unknown. */
export function createEditSchedule(parts: Parts) {
  return (by: Actor, scope: Scope, input: EditSchedule): Promise<EditAnswer> =>
    orNameTaken<EditAnswer>(() => parts.transact(by, (work) => editSchedule(work, scope, input)));
}

async function editSchedule(work: Work, scope: Scope, input: EditSchedule): Promise<EditAnswer> {
  const before = await lockSchedule(work.tx, scope, input.id);
  if (before === null) return refuse('servers.unknown_schedule');
  if (input.version !== null && input.version !== before.version) return refuse('kernel.version_conflict', { version: before.version });
  const after = {
    name: input.name ?? before.name,
    intervalDays: input.intervalDays ?? before.intervalDays,
    preferredWeekday: input.preferredWeekday === undefined ? before.preferredWeekday : input.preferredWeekday,
    mode: input.mode ?? before.mode,
    slotMinutes: input.slotMinutes ?? before.slotMinutes,
    overduePolicy: input.overduePolicy ?? before.overduePolicy,
  };
  const changed = differences({ ...valuesOf(before) }, after);
  if (changed === null) return ok(before.id);
  await saveSchedule(work.tx, before.id, after);
  const { intervalDays } = after;
  if (intervalDays !== before.intervalDays) {
    await moveDueInstants(work.tx, before.id, { intervalDays, warningDays: warningDays(intervalDays) }, work.now);
  }
  await note(work, 'servers.schedule_edited', placeOf(before), changed);
  return ok(before.id);
}

type RemoveAnswer = Result<null, 'servers.unknown_schedule' | 'servers.schedule_in_use'>;

/** Removes a schedule that no server follows. */
export function createRemoveSchedule(parts: Parts) {
  return (by: Actor, scope: Scope, id: string): Promise<RemoveAnswer> =>
    parts.transact<RemoveAnswer>(by, async (work) => {
      const schedule = await lockSchedule(work.tx, scope, id);
      if (schedule === null) return refuse('servers.unknown_schedule');
      if (schedule.serverCount > 0) return refuse('servers.schedule_in_use', { count: schedule.serverCount });
      await archiveSchedule(work.tx, schedule.id, work.now);
      await note(work, 'servers.schedule_removed', placeOf(schedule), { before: { ...valuesOf(schedule) } });
      return ok(null);
    });
}

/** The unique index has the last word on names, also between two people who choose one at the same moment. */
async function orNameTaken<T>(act: () => Promise<T>): Promise<T | Refused<NameTaken>> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'update_schedules_name')) return refuse('servers.schedule_name_taken', { path: 'name' });
    throw error;
  }
}

const valuesOf = ({ name, intervalDays, preferredWeekday, mode, slotMinutes, overduePolicy }: ScheduleValues): ScheduleValues => ({
  name,
  intervalDays,
  preferredWeekday,
  mode,
  slotMinutes,
  overduePolicy,
});

interface Place {
  readonly id: ScheduleId;
  readonly name: string;
  readonly siteId: SiteId;
}

const placeOf = ({ id, name, site }: ScheduleRow): Place => ({ id, name, siteId: site.id });

type Change = Pick<Parameters<Work['audit']>[0], 'before' | 'after'>;

async function note(work: Work, action: string, { id, name, siteId }: Place, change: Change): Promise<void> {
  await work.audit({ action, subject: { kind: 'update-schedule', id, name }, siteId, ...change });
  work.publish({ name: SERVERS_EVENTS.scheduleChanged, module: 'servers', siteId, assetId: null, payload: { scheduleId: id } });
}
