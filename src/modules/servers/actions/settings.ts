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

/** How long updates and slots that are over are kept. */
export const HISTORY_DAYS = {
  key: 'servers.historyDays',
  declaration: setting({
    schema: z.int().min(90).max(3_650).meta({
      title: 'Keep the history of updates for days',
      description: 'Updates and slots that are over go when they are older. The newest complete update of a server stays.',
    }),
    default: 1_825,
  }),
} as const;

export const SERVERS_SETTINGS = {
  [SECURITY_PENDING_DAYS.key]: SECURITY_PENDING_DAYS.declaration,
  [CUTOFF_MINUTES.key]: CUTOFF_MINUTES.declaration,
  [HISTORY_DAYS.key]: HISTORY_DAYS.declaration,
};
