import { sayingFrom } from '../../../kernel/contract/saying.ts';

/** What this module tells, by code: its check, and why a command did not leave. */
export const SCREENS_TOLD = {
  'screens.late': 'Screens that should have been judged anew more than 15 minutes ago: {late}.',
  'screens.player_gone': 'The screen was archived before the command had left.',
} as const;

/** Says it. */
export const told = sayingFrom(SCREENS_TOLD);
