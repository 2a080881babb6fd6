import type { Permission } from './permission.ts';

/** The kernel's permissions; each module adds its own table. */
export const KERNEL_PERMISSIONS = [
  { name: 'account:read', role: 'anyone', tokens: true, about: "See one's own account." },
  { name: 'account:write', role: 'anyone', tokens: false, about: "Change one's own account, password, sessions and tokens." },
  { name: 'live:read', role: 'anyone', tokens: true, about: 'Follow live events of what one may see.' },
  { name: 'people:read', role: 'user', tokens: true, about: 'See names of users and teams, to know who is responsible.' },
  {
    name: 'users:manage',
    role: 'admin',
    // A token that makes accounts, gives grants or sets passwords would have no scopes, no addresses and no end.
    tokens: false,
    reach: 'everywhere',
    about: 'Create, change and switch off users, teams and grants.',
  },
  { name: 'users:remove', role: 'superadmin', tokens: false, about: 'Remove users for good.' },
  { name: 'sites:read', role: 'user', tokens: true, about: 'See sites.' },
  { name: 'sites:manage', role: 'admin', tokens: true, reach: 'everywhere', about: 'Create, change and archive sites.' },
  { name: 'assets:read', role: 'user', tokens: true, about: 'See assets, machines and responsibilities.' },
  { name: 'assets:edit', role: 'editor', responsibility: 'owner', tokens: true, about: 'Tag, note and link assets to machines.' },
  { name: 'assets:erase', role: 'superadmin', tokens: false, about: 'Erase archived assets with their history, for good.' },
  { name: 'findings:read', role: 'user', tokens: true, about: 'See Today.' },
  {
    name: 'findings:act',
    role: 'editor',
    responsibility: 'maintainer',
    tokens: true,
    about: 'Acknowledge, snooze, accept and assign stories.',
  },
  { name: 'errands:read', role: 'user', tokens: true, about: 'See errands (long work): what one began, and what one may see anyway.' },
  { name: 'errands:cancel', role: 'user', tokens: true, about: 'Stop errands that one began, or has the right to stop.' },
  { name: 'audit:read', role: 'admin', tokens: true, reach: 'everywhere', about: 'Read the audit.' },
  { name: 'settings:read', role: 'admin', tokens: true, reach: 'everywhere', about: 'Read settings.' },
  { name: 'settings:write', role: 'admin', tokens: false, reach: 'everywhere', about: 'Change settings.' },
  {
    name: 'held:release',
    role: 'admin',
    tokens: false,
    reach: 'everywhere',
    about: 'Let a restored console print, command and mail again.',
  },
  {
    name: 'telling:manage',
    role: 'admin',
    tokens: true,
    reach: 'everywhere',
    about: 'See what was told to whom, and set who is told of criticals.',
  },
  { name: 'health:read', role: 'admin', tokens: true, reach: 'everywhere', about: 'Read health details and metrics.' },
] as const satisfies readonly Permission[];
