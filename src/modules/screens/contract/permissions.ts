import type { Permission } from '../../../kernel/contract/permission.ts';

export const SCREENS_PERMISSIONS = [
  { name: 'screens:read', role: 'user', tokens: true, about: 'See screens and their groups.' },
  {
    name: 'screens:schedule',
    role: 'editor',
    tokens: true,
    about: 'Plan what screens show: events, default content, pictures and documents.',
  },
  { name: 'screens:manage', role: 'admin', tokens: true, about: 'Change screens and groups, and say which screen is in which group.' },
  {
    name: 'screens:maintain',
    role: 'admin',
    responsibility: 'maintainer',
    tokens: true,
    about: 'Declare maintenance of screens, so that nobody is told what is found meanwhile.',
  },
  {
    name: 'screens:command',
    role: 'admin',
    tokens: true,
    about: 'Have players reboot, shut down or start their program anew, and see what came of it.',
  },
  { name: 'screens:logs', role: 'admin', tokens: true, about: 'Read what players write into their logs.' },
  // Whoever enrols lets a device speak to the house.
  { name: 'screens:enrol', role: 'admin', tokens: false, about: 'Let players in, decide about takeovers, take accounts away.' },
  // One password for many devices, of which each can speak for each.
  { name: 'screens:legacy', role: 'admin', tokens: false, about: 'See and renew the account that players of the old contract share.' },
] as const satisfies readonly Permission[];
