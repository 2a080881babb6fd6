import { sql } from 'kysely';
import type { Tx } from '../../../../kernel/db/database.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import type { DiscoveredSoFar } from '../../domain/discovery.ts';
import type { Hardware } from '../../domain/hardware.ts';
import '../tables.ts';

/** Also those of this hour that were archived since: whoever invents them goes on. */
export async function countDiscovered(tx: Tx, now: Temporal.Instant): Promise<DiscoveredSoFar> {
  const { rows } = await sql<DiscoveredSoFar>`
    select count(*) filter (where discovered_at > ${now.subtract({ hours: 1 })}) as "inThisHour",
      count(*) filter (where uuid is not null) as "inAll"
    from screens.screens where discovered_at is not null`.execute(tx);
  return rows[0] ?? { inThisHour: 0, inAll: 0 };
}

export async function markDiscovered(tx: Tx, id: AssetId, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('screens.screens').set({ discovered_at: now }).where('id', '=', id).execute();
}

export async function saveClaims(tx: Tx, id: AssetId, hardware: Hardware): Promise<void> {
  await tx
    .updateTable('screens.screens')
    .set({ hardware: JSON.stringify(hardware) })
    .where('id', '=', id)
    .execute();
}
