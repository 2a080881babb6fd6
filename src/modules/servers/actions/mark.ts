import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId, UserId } from '../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../shared/result.ts';
import { isAfter, isBefore, latest, toWire, truncate } from '../../../shared/time.ts';
import { wantsSecondPerson } from '../domain/approval.ts';
import { handsOnRisk } from '../domain/decide.ts';
import { riskParams } from '../domain/planner/drop.ts';
import { planFactsOfOne } from '../store/plan-servers.ts';
import { forgetRebootNeed } from '../store/reports.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { saveLastReboot, saveUpdateInstants, type UpdateInstants } from '../store/servers.ts';
import { insertUpdate } from '../store/updates.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { instantsBy } from './rhythm.ts';
import { settle } from './settle.ts';
import { slotsAfterUpdate } from './slots/after-update.ts';
import { type Asked, askSecondPerson, type SecondPersonNeeded } from './slots/ask.ts';
import { personOf } from './slots/parts.ts';
import { onServer, subjectOf } from './subject.ts';
import { touchableOf } from './touchable.ts';

export interface Mark {
  readonly id: string;
  /** Absent: now. */
  readonly at?: Temporal.Instant | undefined;
  readonly confirmRisky: boolean;
}

type MarkAnswer<Fault extends string> = Result<
  AssetId,
  Fault | 'servers.unknown' | 'service_window_risky' | 'servers.second_person_needed' | 'servers.no_second_person'
>;

/** Records that a person updated the server. The same instant told again by the same person is one record. */
export function createMarkUpdated(parts: Parts) {
  type Answer = MarkAnswer<'servers.updated_in_future'>;
  return (by: Actor, input: Mark & { readonly note: string }): Promise<Answer> =>
    askSecondPerson(parts, by, input.id, () =>
      onServer<Answer | SecondPersonNeeded>(parts, by, input.id, async (work, server) => {
        const at = truncate(input.at ?? work.now);
        if (isAfter(at, work.now)) return refuse('servers.updated_in_future', { path: 'at' });
        const risk = await riskyNow(work, parts, server);
        if (risk !== null && !input.confirmRisky) return risk;
        if (risk !== null && (await needsSecond(work, server))) return needed({ kind: 'updated', at, note: input.note });
        const update = { at, note: input.note, confirmedRisky: risk !== null };
        await tellUpdate(work, parts, server, update);
        await settle(work, parts, server.id);
        return ok(server.id);
      }),
    );
}

const needsSecond = async (work: Work, server: ServerRow): Promise<boolean> =>
  wantsSecondPerson((await planFactsOfOne(work.tx, server.id)).overduePolicy);

const needed = (asked: Pick<Asked, 'kind' | 'at' | 'note'>): SecondPersonNeeded => ({
  ...{ ok: false, code: 'servers.ask_second_person', params: {} },
  asked: { ...asked, slotId: null, minutes: null },
});

export interface ToldUpdate {
  readonly at: Temporal.Instant;
  readonly note: string;
  readonly confirmedRisky: boolean;
}

/** Writes down a complete update that the caller tells, with its audit row. */
export async function tellUpdate(work: Work, parts: Pick<Parts, 'telling'>, server: ServerRow, update: ToldUpdate): Promise<void> {
  if (await recordUpdate(work, parts, server, update, personOf(work))) await auditMark(work, server, update);
}

/** Writes down a complete update that somebody told, and what follows from it. False: the same was told before. The caller audits. */
export async function recordUpdate(
  work: Work,
  parts: Pick<Parts, 'telling'>,
  server: ServerRow,
  update: ToldUpdate,
  byUserId: UserId | null,
): Promise<boolean> {
  // Nobody in person: what the console called at a slot's start told it.
  const source = byUserId === null ? 'hand-off' : 'person';
  if (!(await insertUpdate(work.tx, server.id, { ...update, source, byUserId, isComplete: true, packages: [] }, work.now))) return false;
  const instants = await moveLastUpdate(work, server, update.at);
  await slotsAfterUpdate(work, parts, server, { at: update.at, instants });
  publishChange(work, subjectOf(server), 'updated');
  return true;
}

const auditMark = (work: Work, server: ServerRow, { at, note, confirmedRisky }: ToldUpdate): Promise<void> => {
  const newest = server.lastUpdatedAt === null ? at : latest(server.lastUpdatedAt, at);
  return auditServer(work, 'servers.marked_updated', subjectOf(server), {
    before: { lastUpdatedAt: toWire(server.lastUpdatedAt) },
    after: { lastUpdatedAt: toWire(newest), at: toWire(at), note, confirmedRisky },
  });
};

/** `lastUpdatedAt` is the newest complete update: one that was told late does not move it back. */
export async function moveLastUpdate(work: Work, server: ServerRow, at: Temporal.Instant): Promise<UpdateInstants> {
  const newest = server.lastUpdatedAt === null ? at : latest(server.lastUpdatedAt, at);
  const instants = await instantsBy(work.tx, server.site.id, server.schedule?.id ?? null, newest);
  if (instants === null) throw new Error(`server ${server.id} follows a schedule that is not there`);
  await saveUpdateInstants(work.tx, server.id, instants);
  return instants;
}

/** Records that a person rebooted the server. A reboot that was told late does not move the last one back. */
export function createMarkRebooted(parts: Parts) {
  type Answer = MarkAnswer<'servers.rebooted_in_future'>;
  return (by: Actor, input: Mark): Promise<Answer> =>
    askSecondPerson(parts, by, input.id, () =>
      onServer<Answer | SecondPersonNeeded>(parts, by, input.id, async (work, server) => {
        const at = truncate(input.at ?? work.now);
        if (isAfter(at, work.now)) return refuse('servers.rebooted_in_future', { path: 'at' });
        const risk = await riskyNow(work, parts, server);
        if (risk !== null && !input.confirmRisky) return risk;
        if (risk !== null && (await needsSecond(work, server))) return needed({ kind: 'rebooted', at, note: '' });
        if (await recordReboot(work, server, at)) {
          await auditServer(work, 'servers.marked_rebooted', subjectOf(server), {
            before: { lastRebootedAt: toWire(server.lastRebootedAt) },
            after: { lastRebootedAt: toWire(at), confirmedRisky: risk !== null },
          });
          await settle(work, parts, server.id);
        }
        return ok(server.id);
      }),
    );
}

/** False: a later one is known. The caller audits. */
export async function recordReboot(work: Work, server: ServerRow, at: Temporal.Instant): Promise<boolean> {
  if (server.lastRebootedAt !== null && !isBefore(server.lastRebootedAt, at)) return false;
  await saveLastReboot(work.tx, server.id, at);
  const { receivedAt } = server.report;
  if (receivedAt !== null && isAfter(at, receivedAt)) await forgetRebootNeed(work.tx, server.id);
  publishChange(work, subjectOf(server), 'rebooted');
  return true;
}

/** The refusal that asks for confirmation, asked about the instant of the call: it is the moment in which somebody has their hands on the server. */
async function riskyNow(work: Work, parts: Parts, server: ServerRow): Promise<Refused<'service_window_risky'> | null> {
  const touchable = await touchableOf(work.tx, parts, server, work.now);
  const risk = handsOnRisk(touchable, work.now);
  return risk === null ? null : refuse('service_window_risky', riskParams(touchable, risk));
}
