import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { type Leading, NotLeadingError } from '../../../../kernel/leases/leading.ts';
import type { Log } from '../../../../kernel/log/log.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { isBefore, toWire } from '../../../../shared/time.ts';
import { answerDueAt, isOpen, isTooLate, lateAfter, lookAgainAt, startedWakesAt } from '../../domain/slot.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { closeSlotsOf, countLateSlots, dueSlots, nextSlotWake } from '../../store/slot-watch.ts';
import { findSlot, type SlotId, type SlotRow, saveSlot } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { settle } from '../settle.ts';
import { lockServer, subjectOf } from '../subject.ts';
import { FOLLOW_QUEUE, HAND_OFF_QUEUE } from './hand-off.ts';
import { endSlot } from './place.ts';
import { startSlot } from './start.ts';
import { tellPeople } from './tell.ts';

const CONSOLE = systemActor('servers');
const BATCH = 100;
const LATE = Temporal.Duration.from({ minutes: 5 });

export type WatchParts = Parts & { readonly log: Log; readonly leading: Pick<Leading, 'transact'> };
export type SlotWatch = ReturnType<typeof createSlotWatch>;

/** Does about slots what their time asks for: tells of them, starts them, follows them, and gives them up. */
export function createSlotWatch(parts: WatchParts) {
  return {
    next: (): Promise<Temporal.Instant | null> => nextSlotWake(parts.db),
    run: (now: Temporal.Instant): Promise<void> => runDue(parts, now),
    /** How many slots something should have been done about five minutes ago. */
    late: (): Promise<number> => countLateSlots(parts.db, parts.clock.now().subtract(LATE)),
  };
}

async function runDue(parts: WatchParts, now: Temporal.Instant): Promise<void> {
  for (;;) {
    const due = await dueSlots(parts.db, now, BATCH);
    let done = 0;
    for (const { id, serverId } of due) if (await lookQuietly(parts, id, serverId)) done += 1;
    if (due.length < BATCH || done === 0) return;
  }
}

/** One slot that fails does not keep the others from their start. */
async function lookQuietly(parts: WatchParts, id: SlotId, serverId: AssetId): Promise<boolean> {
  try {
    await parts.leading.transact(CONSOLE, (work) => look(work, parts, id, serverId));
    return true;
  } catch (error) {
    if (error instanceof NotLeadingError) throw error;
    parts.log.error({ slotId: id, serverId, err: error }, 'nothing could be done about a slot; it is looked at again in a minute');
    return putOff(parts, id);
  }
}

/** A slot that goes on failing must not keep the timer in its pauses. False: the database is away, and they are right. */
async function putOff(parts: WatchParts, id: SlotId): Promise<boolean> {
  try {
    await parts.leading.transact(CONSOLE, ({ tx, now }) => saveSlot(tx, id, { wakesAt: lookAgainAt(now) }));
    return true;
  } catch (error) {
    if (error instanceof NotLeadingError) throw error;
    return false; // Logged above: it is the same trouble.
  }
}

async function look(work: Work, parts: WatchParts, id: SlotId, serverId: AssetId): Promise<void> {
  const server = await lockServer(work, parts, serverId);
  if (server === null) {
    await closeSlotsOf(work.tx, serverId, work.now);
    return;
  }
  const slot = await findSlot(work.tx, server.id, id);
  if (slot === null) return;
  if (!isOpen(slot.state)) await follow(work, parts, server, slot);
  else if (isBefore(work.now, slot.startsAt)) await announce(work, parts, server, slot);
  else await startSlot(work, parts, server, slot);
}

/** A day before, those who answer for the server hear of its slot; until the start each of them may put it off. */
async function announce(work: Work, parts: Parts, server: ServerRow, slot: SlotRow): Promise<void> {
  const changes = { noticeDueAt: null, wakesAt: slot.startsAt };
  if (slot.noticeDueAt === null || isBefore(work.now, slot.noticeDueAt)) {
    await saveSlot(work.tx, slot.id, { wakesAt: slot.noticeDueAt ?? slot.startsAt });
    return;
  }
  await saveSlot(work.tx, slot.id, { ...changes, noticeToldAt: work.now });
  await tellPeople(work, parts, subjectOf(server), {
    key: `slot ${slot.id} ${toWire(slot.startsAt)}`,
    sentence: 'slot-announced',
    params: { startsAt: toWire(slot.startsAt), endsAt: toWire(slot.endsAt) },
  });
}

/** A started slot: handed off, if that has not been done; asked about; given up once the answer is due. */
async function follow(work: Work, parts: Parts, server: ServerRow, slot: SlotRow): Promise<void> {
  if (slot.isHandedOff && slot.calledAt === null) {
    await handOffAgain(work, parts, server, slot);
    return;
  }
  if (!isBefore(work.now, answerDueAt(slot.endsAt))) {
    const end = slot.isHandedOff
      ? ({ state: 'unknown', because: 'no_answer' } as const)
      : ({ state: 'missed', because: 'nobody' } as const);
    await endSlot(work, subjectOf(server), slot, end);
    await settle(work, parts, server.id);
    return;
  }
  if (slot.statusUrl !== null) await work.enqueue(FOLLOW_QUEUE, { slotId: slot.id }, { singletonKey: slot.id });
  await saveSlot(work.tx, slot.id, { wakesAt: startedWakesAt(slot, work.now) });
}

/** What updates the machine could not be reached so far: tried each minute, for half an hour after the start. */
async function handOffAgain(work: Work, parts: Parts, server: ServerRow, slot: SlotRow): Promise<void> {
  if (isTooLate(slot.startsAt, work.now)) {
    await endSlot(work, subjectOf(server), slot, { state: 'missed', because: 'unreachable' });
    await settle(work, parts, server.id);
    return;
  }
  await work.enqueue(HAND_OFF_QUEUE, { slotId: slot.id }, { singletonKey: slot.id });
  const again = lookAgainAt(work.now);
  const late = lateAfter(slot.startsAt).add({ milliseconds: 1 });
  await saveSlot(work.tx, slot.id, { wakesAt: isBefore(again, late) ? again : late });
}
