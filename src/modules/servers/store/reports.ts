import type { Tx } from '../../../kernel/db/database.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { ReportRow } from './server-rows.ts';
import './tables.ts';

/** Replaces what the latest report said; pending counts of a report that could not be read are kept by the caller. */
export async function saveReport(tx: Tx, id: AssetId, report: ReportRow & { readonly silentAt: Temporal.Instant }): Promise<void> {
  await tx.updateTable('servers.reports').set(columns(report)).where('server_id', '=', id).execute();
}

const columns = (report: ReportRow & { readonly silentAt: Temporal.Instant }) => ({
  received_at: report.receivedAt,
  silent_at: report.silentAt,
  body_hash: report.bodyHash,
  agent: report.agent,
  interval_seconds: report.intervalSeconds,
  machine_hash: report.machineHash,
  other_machine_at: report.otherMachineAt,
  boot_id: report.bootId,
  booted_at: report.bootedAt,
  os_id: report.os?.id ?? null,
  os_version: report.os?.versionId ?? null,
  os_codename: report.os?.codename ?? null,
  kernel: report.kernel,
  arch: report.arch,
  package_manager: report.packageManager,
  clock_skew_seconds: report.clockSkewSeconds,
  inventory: report.inventory,
  inventory_error: report.inventoryError,
  lists_at: report.listsAt,
  packages_changed_at: report.packagesChangedAt,
  pending_updates: report.pendingUpdates,
  pending_security_updates: report.pendingSecurityUpdates,
  security_pending_since: report.securityPendingSince,
  reboot_required: report.rebootRequired,
  reboot_because: report.rebootBecause,
});

/** Remembers that another machine used the server's token. */
export async function saveOtherMachine(tx: Tx, id: AssetId, at: Temporal.Instant): Promise<void> {
  await tx.updateTable('servers.reports').set({ other_machine_at: at }).where('server_id', '=', id).execute();
}

/** After a rebuild: the next report binds its machine anew. */
export async function forgetMachine(tx: Tx, id: AssetId): Promise<void> {
  await tx
    .updateTable('servers.reports')
    .set({ machine_hash: null, other_machine_at: null, boot_id: null, booted_at: null, packages_changed_at: null })
    .where('server_id', '=', id)
    .execute();
}

/** A person said that the server was rebooted: until the next report nobody knows whether another one is needed. */
export async function forgetRebootNeed(tx: Tx, id: AssetId): Promise<void> {
  await tx
    .updateTable('servers.reports')
    .set({ reboot_required: 'unknown', reboot_because: null })
    .where('server_id', '=', id)
    .where('reboot_required', '=', 'yes')
    .execute();
}
