import { createAddServer } from './add-server.ts';
import { createArchiveServer, createEditServer } from './edit-server.ts';
import { createAddFreeze, createEditFreeze, createRemoveFreeze } from './freezes.ts';
import { createReadHandOff, createRemoveHandOff, createSetHandOff } from './hand-off-target.ts';
import { createEndMaintenance, createStartMaintenance } from './maintenance.ts';
import { createMarkRebooted, createMarkUpdated } from './mark.ts';
import type { Parts } from './parts.ts';
import { createPingPatchmon, createReceivePatchmon } from './patchmon.ts';
import { createAddResponsible, createRemoveResponsible } from './people.ts';
import { createReceiveReport } from './receive-report.ts';
import { createMakeReportToken, createRevokeReportToken } from './report-tokens.ts';
import { createAddSchedule, createEditSchedule, createRemoveSchedule } from './schedules.ts';
import { createApprove, createDecline } from './slots/approve.ts';
import { createAddSlot, createCancelSlot, createMoveSlot } from './slots/by-hand.ts';
import { createTellOutcome } from './slots/outcome.ts';
import { createPlanServers } from './slots/plan.ts';
import { createPostponeSlot } from './slots/postpone.ts';

/** Everything that changes something in this module. */
export const createActions = (parts: Parts) => ({
  addServer: createAddServer(parts),
  editServer: createEditServer(parts),
  archiveServer: createArchiveServer(parts),
  markUpdated: createMarkUpdated(parts),
  markRebooted: createMarkRebooted(parts),
  startMaintenance: createStartMaintenance(parts),
  endMaintenance: createEndMaintenance(parts),
  addResponsible: createAddResponsible(parts),
  removeResponsible: createRemoveResponsible(parts),
  makeReportToken: createMakeReportToken(parts),
  revokeReportToken: createRevokeReportToken(parts),
  receiveReport: createReceiveReport(parts),
  receivePatchmon: createReceivePatchmon(parts),
  pingPatchmon: createPingPatchmon(parts),
  addSchedule: createAddSchedule(parts),
  editSchedule: createEditSchedule(parts),
  removeSchedule: createRemoveSchedule(parts),
  planServers: createPlanServers(parts),
  addSlot: createAddSlot(parts),
  moveSlot: createMoveSlot(parts),
  cancelSlot: createCancelSlot(parts),
  postponeSlot: createPostponeSlot(parts),
  approve: createApprove(parts),
  decline: createDecline(parts),
  tellOutcome: createTellOutcome(parts),
  addFreeze: createAddFreeze(parts),
  editFreeze: createEditFreeze(parts),
  removeFreeze: createRemoveFreeze(parts),
  readHandOff: createReadHandOff(parts),
  setHandOff: createSetHandOff(parts),
  removeHandOff: createRemoveHandOff(parts),
});

export type Actions = ReturnType<typeof createActions>;
