import type { Permission } from '../../../kernel/contract/permission.ts';

export const BANS_PERMISSIONS = [
  { name: 'bans:read', role: 'user', tokens: true, about: 'See fail2ban hosts, jails, bans, lists and configuration.' },
  {
    name: 'bans:ban',
    role: 'editor',
    responsibility: 'maintainer',
    tokens: true,
    about: 'Ban and unban addresses, and keep the allow list.',
  },
  { name: 'bans:lists', role: 'admin', tokens: true, about: 'Keep blocklists and rules of spread.' },
  { name: 'bans:configure', role: 'admin', tokens: true, about: 'Steer jails and change the configuration of fail2ban.' },
  // Whoever adds a host chooses where the console connects, and with which key.
  { name: 'bans:hosts', role: 'admin', tokens: false, about: 'Add fail2ban hosts, change how they are reached, confirm their keys.' },
] as const satisfies readonly Permission[];
