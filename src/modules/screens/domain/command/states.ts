/** What a player can be asked to do. `restart_service` of the wire contract is reserved. */
export const COMMAND_ACTIONS = ['reboot_host', 'shutdown_host', 'restart_app'] as const;
export type CommandAction = (typeof COMMAND_ACTIONS)[number];

/** The way of a command, in its order: none of these is ever taken back. */
export const COMMAND_STEPS = [
  'queued',
  'publish_in_progress',
  'published',
  'ack_received',
  'execution_started',
  'awaiting_reconnect',
  'recovered',
] as const;
export type CommandStep = (typeof COMMAND_STEPS)[number];

/** A command that has come to one of these stays there; `manual_intervention_required` until a person has said what came of it. */
export const COMMAND_ENDS = ['completed', 'failed', 'expired', 'canceled', 'blocked_safety', 'manual_intervention_required'] as const;
export type CommandEnd = (typeof COMMAND_ENDS)[number];

/** `timed_out` is no end: a late sign of life within the cool-down brings the command back to its way. */
export const COMMAND_STATUSES = [...COMMAND_STEPS, 'timed_out', ...COMMAND_ENDS] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];

/** What a player says of a command. */
export const ACK_STATUSES = ['accepted', 'execution_started', 'completed', 'failed'] as const;
export type AckStatus = (typeof ACK_STATUSES)[number];

export const isEnd = (status: CommandStatus): status is CommandEnd => COMMAND_ENDS.some((end) => end === status);

export const isStep = (status: CommandStatus): status is CommandStep => COMMAND_STEPS.some((step) => step === status);

/** Whether `next` lies further on the way than `now`. */
export const isFurther = (now: CommandStep, next: CommandStep): boolean => COMMAND_STEPS.indexOf(next) > COMMAND_STEPS.indexOf(now);
