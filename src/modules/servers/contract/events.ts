/** What this module publishes. Each carries the site, and the server as its asset where it is about one. */
export const SERVERS_EVENTS = {
  /** Anything that a list or page of the server shows has changed. Payload: `because`. */
  changed: 'servers.changed',
  /** A report was accepted. Payload: `inventory`, `pendingUpdates`, `pendingSecurityUpdates`. */
  reported: 'servers.reported',
  /** An update schedule was made, changed or removed. Payload: `scheduleId`. */
  scheduleChanged: 'servers.schedule_changed',
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
  | 'time';
