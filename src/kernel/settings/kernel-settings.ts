import { z } from 'zod';
import { AUTH_SETTINGS } from '../auth/sessions/settings.ts';
import { type SettingsTable, setting } from './declare.ts';

/** Settings of the kernel's rooms. */
export const KERNEL_SETTINGS = {
  ...AUTH_SETTINGS,
  'events.keptDays': setting({
    schema: z.int().min(1).max(30).meta({
      title: 'Keep events for days',
      description: 'A page that was away for longer than this loads everything anew.',
    }),
    default: 3,
  }),
} as const satisfies SettingsTable;
