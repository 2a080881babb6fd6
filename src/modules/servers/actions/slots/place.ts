import type { Work } from '../../../../kernel/db/transact.ts';
import { newId, type UserId } from '../../../../shared/ids.ts';
import { toWire } from '../../../../shared/time.ts';
import type { Period } from '../../../../shared/window.ts';
import { noticeDueAt, openWakesAt, type SlotBecause, type SlotState } from '../../domain/slot.ts';
import type { PlanFacts } from '../../store/plan-servers.ts';
import { insertSlot, type SlotChanges, type SlotId, type SlotRow, saveSlot } from '../../store/slots.ts';
import type { Parts, Subject } from '../parts.ts';
import { personOf, publishSlot } from './parts.ts';
import { tellPeople } from './tell.ts';

export interface Placing extends Period {
  readonly isByHand: boolean;
  readonly isRisky: boolean;
  readonly confirmedBy: UserId | null;
}

/** Writes a new slot. Its people hear of it a day before, or at once where that has passed. */
export async function placeSlot(work: Work, server: Subject, { group }: Pick<PlanFacts, 'group'>, placing: Placing): Promise<SlotId> {
  const id = newId<'slot'>(work.now);
  const { from: startsAt, until: endsAt, isByHand, isRisky, confirmedBy } = placing;
  const noticeAt = noticeDueAt(startsAt, work.now);
  await insertSlot(
    work.tx,
    {
      ...{ id, serverId: server.id, siteId: server.siteId, groupNumber: group?.number ?? null, startsAt, endsAt, isByHand, isRisky },
      ...{ confirmedBy, plannedBy: personOf(work), noticeDueAt: noticeAt, wakesAt: openWakesAt({ startsAt, noticeDueAt: noticeAt }) },
    },
    work.now,
  );
  publishSlot(work, server, { slotId: id, state: 'planned' });
  return id;
}

/** Gives an open slot another time. Those who were told of the old one hear of it at once, the others a day before the new one. */
export async function shiftSlot(
  work: Work,
  parts: Pick<Parts, 'telling'>,
  server: Subject,
  slot: SlotRow,
  placing: Placing & { readonly state?: SlotState },
): Promise<void> {
  const { from: startsAt, until: endsAt, isByHand, isRisky, confirmedBy, state = slot.state } = placing;
  const wasTold = slot.noticeToldAt !== null;
  const isSoon = noticeDueAt(startsAt, work.now).equals(work.now);
  const noticeAt = wasTold && isSoon ? null : noticeDueAt(startsAt, work.now);
  const changes: SlotChanges = {
    ...{ startsAt, endsAt, state, isByHand, isRisky, confirmedBy, movedAt: work.now, noticeDueAt: noticeAt },
    noticeToldAt: wasTold && isSoon ? work.now : null,
    wakesAt: openWakesAt({ startsAt, noticeDueAt: noticeAt }),
  };
  await saveSlot(work.tx, slot.id, changes);
  publishSlot(work, server, { slotId: slot.id, state });
  if (!wasTold || startsAt.equals(slot.startsAt)) return;
  await tellPeople(work, parts, server, {
    key: `slot-moved ${slot.id} ${slot.version}`,
    sentence: 'slot-moved',
    params: { startsAt: toWire(startsAt), from: toWire(slot.startsAt) },
    except: personOf(work),
  });
}

export interface SlotEnd {
  readonly state: Extract<SlotState, 'succeeded' | 'failed' | 'missed' | 'cancelled' | 'unknown'>;
  readonly because: SlotBecause;
  readonly outcome?: string;
}

/** Writes down how a slot ended. What is wrong with the server follows when it is settled. */
export async function endSlot(work: Work, server: Subject, slot: SlotRow, { state, because, outcome }: SlotEnd): Promise<void> {
  const said = outcome === undefined ? {} : { outcome };
  await saveSlot(work.tx, slot.id, { state, because, ...said, finishedAt: work.now, wakesAt: null, noticeDueAt: null, tokenSealed: null });
  publishSlot(work, server, { slotId: slot.id, state, because });
}

/** Cancels an open slot; those who were told of it hear that. */
export async function cancelOpenSlot(
  work: Work,
  parts: Pick<Parts, 'telling'>,
  server: Subject,
  slot: SlotRow,
  because: 'cancelled' | 'updated',
): Promise<void> {
  await endSlot(work, server, slot, { state: 'cancelled', because });
  if (slot.noticeToldAt === null) return;
  await tellPeople(work, parts, server, {
    key: `slot-cancelled ${slot.id}`,
    sentence: 'slot-cancelled',
    params: { startsAt: toWire(slot.startsAt) },
    except: personOf(work),
  });
}
