import type { Permission } from '../../../kernel/contract/permission.ts';

export const SERVERS_PERMISSIONS = [
  { name: 'servers:read', role: 'user', tokens: true, about: 'See servers, packages and update schedules.' },
  { name: 'servers:create', role: 'editor', tokens: true, about: 'Create servers.' },
  {
    name: 'servers:act',
    role: 'admin',
    responsibility: 'maintainer',
    tokens: true,
    about: 'Mark updated and rebooted, plan slots, declare maintenance, make report tokens.',
  },
  { name: 'servers:edit', role: 'admin', responsibility: 'owner', tokens: true, about: 'Change a server and its people, archive it.' },
  { name: 'servers:schedules', role: 'editor', tokens: true, about: 'Create, change and archive update schedules and freeze dates.' },
  { name: 'servers:hand-off', role: 'admin', tokens: true, about: 'Set what is called when a slot starts.' },
  { name: 'servers:outcome', role: 'device', tokens: false, about: 'Tell what became of one slot.' },
  { name: 'servers:report', role: 'device', tokens: false, about: 'Send reports for one server.' },
] as const satisfies readonly Permission[];
