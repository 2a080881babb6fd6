import { toWire } from '../../../shared/time.ts';
import type { FreezeRow } from '../actions/queries.ts';
import type { PlannedProposal } from '../actions/slots/plan.ts';
import type { ApprovalView, SlotView } from '../actions/slots/views.ts';
import type * as wire from '../contract/plan-shapes.ts';

export function presentSlot({ slot, postponements, isLate, mayAct, mayPostpone }: SlotView): wire.Slot {
  const { id, server, site, group, startsAt, endsAt, state, isRisky, dueAt, version } = slot;
  return {
    id,
    server: { id: server.id, name: server.name },
    site: { id: site.id, name: site.name },
    redundancyGroup: group,
    startsAt: startsAt.toString(),
    endsAt: endsAt.toString(),
    minutes: (endsAt.epochMilliseconds - startsAt.epochMilliseconds) / 60_000,
    ...{ state, isRisky, isLate, mayAct, mayPostpone, version },
    dueAt: toWire(dueAt),
    plannedBy: slot.plannedBy,
    plannedAt: slot.plannedAt.toString(),
    confirmedBy: slot.confirmedBy,
    noticeDueAt: toWire(slot.noticeDueAt),
    noticeToldAt: toWire(slot.noticeToldAt),
    postponements: postponements.map(({ by, at, from, to }) => ({ by, at: at.toString(), from: from.toString(), to: to.toString() })),
    startedAt: toWire(slot.startedAt),
    finishedAt: toWire(slot.finishedAt),
    because: slot.because,
    outcome: slot.outcome,
  };
}

export function presentProposal(proposal: PlannedProposal): wire.Proposal {
  const { server, facts, startsAt, endsAt, change, slotId, minutes, isPreferredWeekday, isLate, isRisky, reasons } = proposal;
  return {
    server: { id: server.id, name: server.name },
    site: { id: server.site.id, name: server.site.name },
    redundancyGroup: facts.group?.name ?? null,
    dueAt: toWire(server.dueAt),
    startsAt: toWire(startsAt),
    endsAt: toWire(endsAt),
    ...{ change, slotId, minutes, isPreferredWeekday, isLate, isRisky },
    reasons: reasons.map(({ code, params }) => ({ code, params: { ...params } })),
  };
}

export const presentApproval = ({ approval, state, mayDecide }: ApprovalView): wire.Approval => ({
  id: approval.id,
  server: { id: approval.server.id, name: approval.server.name },
  site: { id: approval.site.id, name: approval.site.name },
  kind: approval.kind,
  at: approval.at.toString(),
  note: approval.note,
  state,
  askedBy: approval.askedBy,
  askedAt: approval.askedAt.toString(),
  expiresAt: approval.expiresAt.toString(),
  decidedBy: approval.decidedBy,
  decidedAt: toWire(approval.decidedAt),
  mayDecide,
});

export const presentFreeze = (freeze: FreezeRow): wire.Freeze => ({
  id: freeze.id,
  name: freeze.name,
  site: { id: freeze.site.id, name: freeze.site.name },
  schedule: freeze.schedule === null ? null : { ...freeze.schedule },
  server: freeze.server === null ? null : { ...freeze.server },
  from: freeze.period.from.toString(),
  until: freeze.period.until.toString(),
  firstDay: freeze.days?.firstDay.toString() ?? null,
  lastDay: freeze.days?.lastDay.toString() ?? null,
  timeZone: freeze.days?.timeZone ?? null,
  version: freeze.version,
});
