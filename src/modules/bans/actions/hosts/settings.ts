import { z } from 'zod';
import { setting } from '../../../../kernel/settings/declare.ts';

/** How often each host is looked at. */
export const LOOK_SECONDS = {
  key: 'bans.lookSeconds',
  declaration: setting({
    schema: z.int().min(5).max(3_600).meta({
      title: 'Seconds between two looks at a fail2ban host',
      description: 'Each look asks for its jails and bans, and reads what is new in its database.',
    }),
    default: 30,
  }),
} as const;

/** How many hosts are looked at at the same time. */
export const LOOKS_AT_ONCE = {
  key: 'bans.looksAtOnce',
  declaration: setting({
    schema: z.int().min(1).max(100).meta({
      title: 'Hosts looked at at the same time',
      description: 'More of them finish a round of many hosts sooner, and take more of this machine.',
    }),
    default: 8,
  }),
} as const;

export const HOST_SETTINGS = {
  [LOOK_SECONDS.key]: LOOK_SECONDS.declaration,
  [LOOKS_AT_ONCE.key]: LOOKS_AT_ONCE.declaration,
};
