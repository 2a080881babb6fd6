import { createHash, randomBytes } from 'node:crypto';
import type { Work } from '../../../../kernel/db/transact.ts';
import { type Decision, decide } from '../../domain/decide.ts';
import { answerDueAt, isTooLate, lateAfter, lookAgainAt } from '../../domain/slot.ts';
import { handOffOfServer } from '../../store/hand-offs.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { runningIn, type SlotRow, saveSlot } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { settle } from '../settle.ts';
import { subjectOf } from '../subject.ts';
import { touchableOf } from '../touchable.ts';
import { lockPlanning } from './by-hand.ts';
import { HAND_OFF_QUEUE } from './hand-off.ts';
import { publishSlot } from './parts.ts';
import { endSlot, type SlotEnd } from './place.ts';

export const SLOT_TOKEN_PREFIX = 'cts_';

/**
 * Begins a slot whose start has come. The decision is asked anew. The start is stamped before anything is called, in the
 * transaction that also enqueues the call: a crash loses the slot or goes on with it, and never starts it twice.
 */
export async function startSlot(work: Work, parts: Parts, server: ServerRow, slot: SlotRow): Promise<void> {
  const facts = await lockPlanning(work, server);
  const isGroupBusy = facts.group !== null && (await runningIn(work.tx, facts.group.number, server.id));
  if (isTooLate(slot.startsAt, work.now)) {
    await miss(work, parts, server, slot, { state: 'missed', because: isGroupBusy ? 'group_busy' : 'too_late' });
    return;
  }
  const refusal = refusalOf(await decisionAt(work, parts, server, slot), slot);
  if (refusal !== null) {
    await miss(work, parts, server, slot, { state: 'missed', because: 'refused', outcome: refusal });
    return;
  }
  if (isGroupBusy) {
    const again = lookAgainAt(work.now);
    const late = lateAfter(slot.startsAt).add({ milliseconds: 1 });
    await saveSlot(work.tx, slot.id, { wakesAt: Temporal.Instant.compare(again, late) < 0 ? again : late });
    return;
  }
  await begin(work, parts, server, slot);
}

/** The timer is a moment behind its time; within a minute the start counts, later the clock does. */
async function decisionAt(work: Work, parts: Parts, server: ServerRow, { startsAt }: SlotRow): Promise<Decision> {
  const isOnTime = work.now.epochMilliseconds - startsAt.epochMilliseconds < 60_000;
  const touchable = await touchableOf(work.tx, parts, server, startsAt);
  return decide(touchable, 'update', isOnTime ? startsAt : work.now);
}

/** Why it must not start; null: it may. What a person, or a second one, has confirmed stays confirmed. */
function refusalOf({ answer, reasons }: Decision, slot: SlotRow): string | null {
  if (answer === 'allow' || (answer === 'confirm' && slot.confirmedBy !== null)) return null;
  return reasons.map(({ code }) => code).join(', ');
}

async function miss(work: Work, parts: Parts, server: ServerRow, slot: SlotRow, end: SlotEnd): Promise<void> {
  await endSlot(work, subjectOf(server), slot, end);
  await settle(work, parts, server.id);
}

async function begin(work: Work, parts: Parts, server: ServerRow, slot: SlotRow): Promise<void> {
  const started = { state: 'started', startedAt: work.now, noticeDueAt: null } as const;
  const handOff = await handOffOfServer(work.tx, server.id);
  if (handOff === null) {
    // Nothing is called: it is a person's turn, and an update that is told or seen ends the slot.
    await saveSlot(work.tx, slot.id, { ...started, wakesAt: answerDueAt(slot.endsAt) });
  } else {
    const token = `${SLOT_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
    const tokenHash = createHash('sha256').update(token).digest('hex');
    const tokenSealed = parts.seal.seal(new TextEncoder().encode(token), slot.id);
    await saveSlot(work.tx, slot.id, { ...started, tokenHash, tokenSealed, wakesAt: lookAgainAt(work.now) });
    await work.enqueue(HAND_OFF_QUEUE, { slotId: slot.id }, { singletonKey: slot.id });
  }
  publishSlot(work, subjectOf(server), { slotId: slot.id, state: 'started' });
  await settle(work, parts, server.id);
}
