import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { RebootVerdict } from '../domain/reboot.ts';
import './intake-tables.ts';
import './tables.ts';

/** What the agent last said its list hashes to; null: never, or nothing. */
export async function packagesHashOf(db: Db | Tx, id: string): Promise<string | null> {
  const row = await db.selectFrom('servers.patchmon_agents').select('packages_hash').where('server_id', '=', id).executeTakeFirst();
  return row?.packages_hash ?? null;
}

export async function savePackagesHash(tx: Tx, id: AssetId, packagesHash: string | null): Promise<void> {
  await tx
    .insertInto('servers.patchmon_agents')
    .values({ server_id: id, packages_hash: packagesHash })
    .onConflict((conflict) => conflict.column('server_id').doUpdateSet({ packages_hash: packagesHash }))
    .execute();
}

/** The latest report still holds: it counts as received anew. */
export async function saveReportHolds(
  tx: Tx,
  id: AssetId,
  {
    receivedAt,
    silentAt,
    reboot,
  }: { readonly receivedAt: Temporal.Instant; readonly silentAt: Temporal.Instant; readonly reboot: RebootVerdict | null },
): Promise<void> {
  await tx
    .updateTable('servers.reports')
    .set({
      received_at: receivedAt,
      silent_at: silentAt,
      ...(reboot === null ? {} : { reboot_required: reboot.required, reboot_because: reboot.because }),
    })
    .where('server_id', '=', id)
    .execute();
}
