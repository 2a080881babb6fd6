import { sayingFrom } from '../../../kernel/contract/saying.ts';

/** What the checks of this module tell, by code. */
export const BANS_TOLD = {
  'bans.hosts_unwatched': 'fail2ban hosts that nobody has looked at for more than 15 minutes: {hosts}.',
  'bans.hosts_late': 'fail2ban hosts that should have been judged anew more than 15 minutes ago: {hosts}.',
} as const;

/** Says one of them. */
export const told = sayingFrom(BANS_TOLD);
