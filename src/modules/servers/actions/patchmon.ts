import { createHash } from 'node:crypto';
import type { DeviceActor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { type PatchmonUpdate, readPatchmon, rebootOf, WANTED_SECTIONS } from '../domain/patchmon.ts';
import { silentFrom } from '../domain/report-state.ts';
import { packagesHashOf, savePackagesHash, saveReportHolds } from '../store/patchmon.ts';
import type { ReportRow, ServerRow } from '../store/server-rows.ts';
import { saveTokenUse } from '../store/tokens.ts';
import { type Parts, publishChange } from './parts.ts';
import { createReceive, type ReportAnswer } from './receive-report.ts';
import { lastReportOf, settle } from './settle.ts';
import { onServer, subjectOf } from './subject.ts';

export type PatchmonBody = PatchmonUpdate & {
  readonly machineId?: string | undefined;
  readonly hashes?: { readonly packagesHash?: string | undefined } | null | undefined;
};

/** Takes a report of PatchMon's agent on the same way and by the same rules as our own script's. */
export function createReceivePatchmon(parts: Parts) {
  const receive = createReceive(parts);
  return (by: DeviceActor, body: PatchmonBody): Promise<ReportAnswer> =>
    receive(by, {
      read(before, receivedAt) {
        const report = readPatchmon(body, { machine: machineOf(body.machineId), known: knownOf(before), receivedAt });
        return report === null ? null : { report, bodyHash: hashOf(JSON.stringify([body, receivedAt.epochMilliseconds])) };
      },
      after: (work, server) => savePackagesHash(work.tx, server.id, plainHash(body.hashes?.packagesHash)),
    });
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The agent sends the machine's id itself, our script the hash of its file: one machine is the same by either. */
const machineOf = (machineId = ''): string | null => (/^[0-9a-f]{32}$/.test(machineId) ? hashOf(`${machineId}\n`) : null);

const knownOf = ({ kernel, arch, rebootRequired }: ReportRow) => ({
  ...{ kernel, arch },
  reboot: { required: rebootRequired, because: 'agent' } as const,
});

const plainHash = (hash: string | undefined): string | null => (hash !== undefined && /^[0-9a-f]{64}$/.test(hash) ? hash : null);

export interface PatchmonPing {
  readonly packagesHash?: string | undefined;
  readonly needsReboot?: boolean | undefined;
}

export interface PingAnswer {
  readonly name: string;
  /** Sections to send whole. */
  readonly wanted: readonly string[];
}

/** A sign of life: where the agent's list is still the one that we have, the latest report counts as received anew. */
export function createPingPatchmon(parts: Parts) {
  return (by: DeviceActor, ping: PatchmonPing): Promise<Result<PingAnswer, 'servers.unknown'>> =>
    onServer<Result<PingAnswer, 'servers.unknown'>>(parts, by, by.assetId, async (work, server) => {
      await saveTokenUse(work.tx, by.tokenId, work.now);
      const hash = plainHash(ping.packagesHash);
      if (hash === null || hash !== (await packagesHashOf(work.tx, server.id))) return ok({ name: server.name, wanted: WANTED_SECTIONS });
      await holdReport(work, parts, server, ping);
      return ok({ name: server.name, wanted: [] });
    });
}

async function holdReport(work: Work, parts: Parts, server: ServerRow, { needsReboot }: PatchmonPing): Promise<void> {
  const last = lastReportOf(server.report);
  if (last === null) return;
  const receivedAt = work.now;
  const reboot = needsReboot === undefined ? null : rebootOf(needsReboot);
  await saveReportHolds(work.tx, server.id, { receivedAt, silentAt: silentFrom({ ...last, receivedAt }), reboot });
  publishChange(work, subjectOf(server), 'report');
  await settle(work, parts, server.id);
}
