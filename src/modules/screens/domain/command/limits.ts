import { earliest } from '../../../../shared/time.ts';
import type { CommandState } from './command.ts';
import { type CommandAction, type CommandStep, isEnd } from './states.ts';

/** A late sign of life is waited for so long before a person is asked. */
const COOL_DOWN_SECONDS = 60;
/** After `execution_started`: who says nothing for so long is going down. */
export const SILENCE_SECONDS = 10;
/** From `execution_started` on: whoever is still heard then has not done it. */
const EXECUTION_SECONDS = 90;
const START_SECONDS = { restart_app: 15, reboot_host: 25, shutdown_host: 25 } as const satisfies Record<CommandAction, number>;
const RECONNECT_SECONDS = 90;
const COLD_RECONNECT_SECONDS = 150;
/** From the first heartbeat to the player's `completed`. */
const COMPLETE_SECONDS = 20;

/** How long a command may stand at a step, in seconds. */
export function limitOf(step: CommandStep, { action, isColdBoot }: Pick<CommandState, 'action' | 'isColdBoot'>): number {
  switch (step) {
    case 'queued':
      return 5;
    case 'publish_in_progress':
      return 8;
    case 'published':
      return 20;
    case 'ack_received':
      return START_SECONDS[action];
    case 'execution_started':
      return EXECUTION_SECONDS;
    case 'awaiting_reconnect':
      return isColdBoot ? COLD_RECONNECT_SECONDS : RECONNECT_SECONDS;
    case 'recovered':
      return COMPLETE_SECONDS;
  }
}

/** From then on silence means that the host is going down; null where silence says nothing. */
export function silentFrom({ action, status, since, heardAt }: CommandState): Temporal.Instant | null {
  if (status !== 'execution_started' || action === 'restart_app') return null;
  return (heardAt ?? since).add({ seconds: SILENCE_SECONDS });
}

/** While the player has not taken it up, it may refuse it for its age. */
const canExpire = ({ ackedAt, executionStartedAt }: CommandState): boolean => ackedAt === null && executionStartedAt === null;

/** When time alone changes the command next; null: never. Kept beside it, so that one timer serves all of them. */
export function dueAt(command: CommandState): Temporal.Instant | null {
  const { status, since, expiresAt } = command;
  if (isEnd(status)) return null;
  const limit = since.add({ seconds: status === 'timed_out' ? COOL_DOWN_SECONDS : limitOf(status, command) });
  const expiring = canExpire(command) ? earliest(limit, expiresAt) : limit;
  const silent = silentFrom(command);
  return silent === null ? expiring : earliest(expiring, silent);
}

export const hasExpired = (command: CommandState, now: Temporal.Instant): boolean =>
  canExpire(command) && Temporal.Instant.compare(now, command.expiresAt) >= 0;
