import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { toWire } from '../../../../shared/time.ts';
import { type ApprovalFault, approvalStateAt, faultOfApproval } from '../../domain/approval.ts';
import { checkDrop, type DropFault } from '../../domain/planner/drop.ts';
import { type ApprovalId, type ApprovalRow, decideApproval, findApproval } from '../../store/approvals.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { openSlotsOf, takenTimes } from '../../store/slots.ts';
import { recordReboot, recordUpdate } from '../mark.ts';
import { auditServer, type Parts } from '../parts.ts';
import { settle } from '../settle.ts';
import { onServer, subjectOf } from '../subject.ts';
import { touchableOf } from '../touchable.ts';
import { publishApproval } from './ask.ts';
import { dropOf, findOpen, lockPlanning } from './by-hand.ts';
import { orTaken } from './parts.ts';
import { placeSlot, shiftSlot } from './place.ts';

interface Which {
  readonly id: string;
  readonly approvalId: string;
}

type ApproveFault =
  | ApprovalFault
  | DropFault
  | 'servers.unknown'
  | 'servers.unknown_approval'
  | 'servers.unknown_slot'
  | 'servers.slot_exists'
  | 'servers.slot_closed';
type ApproveAnswer = Result<ApprovalId, ApproveFault>;

/** Agrees as the second person; what was asked for is then done, in the name of who asked. */
export function createApprove(parts: Parts) {
  return (by: PersonActor, { id, approvalId }: Which): Promise<ApproveAnswer> =>
    orTaken<ApproveAnswer>(() =>
      onServer<ApproveAnswer>(parts, by, id, async (work, server) => {
        const approval = await findApproval(work.tx, server.id, approvalId);
        if (approval === null) return refuse('servers.unknown_approval');
        const fault = faultOfApproval(approval, by.userId, work.now);
        if (fault !== null) return refuse(fault);
        const done = await carryOut(work, parts, { server, approval, by });
        if (!done.ok) return done;
        await decideApproval(work.tx, approval.id, { state: 'approved', by: by.userId }, work.now);
        await auditServer(work, 'servers.approved', subjectOf(server), { after: auditedApproval(approval) });
        publishApproval(work, subjectOf(server), approval.id);
        await settle(work, parts, server.id);
        return ok(approval.id);
      }),
    );
}

type DeclineAnswer = Result<null, 'servers.unknown' | 'servers.unknown_approval' | Exclude<ApprovalFault, 'servers.approval_own'>>;

/** Declines; whoever asked withdraws it so. */
export function createDecline(parts: Parts) {
  return (by: PersonActor, { id, approvalId }: Which): Promise<DeclineAnswer> =>
    onServer<DeclineAnswer>(parts, by, id, async (work, server) => {
      const approval = await findApproval(work.tx, server.id, approvalId);
      if (approval === null) return refuse('servers.unknown_approval');
      const state = approvalStateAt(approval, work.now);
      if (state !== 'pending') return refuse(state === 'expired' ? 'servers.approval_expired' : 'servers.approval_decided');
      await decideApproval(work.tx, approval.id, { state: 'declined', by: by.userId }, work.now);
      await auditServer(work, 'servers.declined', subjectOf(server), { after: auditedApproval(approval) });
      publishApproval(work, subjectOf(server), approval.id);
      return ok(null);
    });
}

const auditedApproval = ({ id, kind, at, askedBy, note, slotId }: ApprovalRow) => ({
  ...{ approvalId: id, kind, at: toWire(at), askedBy, note, slotId },
});

interface Approved {
  readonly server: ServerRow;
  readonly approval: ApprovalRow;
  readonly by: PersonActor;
}

async function carryOut(work: Work, parts: Parts, approved: Approved): Promise<Result<null, ApproveFault>> {
  const { server, approval } = approved;
  switch (approval.kind) {
    case 'updated':
      await recordUpdate(work, parts, server, { at: approval.at, note: approval.note, confirmedRisky: true }, approval.askedById);
      return ok(null);
    case 'rebooted':
      await recordReboot(work, server, approval.at);
      return ok(null);
    case 'slot':
      return placeApproved(work, parts, approved);
  }
}

/** The world may have changed since it was asked: the rules are asked anew, and what they let nobody confirm stays refused. */
async function placeApproved(work: Work, parts: Parts, { server, approval, by }: Approved): Promise<Result<null, ApproveFault>> {
  const facts = await lockPlanning(work, server);
  const taken = facts.group === null ? [] : await takenTimes(work.tx, [facts.group.number], [server.id], work.now);
  const touchable = await touchableOf(work.tx, parts, server, work.now);
  const drop = dropOf({ startsAt: approval.at, confirmRisky: true, confirmLate: true }, approval.minutes ?? facts.slotMinutes);
  const checked = checkDrop({ touchable, dueAt: server.dueAt, taken }, drop, work.now);
  if (!checked.ok) return checked;
  const placing = { ...drop, isByHand: true, isRisky: checked.value.isRisky, confirmedBy: by.userId };
  if (approval.slotId === null) {
    if ((await openSlotsOf(work.tx, [server.id])).size > 0) return refuse('servers.slot_exists');
    await placeSlot(work, subjectOf(server), facts, placing);
    return ok(null);
  }
  const open = await findOpen(work, server, approval.slotId);
  if (!open.ok) return open;
  await shiftSlot(work, parts, subjectOf(server), open.value, placing);
  return ok(null);
}
