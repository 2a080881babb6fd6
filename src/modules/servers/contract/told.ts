import { sayingFrom } from '../../../kernel/contract/saying.ts';

/** What the checks of this module tell, by code. */
export const SERVERS_TOLD = {
  'servers.looks_late': 'Servers that should have been looked at more than 15 minutes ago: {late}.',
  'servers.slots_late': 'Slots that should have been looked at more than 5 minutes ago: {late}.',
} as const;

/** Says one of them. */
export const told = sayingFrom(SERVERS_TOLD);
