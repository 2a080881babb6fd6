import type { DeviceActor } from '../../../../kernel/auth/actor.ts';
import type { DeviceTokens } from '../../../../kernel/auth/device-tokens.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { Told } from '../../domain/hand-off.ts';
import { reportStateAt } from '../../domain/report-state.ts';
import { mayBeTold, updatedAt } from '../../domain/slot.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { findSlotToken } from '../../store/slot-watch.ts';
import { findSlot, type SlotRow, saveSlot } from '../../store/slots.ts';
import { recordUpdate } from '../mark.ts';
import { auditServer, type Parts } from '../parts.ts';
import { lastReportOf, settle } from '../settle.ts';
import { onServer, subjectOf } from '../subject.ts';
import { publishSlot } from './parts.ts';
import { endSlot } from './place.ts';

/** What updates the machine tells, by its answer, at its status address, or by calling back. */
export async function outcomeTold(
  work: Work,
  parts: Parts,
  server: ServerRow,
  slot: SlotRow,
  { state, text }: Pick<Told, 'state' | 'text'>,
): Promise<void> {
  if (state === 'running') {
    if (text === '' || text === slot.outcome) return;
    await saveSlot(work.tx, slot.id, { outcome: text });
    publishSlot(work, subjectOf(server), { slotId: slot.id, state: 'started' });
    return;
  }
  await endSlot(work, subjectOf(server), slot, { state, because: 'told', outcome: text });
  if (state === 'succeeded' && !reports(server, work.now)) {
    await recordUpdate(work, parts, server, { at: updatedAt(slot.endsAt, work.now), note: text, confirmedRisky: slot.isRisky }, null);
  }
  await settle(work, parts, server.id);
}

/** A machine that reports tells itself which updates were applied, and whether others are left; that counts more. */
const reports = ({ report }: ServerRow, now: Temporal.Instant): boolean =>
  !['unknown', 'silent'].includes(reportStateAt(lastReportOf(report), now));

export interface TellOutcome {
  readonly id: string;
  readonly state: Told['state'];
  readonly text: string;
}

type OutcomeAnswer = Result<null, 'servers.unknown' | 'servers.unknown_slot' | 'servers.slot_closed'>;

/** Takes what is told with the token of a slot's hand-off. The same again changes nothing; what was given up as unknown can still be told for a day. */
export function createTellOutcome(parts: Parts) {
  return (by: DeviceActor, { id, state, text }: TellOutcome): Promise<OutcomeAnswer> =>
    onServer<OutcomeAnswer>(parts, by, by.assetId, async (work, server) => {
      // The token names its slot; another one in the address is not there for it.
      const slot = id === by.tokenId ? await findSlot(work.tx, server.id, id) : null;
      if (slot === null) return refuse('servers.unknown_slot');
      if (slot.state === state) return ok(null);
      if (!isTellable(slot, state, work.now)) {
        return refuse('servers.slot_closed', { state: slot.state });
      }
      const isFirst = slot.answeredAt === null && slot.state === 'started';
      if (isFirst) await saveSlot(work.tx, slot.id, { answeredAt: work.now });
      await outcomeTold(work, parts, server, slot, { state, text });
      await auditServer(work, 'servers.slot_outcome_told', subjectOf(server), { after: { slotId: slot.id, state, text } });
      return ok(null);
    });
}

const isTellable = (slot: SlotRow, state: Told['state'], now: Temporal.Instant): boolean =>
  mayBeTold(slot.endsAt, now) && (slot.state === 'started' || (slot.state === 'unknown' && state !== 'running'));

/** Lets the kernel sign a hand-off's target in by the token that its order carried. */
export const createSlotTokens = ({ db }: Pick<Parts, 'db'>, prefix: string): DeviceTokens => ({
  prefix,
  permission: 'servers:outcome',
  find: (tokenHash) => findSlotToken(db, tokenHash),
});
