import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { truncate } from '../../../../shared/time.ts';
import { wantsSecondPerson } from '../../domain/approval.ts';
import { checkDrop, type Drop, type DropFault } from '../../domain/planner/drop.ts';
import { isOpen } from '../../domain/slot.ts';
import { lockGroups, type PlanFacts, planFactsOfOne } from '../../store/plan-servers.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { findSlot, openSlotsOf, type SlotId, type SlotRow, takenTimes } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { onServer, subjectOf } from '../subject.ts';
import { touchableOf } from '../touchable.ts';
import { askSecondPerson, type SecondPersonNeeded } from './ask.ts';
import { audited, auditSlot, orTaken, personOf } from './parts.ts';
import { cancelOpenSlot, placeSlot, shiftSlot } from './place.ts';

export interface AddSlot {
  readonly id: string;
  readonly startsAt: Temporal.Instant;
  readonly minutes?: number | undefined;
  readonly confirmRisky: boolean;
  readonly confirmLate: boolean;
}

export type PlaceFault = DropFault | 'servers.unknown' | 'servers.second_person_needed' | 'servers.no_second_person';
type AddAnswer = Result<SlotId, PlaceFault | 'servers.slot_exists'>;

/** Plans a slot where a person wants it. */
export function createAddSlot(parts: Parts) {
  return (by: Actor, input: AddSlot): Promise<AddAnswer> =>
    askSecondPerson(parts, by, input.id, () =>
      orTaken<AddAnswer | SecondPersonNeeded>(() =>
        onServer<AddAnswer | SecondPersonNeeded>(parts, by, input.id, async (work, server) => {
          const facts = await lockPlanning(work, server);
          if ((await openSlotsOf(work.tx, [server.id])).size > 0) return refuse('servers.slot_exists');
          const drop = dropOf(input, input.minutes ?? facts.slotMinutes);
          const checked = await checkPlace(work, parts, { server, facts, drop, slot: null });
          if (!checked.ok) return checked;
          const id = await placeSlot(work, subjectOf(server), facts, { ...drop, isByHand: true, ...checked.value });
          await auditSlot(work, 'servers.slot_planned', subjectOf(server), {
            after: audited({ id, startsAt: drop.from, endsAt: drop.until }),
          });
          return ok(id);
        }),
      ),
    );
}

export interface MoveSlot {
  readonly id: string;
  readonly slotId: string;
  readonly startsAt?: Temporal.Instant | undefined;
  readonly minutes?: number | undefined;
  readonly confirmRisky: boolean;
  readonly confirmLate: boolean;
  readonly version: number | null;
}

type MoveAnswer = Result<
  SlotId,
  PlaceFault | 'servers.unknown_slot' | 'servers.slot_closed' | 'kernel.version_conflict' | 'servers.slot_exists'
>;

/** Moves a slot that has not started, or changes its length. */
export function createMoveSlot(parts: Parts) {
  return (by: Actor, input: MoveSlot): Promise<MoveAnswer> =>
    askSecondPerson(parts, by, input.id, () =>
      orTaken<MoveAnswer | SecondPersonNeeded>(() =>
        onServer<MoveAnswer | SecondPersonNeeded>(parts, by, input.id, async (work, server) => {
          const facts = await lockPlanning(work, server);
          const open = await findOpen(work, server, input.slotId);
          if (!open.ok) return open;
          const slot = open.value;
          if (input.version !== null && input.version !== slot.version) return refuse('kernel.version_conflict', { version: slot.version });
          const drop = dropOf({ ...input, startsAt: input.startsAt ?? slot.startsAt }, input.minutes ?? minutesOf(slot));
          if (drop.from.equals(slot.startsAt) && drop.until.equals(slot.endsAt)) return ok(slot.id);
          const checked = await checkPlace(work, parts, { server, facts, drop, slot });
          if (!checked.ok) return checked;
          await shiftSlot(work, parts, subjectOf(server), slot, { ...drop, isByHand: true, ...checked.value });
          const after = audited({ id: slot.id, startsAt: drop.from, endsAt: drop.until });
          await auditSlot(work, 'servers.slot_moved', subjectOf(server), { before: audited(slot), after });
          return ok(slot.id);
        }),
      ),
    );
}

type CancelAnswer = Result<null, 'servers.unknown' | 'servers.unknown_slot' | 'servers.slot_closed'>;

/** Cancels a slot that has not started. */
export function createCancelSlot(parts: Parts) {
  return (by: Actor, { id, slotId }: { readonly id: string; readonly slotId: string }): Promise<CancelAnswer> =>
    onServer<CancelAnswer>(parts, by, id, async (work, server) => {
      const open = await findOpen(work, server, slotId);
      if (!open.ok) return open;
      await cancelOpenSlot(work, parts, subjectOf(server), open.value, 'cancelled');
      await auditSlot(work, 'servers.slot_cancelled', subjectOf(server), { before: audited(open.value) });
      return ok(null);
    });
}

/** Plans of one group come one after the other; the server itself is locked already. */
export async function lockPlanning(work: Work, server: ServerRow): Promise<PlanFacts> {
  const facts = await planFactsOfOne(work.tx, server.id);
  if (facts.group !== null) await lockGroups(work.tx, [facts.group.number]);
  return facts;
}

export async function findOpen(
  work: Work,
  server: ServerRow,
  slotId: string,
): Promise<Result<SlotRow, 'servers.unknown_slot' | 'servers.slot_closed'>> {
  const slot = await findSlot(work.tx, server.id, slotId);
  if (slot === null) return refuse('servers.unknown_slot');
  return isOpen(slot.state) ? ok(slot) : refuse('servers.slot_closed', { state: slot.state });
}

const minutesOf = ({ startsAt, endsAt }: SlotRow): number => (endsAt.epochMilliseconds - startsAt.epochMilliseconds) / 60_000;

export function dropOf(
  { startsAt, confirmRisky, confirmLate }: Pick<AddSlot, 'startsAt' | 'confirmRisky' | 'confirmLate'>,
  minutes: number,
): Drop {
  const from = truncate(startsAt);
  return { from, until: from.add({ minutes }), confirmRisky, confirmLate };
}

interface Wanted {
  readonly server: ServerRow;
  readonly facts: PlanFacts;
  readonly drop: Drop;
  /** The one that is moved; null: a new one. */
  readonly slot: SlotRow | null;
}

type Checked = { readonly isRisky: boolean; readonly confirmedBy: ReturnType<typeof personOf> };

/** What the rules say of the place; a risk that was confirmed may need a second person. */
async function checkPlace(work: Work, parts: Parts, wanted: Wanted): Promise<Result<Checked, DropFault> | SecondPersonNeeded> {
  const { server, facts, drop, slot } = wanted;
  const taken = facts.group === null ? [] : await takenTimes(work.tx, [facts.group.number], [server.id], work.now);
  const touchable = await touchableOf(work.tx, parts, server, work.now);
  const checked = checkDrop({ touchable, dueAt: server.dueAt, taken }, drop, work.now);
  if (!checked.ok) return checked;
  const { isRisky, isConfirmed } = checked.value;
  if (isConfirmed && wantsSecondPerson(facts.overduePolicy)) {
    const minutes = (drop.until.epochMilliseconds - drop.from.epochMilliseconds) / 60_000;
    return {
      ok: false,
      code: 'servers.ask_second_person',
      params: {},
      asked: { kind: 'slot', at: drop.from, note: '', slotId: slot?.id ?? null, minutes },
    };
  }
  return ok({ isRisky, confirmedBy: isConfirmed ? personOf(work) : null });
}
