import type { CommandAction, CommandStatus, CommandStep } from './states.ts';

/** What the rules need to know of a command. */
export interface CommandState {
  readonly action: CommandAction;
  readonly status: CommandStatus;
  /** Since when it has this status. */
  readonly since: Temporal.Instant;
  /** The step it stood at before `timed_out`; else null. */
  readonly timedOutAt: CommandStep | null;
  readonly issuedAt: Temporal.Instant;
  /** The player refuses it from then on. */
  readonly expiresAt: Temporal.Instant;
  readonly publishedAt: Temporal.Instant | null;
  readonly ackedAt: Temporal.Instant | null;
  readonly executionStartedAt: Temporal.Instant | null;
  readonly completedAt: Temporal.Instant | null;
  readonly failedAt: Temporal.Instant | null;
  /** The last heartbeat or health message after `executionStartedAt`; null: none yet. */
  readonly heardAt: Temporal.Instant | null;
  /** Process id of the player's program when the command was issued; null: not known. */
  readonly pidBefore: number | null;
  /** The host starts from nothing (it was off, or boots from the network): it may take longer. */
  readonly isColdBoot: boolean;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

export interface NewCommand {
  readonly action: CommandAction;
  readonly pidBefore: number | null;
  readonly isColdBoot: boolean;
  readonly life: Temporal.Duration;
}

/** A command as it begins. `life`: how long the player may take it up; the setting is 180 to 360 s. */
export const newCommand = ({ action, pidBefore, isColdBoot, life }: NewCommand, now: Temporal.Instant): CommandState => ({
  ...{ action, pidBefore, isColdBoot, status: 'queued', since: now, timedOutAt: null, issuedAt: now, expiresAt: now.add(life) },
  ...{ publishedAt: null, ackedAt: null, executionStartedAt: null, completedAt: null, failedAt: null, heardAt: null },
  ...{ errorCode: null, errorMessage: null },
});
