import { z } from 'zod';
import { setting } from '../../../kernel/settings/declare.ts';

/** How long a player may take a command up. */
export const COMMAND_LIFE = {
  key: 'screens.commandLifeSeconds',
  declaration: setting({
    schema: z.int().min(180).max(360).meta({
      title: 'Seconds in which a player may take a command up',
      description: 'A command that arrives later is refused by the player.',
    }),
    default: 240,
  }),
} as const;

export const CRASH_RECOVERY = {
  key: 'screens.crashRecovery',
  declaration: setting({
    schema: z.boolean().meta({
      title: 'Reboot screens that have crashed or fallen silent',
      description: 'Only active ones, and none while most of a house is silent: then it is the broker or the network.',
    }),
    default: false,
  }),
} as const;

export const RECOVERY_GRACE = {
  key: 'screens.recoveryGraceSeconds',
  declaration: setting({
    schema: z.int().min(60).max(3_600).meta({
      title: 'Seconds of silence until a screen is rebooted',
      description:
        'At least as long as it takes until it counts as offline. Several screens that fall silent within that time are an outage.',
    }),
    default: 180,
  }),
} as const;

export const RECOVERY_LOCK_OUT = {
  key: 'screens.recoveryLockOutMinutes',
  declaration: setting({
    schema: z.int().min(1).max(1_440).meta({
      title: 'Minutes until a screen is rebooted by itself again',
      description: 'Counted from its last reboot or restart, whoever asked for it.',
    }),
    default: 15,
  }),
} as const;

export const LEGACY_RESTART = {
  key: 'screens.legacyRestart',
  declaration: setting({
    schema: z.boolean().meta({
      title: 'Tell very old players of a reboot, too',
      description: 'Beside the command, the bare word on clients/…/restart that players before the command contract understand.',
    }),
    default: true,
  }),
} as const;

export const COMMAND_DAYS = {
  key: 'screens.commandDays',
  declaration: setting({
    schema: z.int().min(7).max(3_650).meta({
      title: 'Keep commands for days',
      description: 'What was asked of players, and the story of each. Who asked for what stays in the audit.',
    }),
    default: 365,
  }),
} as const;

export const COMMAND_SETTINGS = Object.fromEntries(
  [COMMAND_LIFE, CRASH_RECOVERY, RECOVERY_GRACE, RECOVERY_LOCK_OUT, LEGACY_RESTART, COMMAND_DAYS].map(({ key, declaration }) => [
    key,
    declaration,
  ]),
);
