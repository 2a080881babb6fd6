/**
 * Topics of the wire contract (spec, "MQTT contract"), as patterns: `:uuid` is the player's own UUID, `:group` a group's number.
 * Players of it are in the field: none of these may change.
 */
export const TOPICS = {
  /** Of players that have no identity of their own. */
  discovery: 'infoscreen/discovery',
  playerDiscovery: 'infoscreen/:uuid/discovery',
  discoveryAck: 'infoscreen/:uuid/discovery_ack',
  groupId: 'infoscreen/:uuid/group_id',
  events: 'infoscreen/events/:group',
  schedule: 'infoscreen/schedule/:group',
  groupPowerIntent: 'infoscreen/groups/:group/power/intent',
  powerIntent: 'infoscreen/:uuid/power/intent',
  interrupt: 'infoscreen/groups/:group/interrupt',
  heartbeat: 'infoscreen/:uuid/heartbeat',
  health: 'infoscreen/:uuid/health',
  logs: 'infoscreen/:uuid/logs/:level',
  dashboard: 'infoscreen/:uuid/dashboard',
  screenshot: 'infoscreen/:uuid/screenshot',
  serviceFailed: 'infoscreen/:uuid/service_failed',
  commands: 'infoscreen/:uuid/commands',
  commandsOld: 'infoscreen/:uuid/command',
  ack: 'infoscreen/:uuid/commands/ack',
  ackOld: 'infoscreen/:uuid/command/ack',
  interruptAck: 'infoscreen/:uuid/interrupt/ack',
  plays: 'infoscreen/:uuid/plays',
  powerState: 'infoscreen/:uuid/power/state',
  legacyRestart: 'clients/:uuid/restart',
} as const;

export const LOG_LEVELS_OF_TOPIC = ['error', 'warn', 'info'] as const;

/** Whose topic it is; null where it is nobody's own. */
export const uuidOf = (topic: string): string | null =>
  /^(?:infoscreen|clients)\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\//i.exec(topic)?.[1]?.toLowerCase() ?? null;
