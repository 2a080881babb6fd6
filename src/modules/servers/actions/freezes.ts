import { differences } from '../../../kernel/audit/differences.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { isForeignKeyViolation } from '../../../kernel/db/errors.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../shared/result.ts';
import { toWire } from '../../../shared/time.ts';
import { SERVERS_EVENTS } from '../contract/events.ts';
import { checkFreezeTime, type FreezeFault, type FreezeInput, type FreezeTime } from '../domain/freeze.ts';
import { deleteFreeze, type FreezeId, type FreezeRow, insertFreeze, lockFreeze, saveFreeze } from '../store/freezes.ts';
import { holdScheduleOf } from '../store/schedules.ts';
import { findServers } from '../store/servers.ts';
import type { Parts } from './parts.ts';

export interface AddFreeze extends FreezeInput {
  readonly name: string;
  readonly siteId?: string | undefined;
  readonly scheduleId: string | null;
  readonly serverId: string | null;
}

type AddAnswer = Result<FreezeId, FreezeFault | 'servers.unknown_site' | 'servers.unknown_schedule' | 'servers.freeze_of_unknown_server'>;

/** Freezes a site, the servers of one of its schedules, or one of its servers. */
export function createAddFreeze(parts: Parts) {
  return (by: Actor, input: AddFreeze): Promise<AddAnswer> =>
    orUnknownServer(() =>
      parts.transact<AddAnswer>(by, async (work) => {
        const site = await parts.assets.site(work.tx, (input.siteId ?? null) as SiteId | null);
        if (site === null) return refuse('servers.unknown_site', { path: 'siteId' });
        const time = checkFreezeTime(input);
        if (!time.ok) return time;
        const { name, scheduleId, serverId } = input;
        const fault = await faultOfSubject(work, site.id, input);
        if (fault !== null) return fault;
        const id = newId<'freeze'>(work.now);
        const createdBy = work.by.kind === 'person' ? work.by.userId : null;
        await insertFreeze(work.tx, { id, siteId: site.id, name, scheduleId, serverId, time: time.value, createdBy, createdAt: work.now });
        await note(
          work,
          'servers.freeze_added',
          { id, name, siteId: site.id },
          { after: { name, scheduleId, serverId, ...auditedTime(time.value) } },
        );
        return ok(id);
      }),
    );
}

/** One subject at most, and one of the site. */
async function faultOfSubject(
  work: Work,
  siteId: SiteId,
  { scheduleId, serverId }: Pick<AddFreeze, 'scheduleId' | 'serverId'>,
): Promise<Refused<'servers.unknown_schedule' | 'servers.freeze_of_unknown_server' | 'servers.freeze_unclear'> | null> {
  if (scheduleId !== null && serverId !== null) return refuse('servers.freeze_unclear', { path: 'serverId' });
  if (scheduleId !== null && (await holdScheduleOf(work.tx, siteId, scheduleId)) === null) {
    return refuse('servers.unknown_schedule', { path: 'scheduleId' });
  }
  const server = serverId === null ? null : ((await findServers(work.tx, WHOLE_ESTATE, [serverId]))[0] ?? null);
  const isElsewhere = serverId !== null && server?.site.id !== siteId;
  return isElsewhere ? refuse('servers.freeze_of_unknown_server', { path: 'serverId' }) : null;
}

async function orUnknownServer<T>(act: () => Promise<T>): Promise<T | Refused<'servers.freeze_of_unknown_server'>> {
  try {
    return await act();
  } catch (error) {
    if (isForeignKeyViolation(error)) return refuse('servers.freeze_of_unknown_server', { path: 'serverId' });
    throw error;
  }
}

export interface EditFreeze extends FreezeInput {
  readonly id: string;
  readonly name?: string | undefined;
  readonly version: number | null;
}

type EditAnswer = Result<FreezeId, FreezeFault | 'servers.unknown_freeze' | 'kernel.version_conflict'>;

/** Renames a freeze, or gives it another time; whom it is about stays. */
export function createEditFreeze(parts: Parts) {
  return (by: Actor, scope: Scope, input: EditFreeze): Promise<EditAnswer> =>
    parts.transact<EditAnswer>(by, async (work) => {
      const before = await lockFreeze(work.tx, scope, input.id);
      if (before === null) return refuse('servers.unknown_freeze');
      if (input.version !== null && input.version !== before.version) return refuse('kernel.version_conflict', { version: before.version });
      const time = timeAfter(before, input);
      if (!time.ok) return time;
      const name = input.name ?? before.name;
      const changed = differences({ name: before.name, ...auditedTime(before) }, { name, ...auditedTime(time.value) });
      if (changed === null) return ok(before.id);
      await saveFreeze(work.tx, before.id, { name, time: time.value });
      await note(work, 'servers.freeze_edited', { id: before.id, name, siteId: before.site.id }, changed);
      return ok(before.id);
    });
}

/** Without any field of time it stays; with some, what was given of the same kind is completed by what is there. */
function timeAfter(before: FreezeRow, input: EditFreeze): Result<FreezeTime, FreezeFault> {
  const { from, until, firstDay, lastDay, timeZone } = input;
  const hasInstants = from !== undefined || until !== undefined;
  const hasDays = firstDay !== undefined || lastDay !== undefined || timeZone !== undefined;
  if (!hasInstants && !hasDays) return ok(before);
  if (hasInstants && before.days === null)
    return checkFreezeTime({ ...input, from: from ?? before.period.from, until: until ?? before.period.until });
  if (hasInstants || before.days === null) return checkFreezeTime(input);
  return checkFreezeTime({
    firstDay: firstDay ?? before.days.firstDay.toString(),
    lastDay: lastDay ?? before.days.lastDay.toString(),
    timeZone: timeZone ?? before.days.timeZone,
  });
}

type RemoveAnswer = Result<null, 'servers.unknown_freeze'>;

export function createRemoveFreeze(parts: Parts) {
  return (by: Actor, scope: Scope, id: string): Promise<RemoveAnswer> =>
    parts.transact<RemoveAnswer>(by, async (work) => {
      const freeze = await lockFreeze(work.tx, scope, id);
      if (freeze === null) return refuse('servers.unknown_freeze');
      await deleteFreeze(work.tx, freeze.id);
      const before = {
        name: freeze.name,
        scheduleId: freeze.schedule?.id ?? null,
        serverId: freeze.server?.id ?? null,
        ...auditedTime(freeze),
      };
      await note(work, 'servers.freeze_removed', { id: freeze.id, name: freeze.name, siteId: freeze.site.id }, { before });
      return ok(null);
    });
}

const auditedTime = ({ period, days }: FreezeTime | FreezeRow) => ({
  from: toWire(period.from),
  until: toWire(period.until),
  days: days === null ? null : `${days.firstDay} ${days.lastDay} ${days.timeZone}`,
});

interface Place {
  readonly id: FreezeId;
  readonly name: string;
  readonly siteId: SiteId;
}

async function note(
  work: Work,
  action: string,
  { id, name, siteId }: Place,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> {
  await work.audit({ action, subject: { kind: 'freeze', id, name }, siteId, ...change });
  work.publish({ name: SERVERS_EVENTS.freezeChanged, module: 'servers', siteId, assetId: null, payload: { freezeId: id } });
}
