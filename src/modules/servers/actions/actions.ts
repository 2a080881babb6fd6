import { createAddServer } from './add-server.ts';
import { createArchiveServer, createEditServer } from './edit-server.ts';
import { createEndMaintenance, createStartMaintenance } from './maintenance.ts';
import { createMarkRebooted, createMarkUpdated } from './mark.ts';
import type { Parts } from './parts.ts';
import { createAddResponsible, createRemoveResponsible } from './people.ts';
import { createReceiveReport } from './receive-report.ts';
import { createMakeReportToken, createRevokeReportToken } from './report-tokens.ts';
import { createAddSchedule, createEditSchedule, createRemoveSchedule } from './schedules.ts';

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
  addSchedule: createAddSchedule(parts),
  editSchedule: createEditSchedule(parts),
  removeSchedule: createRemoveSchedule(parts),
});

export type Actions = ReturnType<typeof createActions>;
