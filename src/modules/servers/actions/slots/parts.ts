import { isExclusionViolation, isUniqueViolation } from '../../../../kernel/db/errors.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId, SiteId, UserId } from '../../../../shared/ids.ts';
import { type Refused, refuse } from '../../../../shared/result.ts';
import { toWire } from '../../../../shared/time.ts';
import { SERVERS_EVENTS } from '../../contract/events.ts';
import type { SlotRow } from '../../store/slots.ts';
import { auditServer, publishChange, type Subject } from '../parts.ts';

export const personOf = ({ by }: Work): UserId | null => (by.kind === 'person' ? by.userId : null);

interface Place {
  readonly id: AssetId;
  readonly siteId: SiteId;
}

/** Lists and pages look again. */
export function publishSlot(
  work: Work,
  server: Place,
  slot: { readonly slotId: string; readonly state: string; readonly because?: string },
): void {
  const { slotId, state, because = null } = slot;
  work.publish({
    name: SERVERS_EVENTS.slotChanged,
    module: 'servers',
    siteId: server.siteId,
    assetId: server.id,
    payload: { slotId, state, because },
  });
  publishChange(work, server, 'slot');
}

export const auditSlot = (work: Work, action: string, server: Subject, change: Parameters<typeof auditServer>[3]): Promise<void> =>
  auditServer(work, action, server, change);

/** A slot as the audit shows it. */
export const audited = ({ id, startsAt, endsAt }: Pick<SlotRow, 'id' | 'startsAt' | 'endsAt'>) => ({
  slotId: id,
  startsAt: toWire(startsAt),
  endsAt: toWire(endsAt),
});

/** The database has the last word, also where somebody got round the locks: two of a group at once, two slots of one server. */
export async function orTaken<T>(act: () => Promise<T>): Promise<T | Refused<'servers.slot_group_busy' | 'servers.slot_exists'>> {
  try {
    return await act();
  } catch (error) {
    if (isExclusionViolation(error, 'slots_group_apart')) return refuse('servers.slot_group_busy');
    if (isUniqueViolation(error, 'slots_open')) return refuse('servers.slot_exists');
    throw error;
  }
}
