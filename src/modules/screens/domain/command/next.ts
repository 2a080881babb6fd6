import { isBefore } from '../../../../shared/time.ts';
import type { CommandState } from './command.ts';
import { dueAt, hasExpired, silentFrom } from './limits.ts';
import { type AckStatus, type CommandEnd, type CommandStatus, type CommandStep, isEnd, isFurther, isStep } from './states.ts';

/** What can happen to a command. */
export type CommandEvent =
  | { readonly kind: 'publishing' | 'published' | 'cancel' | 'time' }
  | { readonly kind: 'publish_failed'; readonly reason: string }
  | { readonly kind: 'ack'; readonly status: AckStatus; readonly errorCode: string | null; readonly errorMessage: string | null }
  /** The player was heard; `pid`: of its program, where it says one and runs. `isHeartbeat`: health messages come before it is up. */
  | { readonly kind: 'heard'; readonly isHeartbeat: boolean; readonly runningPid: number | null }
  /** A person has looked and says what came of it. */
  | { readonly kind: 'closed'; readonly outcome: 'completed' | 'failed' };

/**
 * The command after an event; the same object where the event changes nothing. Never backwards, never out of an end
 * (spec, "Command lifecycle"), whatever the order in which events come.
 */
export function onEvent(command: CommandState, event: CommandEvent, now: Temporal.Instant): CommandState {
  if (event.kind === 'closed') return command.status === 'manual_intervention_required' ? end(command, event.outcome, now) : command;
  if (isEnd(command.status)) return command;
  switch (event.kind) {
    case 'publishing':
      return forward(command, 'publish_in_progress', now);
    case 'published':
      // An acknowledgement may have been faster than the broker's own.
      return forward(command.publishedAt === null ? { ...command, publishedAt: now } : command, 'published', now);
    case 'publish_failed':
      return command.ackedAt === null ? fail(command, 'mqtt_publish_failed', event.reason, now) : command;
    case 'ack':
      return onAck(command, event, now);
    case 'heard':
      return onHeard(command, event, now);
    case 'cancel':
      return canCancel(command) ? end(command, 'canceled', now) : command;
    case 'time':
      return onTime(command, now);
  }
}

/** The player's word for a command whose id it knows (spec, "MQTT contract"). */
const DUPLICATE = 'duplicate_command';

/** Nobody can be called back who has begun. */
export const canCancel = ({ status, executionStartedAt }: CommandState): boolean => !isEnd(status) && executionStartedAt === null;

function onAck(command: CommandState, ack: Extract<CommandEvent, { kind: 'ack' }>, now: Temporal.Instant): CommandState {
  const acked = command.ackedAt === null ? { ...command, ackedAt: now } : command;
  switch (ack.status) {
    case 'accepted':
      return forward(acked, 'ack_received', now);
    case 'execution_started':
      return begin(acked, now);
    case 'completed':
      return end(acked, 'completed', now);
    case 'failed':
      // It has the command already, and tells what comes of it by that: published once more, it was no other one.
      if (ack.errorCode === DUPLICATE) return forward(acked, 'ack_received', now);
      return fail(acked, ack.errorCode, ack.errorMessage, now);
  }
}

const begin = (command: CommandState, now: Temporal.Instant): CommandState =>
  forward(command.executionStartedAt === null ? { ...command, executionStartedAt: now } : command, 'execution_started', now);

function onHeard(command: CommandState, event: Extract<CommandEvent, { kind: 'heard' }>, now: Temporal.Instant): CommandState {
  const step = stepOf(command);
  if (command.action === 'restart_app') return hasNewProgram(command, event) ? end(command, 'completed', now) : command;
  if (step === 'awaiting_reconnect' && event.isHeartbeat && command.action === 'reboot_host') return forward(command, 'recovered', now);
  return step === 'execution_started' ? { ...command, heardAt: now } : command;
}

/** Only after the player has taken the command up: a program that crashed before it is no answer. */
const hasNewProgram = ({ ackedAt, pidBefore }: CommandState, { runningPid }: Extract<CommandEvent, { kind: 'heard' }>): boolean =>
  ackedAt !== null && pidBefore !== null && runningPid !== null && runningPid !== pidBefore;

function onTime(command: CommandState, now: Temporal.Instant): CommandState {
  const due = dueAt(command);
  if (due === null || isBefore(now, due)) return command;
  if (hasExpired(command, now)) return { ...end(command, 'expired', now), errorCode: 'expired', errorMessage: null };
  const silent = silentFrom(command);
  if (silent !== null && !isBefore(now, silent))
    return command.action === 'shutdown_host' ? end(command, 'completed', now) : forward(command, 'awaiting_reconnect', now);
  if (!isStep(command.status)) return end(command, 'manual_intervention_required', now);
  return { ...command, status: 'timed_out', timedOutAt: command.status, since: now };
}

/** Where a command stands on its way, also while it is shown as timed out. */
const stepOf = ({ status, timedOutAt }: CommandState): CommandStep | null => (isStep(status) ? status : timedOutAt);

/** To a later step; what comes late changes nothing. A step that was overrun is gone on from. */
function forward(command: CommandState, next: CommandStep, now: Temporal.Instant): CommandState {
  const step = stepOf(command);
  if (step === null || !isFurther(step, next)) return command;
  return { ...command, status: next, since: now, timedOutAt: null };
}

function end(command: CommandState, status: CommandEnd, now: Temporal.Instant): CommandState {
  const times = { ...(status === 'completed' && { completedAt: now }), ...(isFailure(status) && { failedAt: now }) };
  return { ...command, status, since: now, timedOutAt: null, ...times };
}

const FAILURES: readonly CommandStatus[] = ['failed', 'expired', 'manual_intervention_required'];
const isFailure = (status: CommandStatus): boolean => FAILURES.includes(status);

const fail = (command: CommandState, errorCode: string | null, errorMessage: string | null, now: Temporal.Instant): CommandState => ({
  ...end(command, 'failed', now),
  errorCode,
  errorMessage,
});
