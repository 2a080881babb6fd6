/** What this module publishes. Each carries the site, and the server as its asset where it is about one. */
export const SERVERS_EVENTS = {
  /** Anything that a list or page of the server shows has changed. Payload: `because`. */
  changed: 'servers.changed',
  /** A report was accepted. Payload: `inventory`, `pendingUpdates`, `pendingSecurityUpdates`. */
  reported: 'servers.reported',
  /** An update schedule was made, changed or removed. Payload: `scheduleId`. */
  scheduleChanged: 'servers.schedule_changed',
  /** Something elsewhere has changed what is wrong with servers: those concerned are to be looked at now. */
  factsDue: 'servers.facts_due',
  /** A slot was planned, moved, started or ended. Payload: `slotId`, `state`, `because`. */
  slotChanged: 'servers.slot_changed',
  /** A freeze was made, changed or removed. Payload: `freezeId`. */
  freezeChanged: 'servers.freeze_changed',
  /** Something waits for a second person, or was decided. Payload: `approvalId`. */
  approvalChanged: 'servers.approval_changed',
} as const;

/** Why a server changed. `time`: a due instant, an end of support or the like has passed. */
export type ServerChange =
  | 'added'
  | 'edited'
  | 'archived'
  | 'updated'
  | 'rebooted'
  | 'people'
  | 'maintenance'
  | 'report_token'
  | 'report'
  | 'other_machine'
  | 'slot'
  | 'time';
