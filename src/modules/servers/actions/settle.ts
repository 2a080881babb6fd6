import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Tx } from '../../../kernel/db/database.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { earliest, isAfter, toWire } from '../../../shared/time.ts';
import { tellsOwners } from '../domain/approval.ts';
import { factsAt, nextFactAt, type ServerRecord } from '../domain/facts.ts';
import { otherMachineFactAt, otherMachineForgottenAt } from '../domain/other-machine.ts';
import type { LastReport } from '../domain/report-state.ts';
import { slotFact } from '../domain/slot.ts';
import { holdFactsChange, saveFactsChange } from '../store/attention.ts';
import { rememberOverdue } from '../store/overdue-told.ts';
import { planFactsOfOne } from '../store/plan-servers.ts';
import type { ReportRow, ServerRow } from '../store/server-rows.ts';
import { countResponsible, findServer } from '../store/servers.ts';
import { endedSlotOf, peopleOf } from '../store/slot-watch.ts';
import type { Parts } from './parts.ts';
import { SECURITY_PENDING_DAYS } from './settings.ts';
import { tellThese } from './slots/tell.ts';

/** States all that is wrong with a server at `work.now`, and notes when time alone will change it. Called last by every action. */
export async function settle(work: Work, parts: Pick<Parts, 'findings' | 'settings' | 'telling'>, id: AssetId): Promise<void> {
  // Before looking: whoever has the server looked at anew (a schedule, its people) has done so already, or waits for us.
  await holdFactsChange(work.tx, id);
  const server = await findServer(work.tx, WHOLE_ESTATE, id);
  if (server === null) return;
  const record = await recordOf(work.tx, parts, server);
  const { otherMachineAt } = server.report;
  const ofSlots = slotFact(await endedSlotOf(work.tx, id), server.lastUpdatedAt);
  const facts = [...factsAt(record, work.now), otherMachineFactAt(otherMachineAt, work.now), ofSlots].filter((fact) => fact !== null);
  await parts.findings.settle(work, { module: 'servers', siteId: server.site.id, assetId: id }, facts);
  if (facts.some(({ rule }) => rule === 'update-overdue')) await tellOverdue(work, parts, server);
  await saveFactsChange(work.tx, id, nextChange(nextFactAt(record, work.now), otherMachineForgottenAt(otherMachineAt), work.now));
}

/** Where the schedule says so, the owners are told that an update is overdue: once for each due instant. */
async function tellOverdue(work: Work, parts: Pick<Parts, 'telling'>, server: ServerRow): Promise<void> {
  const { overduePolicy } = await planFactsOfOne(work.tx, server.id);
  if (!tellsOwners(overduePolicy)) return;
  const owners = await peopleOf(work.tx, server.id, { onlyOwners: true });
  const untold = await rememberOverdue(work.tx, server.id, owners, server.dueAt);
  const dueAt = toWire(server.dueAt);
  const key = `overdue ${server.id} ${dueAt ?? 'never updated'}`;
  const subject = { id: server.id, name: server.name, siteId: server.site.id };
  await tellThese(work, parts, subject, untold, { key, sentence: 'overdue', params: { dueAt } });
}

async function recordOf(tx: Tx, { settings }: Pick<Parts, 'settings'>, server: ServerRow): Promise<ServerRecord> {
  const { report } = server;
  return {
    responsibleCount: await countResponsible(tx, server.id),
    os: report.os,
    rhythm: server.schedule,
    lastUpdatedAt: server.lastUpdatedAt,
    report: lastReportOf(report),
    reportError: report.inventoryError,
    clockSkewSeconds: report.receivedAt === null ? null : report.clockSkewSeconds,
    rebootRequired: report.rebootRequired,
    pendingSecurityUpdates: report.pendingSecurityUpdates,
    securityPendingSince: report.securityPendingSince,
    securityDays: await settings.read(tx, SECURITY_PENDING_DAYS.key, SECURITY_PENDING_DAYS.declaration),
  };
}

/** The latest report as the rules know it; null: it has never reported. */
export function lastReportOf({ receivedAt, intervalSeconds, inventory }: ReportRow): LastReport | null {
  return receivedAt === null || inventory === 'unknown' ? null : { receivedAt, intervalSeconds, state: inventory };
}

function nextChange(a: Temporal.Instant | null, b: Temporal.Instant | null, now: Temporal.Instant): Temporal.Instant | null {
  const ahead = [a, b].filter((at) => at !== null).filter((at) => isAfter(at, now));
  return ahead.reduce<Temporal.Instant | null>((first, at) => (first === null ? at : earliest(first, at)), null);
}
