import { z } from 'zod';
import { ROLES } from '../permission.ts';
import { route } from '../route.ts';
import { line, WireId, WireInstant } from '../wire.ts';
import { Nothing } from './shapes.ts';

/** Letters, digits, dot, dash, underscore; no spaces, so that names read the same everywhere. */
export const Username = z
  .string()
  .trim()
  .min(2)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]*$/u, 'Use letters, digits, dots, dashes and underscores; begin with a letter or digit.');

/** Length only; that it is none of the common ones is the action's to say. 1,024 guards the hash against floods. */
export const NewPassword = z.string().min(10, 'Use at least 10 characters.').max(1_024);
const AnyPassword = z.string().min(1).max(1_024);

export const Email = z.email().max(254);
export const Language = z.enum(['en', 'de']);

export const Grant = z
  .object({ role: z.enum(ROLES), siteId: WireId.nullable(), module: z.string().max(40).nullable() })
  .meta({ id: 'Grant' });

/** Where a permission is held: rectangles of module and site, null for all. */
const Held = z.array(z.object({ module: z.string().nullable(), siteId: WireId.nullable() }));

export const Me = z
  .object({
    id: WireId,
    username: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    isSuperadmin: z.boolean(),
    language: Language,
    timeZone: z.string().nullable(),
    grants: z.array(Grant),
    /** Permission → where it is held by role. Responsibility for single assets comes on top. */
    permissions: z.record(z.string(), Held),
    lastLoginAt: WireInstant.nullable(),
    lastPasswordChangeAt: WireInstant.nullable(),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const getSetup = route({
  method: 'GET',
  path: '/setup',
  summary: 'Whether the console still wants its first superadmin',
  permission: null,
  input: z.strictObject({}),
  output: z.object({ required: z.boolean() }),
  refusals: {},
});

export const doSetup = route({
  method: 'POST',
  path: '/setup',
  summary: 'Make the first superadmin with the one-time token that the console printed',
  permission: null,
  input: z.strictObject({ token: z.string().min(1).max(200), username: Username, password: NewPassword, email: Email.optional() }),
  output: z.object({ id: WireId, username: z.string() }),
  refusals: { 'auth.setup_done': 409, 'auth.setup_token_wrong': 403, 'auth.password_common': 422 },
  triesPerMinute: 10,
});

const Tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds until the access token ends. */
  expiresIn: z.int(),
  user: Me,
});

export const logIn = route({
  method: 'POST',
  path: '/auth/login',
  summary: 'Sign in: tokens for tools, or a session cookie for browsers',
  permission: null,
  input: z.strictObject({
    username: z.string().min(1).max(254),
    password: AnyPassword,
    session: z.enum(['cookie', 'token']).default('token'),
  }),
  output: z.union([Tokens, z.object({ user: Me })]),
  refusals: { 'auth.wrong_credentials': 401, 'auth.locked': 429 },
  status: 200,
  triesPerMinute: 60,
});

export const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Swap a refresh token for new tokens; using one twice ends the whole family',
  permission: null,
  input: z.strictObject({ refreshToken: z.string().min(1).max(500) }),
  output: Tokens,
  refusals: { 'auth.refresh_refused': 401 },
  status: 200,
  triesPerMinute: 120,
});

export const logOut = route({
  method: 'POST',
  path: '/auth/logout',
  summary: 'End the session that this call is made with',
  permission: 'account:write',
  input: z.strictObject({}),
  output: Nothing,
  refusals: {},
});

export const getMe = route({
  method: 'GET',
  path: '/users/me',
  summary: 'The signed-in person, with grants and permissions',
  permission: 'account:read',
  input: z.strictObject({}),
  output: Me,
  refusals: {},
});

export const editMe = route({
  method: 'PATCH',
  path: '/users/me',
  summary: "Change one's own name, address, language or zone",
  permission: 'account:write',
  input: z.strictObject({
    displayName: z.union([line(120), z.literal('')]).optional(),
    email: Email.nullable().optional(),
    language: Language.optional(),
    timeZone: z.string().max(60).nullable().optional(),
  }),
  output: Me,
  refusals: { 'auth.email_taken': 409, 'auth.unknown_zone': 422 },
});

export const changeMyPassword = route({
  method: 'POST',
  path: '/users/me/password',
  summary: "Change one's own password; other sessions end",
  permission: 'account:write',
  input: z.strictObject({ currentPassword: AnyPassword, newPassword: NewPassword }),
  output: Nothing,
  refusals: { 'auth.wrong_credentials': 403, 'auth.password_common': 422, 'auth.password_same': 422, 'auth.locked': 429 },
  triesPerMinute: 20,
});

const Session = z.object({
  id: WireId,
  kind: z.enum(['browser', 'tool']),
  userAgent: z.string(),
  address: z.string().nullable(),
  createdAt: WireInstant,
  lastSeenAt: WireInstant,
  expiresAt: WireInstant,
  isCurrent: z.boolean(),
});

export const listMySessions = route({
  method: 'GET',
  path: '/users/me/sessions',
  summary: "One's own open sessions",
  permission: 'account:write',
  input: z.strictObject({}),
  output: z.object({ items: z.array(Session) }),
  refusals: {},
});

export const endMySession = route({
  method: 'DELETE',
  path: '/users/me/sessions/:id',
  summary: "End one of one's own sessions",
  permission: 'account:write',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'auth.unknown_session': 404 },
});

const ApiToken = z.object({
  id: WireId,
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()),
  siteIds: z.array(WireId).nullable(),
  addressRanges: z.array(z.string()).nullable(),
  createdAt: WireInstant,
  expiresAt: WireInstant.nullable(),
  lastUsedAt: WireInstant.nullable(),
});

export const listMyTokens = route({
  method: 'GET',
  path: '/users/me/tokens',
  summary: "One's own API tokens, and the scopes that a token can carry",
  permission: 'account:write',
  input: z.strictObject({}),
  output: z.object({ items: z.array(ApiToken), scopes: z.array(z.object({ name: z.string(), about: z.string() })) }),
  refusals: {},
});

export const addMyToken = route({
  method: 'POST',
  path: '/users/me/tokens',
  summary: 'Make an API token; its text is shown this once',
  permission: 'account:write',
  input: z.strictObject({
    name: line(120),
    scopes: z.array(z.string().max(80)).min(1).max(50),
    siteIds: z.array(WireId).min(1).max(500).nullable().default(null),
    addressRanges: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .min(1)
      .max(50)
      .nullable()
      .default(null),
    expiresAt: WireInstant.nullable().default(null),
  }),
  output: ApiToken.extend({ token: z.string() }),
  refusals: { 'auth.unknown_scope': 422, 'auth.unknown_site': 422, 'auth.expiry_past': 422 },
});

export const revokeMyToken = route({
  method: 'DELETE',
  path: '/users/me/tokens/:id',
  summary: "Revoke one of one's own API tokens",
  permission: 'account:write',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'auth.unknown_token': 404 },
});
