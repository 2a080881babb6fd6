import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../shared/result.ts';
import { isAfter, isBefore, latest, toWire, truncate } from '../../../shared/time.ts';
import { windowAt } from '../../../shared/window.ts';
import { decide } from '../domain/decide.ts';
import { forgetRebootNeed } from '../store/reports.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { saveLastReboot, saveUpdateInstants } from '../store/servers.ts';
import { insertUpdate } from '../store/updates.ts';
import { maintenanceOf } from './maintenance.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { instantsBy } from './rhythm.ts';
import { settle } from './settle.ts';
import { onServer, subjectOf } from './subject.ts';

export interface Mark {
  readonly id: string;
  /** Absent: now. */
  readonly at?: Temporal.Instant | undefined;
  readonly confirmRisky: boolean;
}

type MarkAnswer<Fault extends string> = Result<AssetId, Fault | 'servers.unknown' | 'service_window_risky'>;

/** Records that a person updated the server. The same instant told again by the same person is one record. */
export function createMarkUpdated(parts: Parts) {
  return (by: Actor, input: Mark & { readonly note: string }): Promise<MarkAnswer<'servers.updated_in_future'>> =>
    onServer<MarkAnswer<'servers.updated_in_future'>>(parts, by, input.id, async (work, server) => {
      const at = truncate(input.at ?? work.now);
      if (isAfter(at, work.now)) return refuse('servers.updated_in_future', { path: 'at' });
      const risk = await riskyNow(work, parts, server);
      if (risk !== null && !input.confirmRisky) return risk;
      await recordUpdate(work, server, { at, note: input.note, confirmedRisky: risk !== null });
      await settle(work, parts, server.id);
      return ok(server.id);
    });
}

async function recordUpdate(
  work: Work,
  server: ServerRow,
  update: { readonly at: Temporal.Instant; readonly note: string; readonly confirmedRisky: boolean },
): Promise<void> {
  const byUserId = work.by.kind === 'person' ? work.by.userId : null;
  const record = { ...update, source: 'person', byUserId, isComplete: true, packages: [] } as const;
  if (!(await insertUpdate(work.tx, server.id, record, work.now))) return;
  const { lastUpdatedAt } = await moveLastUpdate(work, server, update.at);
  await auditServer(work, 'servers.marked_updated', subjectOf(server), {
    before: { lastUpdatedAt: toWire(server.lastUpdatedAt) },
    after: { lastUpdatedAt: toWire(lastUpdatedAt), at: toWire(update.at), note: update.note, confirmedRisky: update.confirmedRisky },
  });
  publishChange(work, subjectOf(server), 'updated');
}

/** `lastUpdatedAt` is the newest complete update: one that was told late does not move it back. */
export async function moveLastUpdate(
  work: Work,
  server: ServerRow,
  at: Temporal.Instant,
): Promise<{ readonly lastUpdatedAt: Temporal.Instant | null }> {
  const newest = server.lastUpdatedAt === null ? at : latest(server.lastUpdatedAt, at);
  const instants = await instantsBy(work.tx, server.site.id, server.schedule?.id ?? null, newest);
  if (instants === null) throw new Error(`server ${server.id} follows a schedule that is not there`);
  await saveUpdateInstants(work.tx, server.id, instants);
  return instants;
}

/** Records that a person rebooted the server. A reboot that was told late does not move the last one back. */
export function createMarkRebooted(parts: Parts) {
  return (by: Actor, input: Mark): Promise<MarkAnswer<'servers.rebooted_in_future'>> =>
    onServer<MarkAnswer<'servers.rebooted_in_future'>>(parts, by, input.id, async (work, server) => {
      const at = truncate(input.at ?? work.now);
      if (isAfter(at, work.now)) return refuse('servers.rebooted_in_future', { path: 'at' });
      const risk = await riskyNow(work, parts, server);
      if (risk !== null && !input.confirmRisky) return risk;
      if (server.lastRebootedAt === null || isBefore(server.lastRebootedAt, at)) {
        await recordReboot(work, server, at, { confirmedRisky: risk !== null });
        await settle(work, parts, server.id);
      }
      return ok(server.id);
    });
}

async function recordReboot(
  work: Work,
  server: ServerRow,
  at: Temporal.Instant,
  { confirmedRisky }: { readonly confirmedRisky: boolean },
): Promise<void> {
  await saveLastReboot(work.tx, server.id, at);
  const { receivedAt } = server.report;
  if (receivedAt !== null && isAfter(at, receivedAt)) await forgetRebootNeed(work.tx, server.id);
  await auditServer(work, 'servers.marked_rebooted', subjectOf(server), {
    before: { lastRebootedAt: toWire(server.lastRebootedAt) },
    after: { lastRebootedAt: toWire(at), confirmedRisky },
  });
  publishChange(work, subjectOf(server), 'rebooted');
}

/**
 * The refusal that asks for confirmation, where the server is in use now and no maintenance allows it. Asked about the
 * instant of the call in every mode: it is the moment in which somebody has their hands on the server.
 */
async function riskyNow(work: Work, parts: Parts, server: ServerRow): Promise<Refused<'service_window_risky'> | null> {
  const maintenance = await maintenanceOf(work.tx, parts, server.id, work.now);
  const touchable = { hours: server.hours, mode: 'confirm', cutoffMinutes: 0, maintenance, freezes: [] } as const;
  const decision = decide(touchable, 'update', work.now);
  if (decision.answer === 'allow' || windowAt(server.hours, work.now).status !== 'risky') return null;
  return refuse('service_window_risky', {
    timeZone: server.hours.timeZone ?? null,
    start: server.hours.start ?? null,
    end: server.hours.end ?? null,
    nextSafeAt: toWire(decision.nextAllowedAt),
  });
}
