import { createHash } from 'node:crypto';
import type { DeviceActor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { ok, type RefusalParams, type Result } from '../../../shared/result.ts';
import { latest, toWire } from '../../../shared/time.ts';
import { createTurns } from '../../../shared/turns.ts';
import { SERVERS_EVENTS } from '../contract/events.ts';
import { bindMachine, rebootSeen, updatesSeen } from '../domain/observed.ts';
import { type HostReport, parseReport } from '../domain/report.ts';
import type { ReportFault } from '../domain/report-lines.ts';
import { silentFrom } from '../domain/report-state.ts';
import { packagesOf, replacePackages } from '../store/packages.ts';
import { saveOtherMachine, saveReport } from '../store/reports.ts';
import type { ReportRow, ServerRow } from '../store/server-rows.ts';
import { saveLastReboot } from '../store/servers.ts';
import { saveTokenUse } from '../store/tokens.ts';
import { insertUpdate } from '../store/updates.ts';
import { moveLastUpdate } from './mark.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { hasReadableList, plausible, reportAfter } from './report-after.ts';
import { settle } from './settle.ts';
import { slotsAfterUpdate } from './slots/after-update.ts';
import { onServer, subjectOf } from './subject.ts';

type ReportRefusal = 'servers.unknown' | 'servers.other_machine';

/** `repeated`: the very same report came again and changed nothing. `unread`: it was about nothing that we keep. */
export type ReportAnswer<Fault extends string = never> = Result<'accepted' | 'repeated' | 'unread', ReportRefusal | Fault>;

/** Takes a report of a machine. What cannot be read, was cut off, or comes from another machine leaves the report before it in place. */
export function createReceiveReport(parts: Parts) {
  const receive = createReceive(parts);
  return async (by: DeviceActor, body: string): Promise<ReportAnswer<ReportFault>> => {
    const parsed = parseReport(body);
    if (!parsed.ok) return parsed;
    const bodyHash = createHash('sha256').update(body).digest('hex');
    return await receive(by, { read: () => ({ report: parsed.value, bodyHash }) });
  };
}

interface Received {
  readonly report: HostReport;
  /** SHA-256, hex. */
  readonly bodyHash: string;
}

/** Something that a machine says of itself, whatever its agent. */
interface Intake {
  /** What it says, beside what is known of the machine so far; null: nothing that we keep. */
  read(before: ReportRow, receivedAt: Temporal.Instant): Received | null;
  /** Runs with the report that was accepted, in its transaction. */
  after?(work: Work, server: ServerRow): Promise<void>;
}

/**
 * So many reports are written at once. Of a thousand machines that report at the same moment (a timer, power that is back) each would else
 * wait for a connection, until waiting ends with an error, and people's requests would stand behind them.
 */
const AT_ONCE = 4;

/** The one way in for what machines say: the same rules for every agent. */
export function createReceive(parts: Parts) {
  const turns = createTurns(AT_ONCE);
  const take = (by: DeviceActor, intake: Intake): Promise<ReportAnswer> =>
    onServer<ReportAnswer>(parts, by, by.assetId, async (work, server) => {
      const received = intake.read(server.report, work.now);
      if (received === null) return ok('unread');
      const accepted = await accept(work, parts, server, received);
      if (accepted.ok) await intake.after?.(work, server);
      return accepted;
    });
  return async (by: DeviceActor, intake: Intake): Promise<ReportAnswer> => {
    const answer = await turns(() => take(by, intake));
    if (!answer.ok && answer.code === 'servers.other_machine') await noteOtherMachine(parts, by, answer.params);
    return answer;
  };
}

async function accept(work: Work, parts: Parts, server: ServerRow, received: Received): Promise<ReportAnswer> {
  const { report, bodyHash } = received;
  const bound = bindMachine(server.report.machineHash, report);
  if (!bound.ok) return bound;
  if (work.by.kind === 'device') await saveTokenUse(work.tx, work.by.tokenId, work.now);
  if (server.report.bodyHash === bodyHash) return ok('repeated');

  const row = reportAfter(server.report, { report, bodyHash, machineHash: bound.value, receivedAt: work.now });
  if (row.inventory === 'unknown') throw new Error('a received report has an inventory of some kind');
  const last = { receivedAt: work.now, intervalSeconds: row.intervalSeconds, state: row.inventory };
  await noteUpdates(work, parts, server, report);
  await saveReport(work.tx, server.id, { ...row, silentAt: silentFrom(last) });
  if (report.inventory.state !== 'error' && hasReadableList(report)) await replacePackages(work.tx, server.id, report.inventory.packages);
  if (bound.value !== server.report.machineHash) await noteBinding(work, parts, server, bound.value);
  await noteReboot(work, server, report);

  publishReported(work, server, row);
  publishChange(work, subjectOf(server), 'report');
  await settle(work, parts, server.id);
  return ok('accepted');
}

/** Updates that were applied since the report before: always history, and the last update where none is left. */
async function noteUpdates(work: Work, parts: Pick<Parts, 'telling'>, server: ServerRow, report: HostReport): Promise<void> {
  if (server.report.receivedAt === null) return;
  const known = { packages: await packagesOf(work.tx, server.id), packagesChangedAt: server.report.packagesChangedAt };
  const seen = updatesSeen(known, report, work.now);
  if (seen === null) return;
  const at = plausible(seen.at) ?? work.now;
  const { isComplete, packages } = seen;
  const record = { at, source: 'report', byUserId: null, note: '', confirmedRisky: false, isComplete, packages } as const;
  if (!(await insertUpdate(work.tx, server.id, record, work.now))) return;
  const instants = isComplete ? await moveLastUpdate(work, server, at) : { lastUpdatedAt: server.lastUpdatedAt, warnsAt: null };
  const { lastUpdatedAt } = instants;
  await slotsAfterUpdate(work, parts, server, { at, instants });
  await auditServer(work, 'servers.update_seen', subjectOf(server), {
    before: { lastUpdatedAt: toWire(server.lastUpdatedAt) },
    after: { lastUpdatedAt: toWire(lastUpdatedAt), at: toWire(at), packages: packages.length, isComplete },
  });
}

async function noteBinding(work: Work, { assets }: Parts, server: ServerRow, machineHash: string | null): Promise<void> {
  const changed = await assets.change(work, server.id, { machineHash });
  if (!changed.ok) throw new Error(`binding a machine was refused: ${changed.code}`);
  await auditServer(work, 'servers.machine_bound', subjectOf(server), {
    before: { machine: server.report.machineHash },
    after: { machine: machineHash },
  });
}

async function noteReboot(work: Work, server: ServerRow, report: HostReport): Promise<void> {
  const { receivedAt, bootId, bootedAt } = server.report;
  const seen = rebootSeen(receivedAt === null ? null : { bootId, bootedAt }, report, work.now);
  const at = plausible(seen);
  if (at === null) return;
  const lastRebootedAt = server.lastRebootedAt === null ? at : latest(at, server.lastRebootedAt);
  if (server.lastRebootedAt?.equals(lastRebootedAt) === true) return;
  await saveLastReboot(work.tx, server.id, lastRebootedAt);
  await auditServer(work, 'servers.reboot_seen', subjectOf(server), {
    before: { lastRebootedAt: toWire(server.lastRebootedAt) },
    after: { lastRebootedAt: toWire(lastRebootedAt) },
  });
}

function publishReported(work: Work, server: ServerRow, row: ReturnType<typeof reportAfter>): void {
  const { inventory, pendingUpdates, pendingSecurityUpdates } = row;
  work.publish({
    name: SERVERS_EVENTS.reported,
    module: 'servers',
    siteId: server.site.id,
    assetId: server.id,
    payload: { inventory, pendingUpdates, pendingSecurityUpdates },
  });
}

/** The refusal itself leaves nothing behind; that a clone is about must stay, so it is written on its own. */
async function noteOtherMachine(parts: Parts, by: DeviceActor, claimed: RefusalParams): Promise<void> {
  await onServer(parts, by, by.assetId, async (work, server) => {
    await saveOtherMachine(work.tx, server.id, work.now);
    await auditServer(work, 'servers.report_from_other_machine', subjectOf(server), { after: claimed });
    publishChange(work, subjectOf(server), 'other_machine');
    await settle(work, parts, server.id);
    return ok(null);
  });
}
