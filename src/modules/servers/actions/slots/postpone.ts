import { responsibilitiesOf } from '../../../../kernel/auth/access/asset-access.ts';
import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { insertPostponement, postponementsOf } from '../../store/slot-watch.ts';
import type { SlotId } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { onServer, subjectOf } from '../subject.ts';
import { findOpen, lockPlanning } from './by-hand.ts';
import { audited, auditSlot, orTaken } from './parts.ts';
import { shiftSlot } from './place.ts';
import { nextSafeStart } from './proposals.ts';

type PostponeAnswer = Result<
  SlotId,
  | 'servers.unknown'
  | 'servers.unknown_slot'
  | 'servers.slot_closed'
  | 'servers.not_yours_to_postpone'
  | 'servers.already_postponed'
  | 'servers.no_later_slot'
>;

/** Puts a slot off to the next safe one after its end, even if the server is then late. Each of those who answer for the server may do so once per slot. */
export function createPostponeSlot(parts: Parts) {
  return async (by: PersonActor, { id, slotId }: { readonly id: string; readonly slotId: string }): Promise<PostponeAnswer> => {
    const answer = await orTaken(() =>
      onServer<PostponeAnswer>(parts, by, id, async (work, server) => {
        const facts = await lockPlanning(work, server);
        const open = await findOpen(work, server, slotId);
        if (!open.ok) return open;
        const slot = open.value;
        if (!(await responsibilitiesOf(work.tx, by.userId, [server.id])).has(server.id)) return refuse('servers.not_yours_to_postpone');
        const before = (await postponementsOf(work.tx, [slot.id])).get(slot.id) ?? [];
        if (before.some(({ userId }) => userId === by.userId)) return refuse('servers.already_postponed');
        const minutes = (slot.endsAt.epochMilliseconds - slot.startsAt.epochMilliseconds) / 60_000;
        const start = await nextSafeStart(work.tx, parts, { server, facts, minutes, after: slot.endsAt }, work.now);
        if (start === null) return refuse('servers.no_later_slot');
        const time = { from: start, until: start.add({ minutes }) };
        await shiftSlot(work, parts, subjectOf(server), slot, {
          ...time,
          isByHand: true,
          isRisky: false,
          confirmedBy: null,
          state: 'postponed',
        });
        await insertPostponement(work.tx, slot.id, { userId: by.userId, at: work.now, from: slot.startsAt, to: start });
        const after = audited({ id: slot.id, startsAt: time.from, endsAt: time.until });
        await auditSlot(work, 'servers.slot_postponed', subjectOf(server), { before: audited(slot), after });
        return ok(slot.id);
      }),
    );
    return answer.ok || answer.code !== 'servers.slot_group_busy' ? (answer as PostponeAnswer) : refuse('servers.no_later_slot');
  };
}
