import { z } from 'zod';
import { pageInput, pageOf } from '../page.ts';
import { ROLES } from '../permission.ts';
import { route } from '../route.ts';
import { commaList, line, WireId, WireInstant } from '../wire.ts';
import { Email, Grant, Language, NewPassword, Username } from './auth.ts';
import { Named, Nothing } from './shapes.ts';

export const User = z
  .object({
    id: WireId,
    number: z.int(),
    username: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    isSuperadmin: z.boolean(),
    language: Language,
    grants: z.array(Grant),
    teams: z.array(Named),
    createdAt: WireInstant,
    lastLoginAt: WireInstant.nullable(),
    lastPasswordChangeAt: WireInstant.nullable(),
    failedLoginAttempts: z.int(),
    lastFailedLoginAt: WireInstant.nullable(),
    lockedUntil: WireInstant.nullable(),
    deactivatedAt: WireInstant.nullable(),
    deactivatedBy: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

const GrantsInput = z
  .array(
    z.strictObject({ role: z.enum(ROLES), siteId: WireId.nullable().default(null), module: z.string().max(40).nullable().default(null) }),
  )
  .max(200);

const guards = {
  'users.unknown': 404,
  'users.own_account': 409,
  'users.last_superadmin': 409,
  'users.beyond_own_rank': 403,
} as const;

export const listUsers = route({
  method: 'GET',
  path: '/users',
  summary: 'Users; administrators do not see superadmins',
  permission: 'users:manage',
  input: z.strictObject({
    ...pageInput,
    q: z.string().max(200).optional(),
    state: commaList(z.enum(['active', 'deactivated', 'locked'])).optional(),
    sort: z.enum(['username', '-username', 'lastLoginAt', '-lastLoginAt']).default('username'),
  }),
  output: pageOf(User),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getUser = route({
  method: 'GET',
  path: '/users/:id',
  summary: 'One user',
  permission: 'users:manage',
  input: z.strictObject({ id: WireId }),
  output: User,
  refusals: { 'users.unknown': 404 },
  version: 'version',
});

export const addUser = route({
  method: 'POST',
  path: '/users',
  summary: 'Create a user',
  permission: 'users:manage',
  input: z.strictObject({
    username: Username,
    password: NewPassword,
    email: Email.nullable().optional(),
    displayName: z.union([line(120), z.literal('')]).default(''),
    language: Language.default('en'),
    /** Short for one grant on all sites and modules. */
    role: z.enum(ROLES).optional(),
    grants: GrantsInput.default([]),
    isSuperadmin: z.boolean().default(false),
  }),
  output: User,
  refusals: {
    'users.username_taken': 409,
    'auth.email_taken': 409,
    'auth.password_common': 422,
    'users.unknown_site': 422,
    'users.unknown_module': 422,
    'users.double_grant': 422,
    'users.beyond_own_rank': 403,
  },
});

export const editUser = route({
  method: 'PATCH',
  path: '/users/:id',
  summary: 'Change a user: name, address, grants, superadmin',
  permission: 'users:manage',
  input: z.strictObject({
    id: WireId,
    username: Username.optional(),
    displayName: z.union([line(120), z.literal('')]).optional(),
    email: Email.nullable().optional(),
    language: Language.optional(),
    grants: GrantsInput.optional(),
    isSuperadmin: z.boolean().optional(),
  }),
  output: User,
  refusals: {
    ...guards,
    'users.username_taken': 409,
    'auth.email_taken': 409,
    'users.unknown_site': 422,
    'users.unknown_module': 422,
    'users.double_grant': 422,
  },
  version: 'version',
});

export const setPassword = route({
  method: 'POST',
  path: '/users/:id/password',
  summary: "Set another user's password; their sessions end",
  permission: 'users:manage',
  input: z.strictObject({ id: WireId, newPassword: NewPassword }),
  output: Nothing,
  refusals: { ...guards, 'auth.password_common': 422 },
});

export const deactivateUser = route({
  method: 'POST',
  path: '/users/:id/deactivate',
  summary: 'Switch a user off: sessions and tokens end, history stays',
  permission: 'users:manage',
  input: z.strictObject({ id: WireId }),
  output: User,
  refusals: guards,
  status: 200,
});

export const reactivateUser = route({
  method: 'POST',
  path: '/users/:id/reactivate',
  summary: 'Switch a user on again',
  permission: 'users:manage',
  input: z.strictObject({ id: WireId }),
  output: User,
  refusals: guards,
  status: 200,
});

export const unlockUser = route({
  method: 'POST',
  path: '/users/:id/unlock',
  summary: 'End the delay after failed sign-ins',
  permission: 'users:manage',
  input: z.strictObject({ id: WireId }),
  output: User,
  refusals: guards,
  status: 200,
});

export const removeUser = route({
  method: 'DELETE',
  path: '/users/:id',
  summary: 'Remove a user for good; a tombstone keeps history readable',
  permission: 'users:remove',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { ...guards, 'users.last_owner': 409 },
});

export const Team = z
  .object({ id: WireId, number: z.int(), name: z.string(), members: z.array(Named), grants: z.array(Grant), version: z.int() })
  .meta({ id: 'Team' });

export const listTeams = route({
  method: 'GET',
  path: '/teams',
  summary: 'Teams',
  permission: 'users:manage',
  input: z.strictObject({ ...pageInput, q: z.string().max(200).optional() }),
  output: pageOf(Team),
  refusals: { 'kernel.bad_cursor': 422 },
});

const teamRefusals = {
  'teams.name_taken': 409,
  'users.unknown': 422,
  'users.unknown_site': 422,
  'users.unknown_module': 422,
  'users.double_grant': 422,
  'users.beyond_own_rank': 403,
  'users.own_account': 409,
} as const;

export const addTeam = route({
  method: 'POST',
  path: '/teams',
  summary: 'Create a team',
  permission: 'users:manage',
  input: z.strictObject({ name: line(120), memberIds: z.array(WireId).max(1_000).default([]), grants: GrantsInput.default([]) }),
  output: Team,
  refusals: teamRefusals,
});

export const editTeam = route({
  method: 'PATCH',
  path: '/teams/:id',
  summary: 'Change a team',
  permission: 'users:manage',
  input: z.strictObject({
    id: WireId,
    name: line(120).optional(),
    memberIds: z.array(WireId).max(1_000).optional(),
    grants: GrantsInput.optional(),
  }),
  output: Team,
  refusals: { ...teamRefusals, 'teams.unknown': 404 },
  version: 'version',
});

export const archiveTeam = route({
  method: 'DELETE',
  path: '/teams/:id',
  summary: 'Archive a team; its grants end',
  permission: 'users:manage',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'teams.unknown': 404, 'users.last_owner': 409, 'users.own_account': 409 },
});

/** Names only, for pickers; whoever may see an asset may see who can answer for it. */
export const listPeople = route({
  method: 'GET',
  path: '/people',
  summary: 'Names of active users and teams, for pickers',
  permission: 'people:read',
  input: z.strictObject({ q: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
  output: z.object({
    users: z.array(z.object({ id: WireId, username: z.string(), displayName: z.string() })),
    teams: z.array(Named),
  }),
  refusals: {},
});
