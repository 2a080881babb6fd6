import { z } from 'zod';
import { setting } from '../../../kernel/settings/declare.ts';

/** How long security updates may be pending before somebody must look. */
export const SECURITY_PENDING_DAYS = {
  key: 'servers.securityPendingDays',
  declaration: setting({
    schema: z.int().min(0).max(365).meta({
      title: 'Days that security updates may be pending',
      description: 'A finding is raised when they have been pending for longer.',
    }),
    default: 3,
  }),
} as const;

/** How long before the end of the safe time nothing is to be started any more. */
export const CUTOFF_MINUTES = {
  key: 'servers.cutoffMinutes',
  declaration: setting({
    schema: z.int().min(0).max(1_440).meta({
      title: 'Cut-off in minutes',
      description: 'An update or reboot may not start when the server will be in use again within this time.',
    }),
    default: 0,
  }),
} as const;

export const SERVERS_SETTINGS = {
  [SECURITY_PENDING_DAYS.key]: SECURITY_PENDING_DAYS.declaration,
  [CUTOFF_MINUTES.key]: CUTOFF_MINUTES.declaration,
};
