import { z } from 'zod';
import { type SettingsTable, setting } from '../settings/declare.ts';

/** How long the kernel's streams are kept. */
export const STREAM_SETTINGS = {
  'events.keptDays': setting({
    schema: z.int().min(1).max(30).meta({
      title: 'Keep events for days',
      description: 'A page that was away for longer than this loads everything anew.',
    }),
    default: 3,
  }),
  'findings.keptDays': setting({
    schema: z.int().min(30).max(3_650).meta({
      title: 'Keep stories that are over for days',
      description: 'Then a story goes with its findings and its history. Stories that are open stay.',
    }),
    default: 730,
  }),
  'errands.keptDays': setting({
    schema: z.int().min(1).max(366).meta({
      title: 'Keep errands that are over for days',
      description: 'Then long work that ended is no longer found under the bell. What it did stays.',
    }),
    default: 30,
  }),
  'audit.addressDays': setting({
    schema: z.int().min(1).max(3_650).meta({
      title: 'Keep addresses in the audit for days',
      description: 'Then a row of the audit no longer says from which address somebody came. The row itself stays.',
    }),
    default: 365,
  }),
} as const satisfies SettingsTable;
