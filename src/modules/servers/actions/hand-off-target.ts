import { differences } from '../../../kernel/audit/differences.ts';
import { MASKED, maskedNewUrl, maskedUrl } from '../../../kernel/audit/write.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { SERVERS_EVENTS } from '../contract/events.ts';
import { checkTarget, type HandOffFault, type HandOffTarget } from '../domain/hand-off.ts';
import { type HandOffRow, handOffOf, saveHandOff } from '../store/hand-offs.ts';
import { findSchedule, lockSchedule, type ScheduleRow } from '../store/schedules.ts';
import type { Parts } from './parts.ts';

/** What is called at a slot's start, as administrators see it. */
export interface HandOffView extends HandOffTarget {
  readonly hasSecret: boolean;
}

type Unknown = 'servers.unknown_schedule';

export function createReadHandOff({ db }: Pick<Parts, 'db'>) {
  return async (scope: Scope, scheduleId: string): Promise<Result<HandOffView | null, Unknown>> => {
    const schedule = await findSchedule(db, scope, scheduleId);
    return schedule === null ? refuse('servers.unknown_schedule') : ok(viewOf(await handOffOf(db, schedule.id)));
  };
}

function viewOf(row: HandOffRow | null): HandOffView | null {
  if (row === null) return null;
  const { kind, url, templateId, secretSealed } = row;
  return { kind, url, templateId, hasSecret: secretSealed !== null };
}

export interface SetHandOff extends HandOffTarget {
  readonly id: string;
  /** Absent: the stored one stays, if the origin does. Null: none. */
  readonly secret?: string | null | undefined;
}

type SetAnswer = Result<HandOffView | null, Unknown | HandOffFault | 'servers.hand_off_needs_secret'>;

/** Sets what is called. Whoever does it allows its origin, also in the private network. */
export function createSetHandOff(parts: Parts) {
  return (by: Actor, scope: Scope, input: SetHandOff): Promise<SetAnswer> =>
    parts.transact<SetAnswer>(by, async (work) => {
      const schedule = await lockSchedule(work.tx, scope, input.id);
      if (schedule === null) return refuse('servers.unknown_schedule');
      const target = checkTarget(input);
      if (!target.ok) return target;
      const before = await handOffOf(work.tx, schedule.id);
      const secretSealed = secretAfter(parts, before, target.value, input.secret, schedule.id);
      if (secretSealed === undefined) return refuse('servers.hand_off_needs_secret', { path: 'secret' });
      const { kind, url, templateId } = target.value;
      await saveHandOff(work.tx, schedule.id, { kind, url, templateId, secretSealed });
      const after = await handOffOf(work.tx, schedule.id);
      const changed = differences(
        auditedOf(before),
        auditedOf(after, { isNewUrl: before?.url !== url, isNewSecret: input.secret !== undefined }),
      );
      if (changed !== null) await note(work, 'servers.hand_off_set', schedule, changed);
      return ok(viewOf(after));
    });
}

/** A secret is for the origin that it was given for. Undefined: it would have to go to another one. */
function secretAfter(
  { seal }: Parts,
  before: HandOffRow | null,
  target: HandOffTarget,
  secret: string | null | undefined,
  scheduleId: string,
): Uint8Array | null | undefined {
  if (secret === null) return null;
  if (secret !== undefined) return seal.seal(new TextEncoder().encode(secret), scheduleId);
  if (before === null || before.secretSealed === null) return null;
  return new URL(before.url).origin === new URL(target.url).origin ? before.secretSealed : undefined;
}

/** Calls nothing any more; without a target, nothing happens. */
export function createRemoveHandOff(parts: Parts) {
  return (by: Actor, scope: Scope, id: string): Promise<Result<null, Unknown>> =>
    parts.transact<Result<null, Unknown>>(by, async (work) => {
      const schedule = await lockSchedule(work.tx, scope, id);
      if (schedule === null) return refuse('servers.unknown_schedule');
      const before = await handOffOf(work.tx, schedule.id);
      if (before === null) return ok(null);
      await saveHandOff(work.tx, schedule.id, null);
      await note(work, 'servers.hand_off_removed', schedule, { before: auditedOf(before) });
      return ok(null);
    });
}

const auditedOf = (row: HandOffRow | null, { isNewUrl = false, isNewSecret = false } = {}) => ({
  kind: row?.kind ?? null,
  url: row === null ? null : isNewUrl ? maskedNewUrl(row.url) : maskedUrl(row.url),
  templateId: row?.templateId ?? null,
  secret: row === null || row.secretSealed === null ? null : isNewSecret ? `${MASKED} (new)` : MASKED,
});

async function note(
  work: Work,
  action: string,
  { id, name, site }: ScheduleRow,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> {
  await work.audit({ action, subject: { kind: 'update-schedule', id, name }, siteId: site.id, ...change });
  work.publish({ name: SERVERS_EVENTS.scheduleChanged, module: 'servers', siteId: site.id, assetId: null, payload: { scheduleId: id } });
}
