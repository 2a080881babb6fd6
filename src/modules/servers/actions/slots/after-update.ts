import type { Work } from '../../../../kernel/db/transact.ts';
import { isBefore } from '../../../../shared/time.ts';
import { isOpen } from '../../domain/slot.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import type { UpdateInstants } from '../../store/servers.ts';
import { livingSlotOf, openSlotsOf } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { subjectOf } from '../subject.ts';
import { cancelOpenSlot, endSlot } from './place.ts';

/**
 * An update that was told or seen ends the slot in which it fell. A slot that still waits for the very update that has
 * now been done is cancelled: the server is not due at its start any more.
 */
export async function slotsAfterUpdate(
  work: Work,
  parts: Pick<Parts, 'telling'>,
  server: ServerRow,
  update: { readonly at: Temporal.Instant; readonly instants: Pick<UpdateInstants, 'lastUpdatedAt' | 'warnsAt'> },
): Promise<void> {
  const { at, instants } = update;
  const living = await livingSlotOf(work.tx, server.id);
  if (living === null) return;
  if (!isOpen(living.state) && !isBefore(at, living.startsAt)) {
    await endSlot(work, subjectOf(server), living, { state: 'succeeded', because: 'updated' });
  }
  const open = (await openSlotsOf(work.tx, [server.id])).get(server.id);
  const isNewest = instants.lastUpdatedAt?.equals(at) === true;
  if (open === undefined || !isNewest || instants.warnsAt === null || !isBefore(open.startsAt, instants.warnsAt)) return;
  await cancelOpenSlot(work, parts, subjectOf(server), open, 'updated');
}
