import { z } from 'zod';
import { setting } from '../../../../kernel/settings/declare.ts';

/** Players that know no enrolment. */
export const LEGACY_DISCOVERY = {
  key: 'screens.legacyDiscovery',
  declaration: setting({
    schema: z.boolean().meta({
      title: 'Let players of the old contract in',
      description:
        'They share one account, so that each of them can speak for each of them, and become screens by discovery. Switching it off ends the account.',
    }),
    default: false,
  }),
} as const;

export const DISCOVERED_PER_HOUR = {
  key: 'screens.discoveredPerHour',
  declaration: setting({
    schema: z.int().min(1).max(300).meta({
      title: 'New screens by discovery in an hour, at most',
      description: 'Whoever has the shared account can invent players; more than this are turned away.',
    }),
    default: 20,
  }),
} as const;

export const DISCOVERED_MOST = {
  key: 'screens.discoveredMost',
  declaration: setting({
    schema: z.int().min(1).max(300).meta({
      title: 'Screens known by discovery alone, at most',
      description: 'What they may do together is one rule of the broker, which has room for about this many.',
    }),
    default: 200,
  }),
} as const;

export const LEGACY_SETTINGS = {
  [LEGACY_DISCOVERY.key]: LEGACY_DISCOVERY.declaration,
  [DISCOVERED_PER_HOUR.key]: DISCOVERED_PER_HOUR.declaration,
  [DISCOVERED_MOST.key]: DISCOVERED_MOST.declaration,
};
