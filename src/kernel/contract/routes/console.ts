import { z } from 'zod';
import { pageInput, pageOf } from '../page.ts';
import { PROCESS_ROLES } from '../process-roles.ts';
import { route } from '../route.ts';
import { WireSaying } from '../saying.ts';
import { InstantInput, WireId, WireInstant } from '../wire.ts';

export const AuditRow = z
  .object({
    id: WireId,
    at: WireInstant,
    actor: z.object({
      kind: z.enum(['person', 'device', 'system', 'stranger']),
      userId: WireId.nullable(),
      name: z.string(),
      viaToken: z.boolean(),
    }),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    siteId: WireId.nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditRow' });

export const listAudit = route({
  method: 'GET',
  path: '/audit',
  summary: 'Who did what, newest first',
  permission: 'audit:read',
  input: z.strictObject({
    ...pageInput,
    q: z.string().max(200).optional(),
    action: z.string().max(80).optional(),
    userId: WireId.optional(),
    subjectId: z.string().max(80).optional(),
    since: InstantInput.optional(),
    until: InstantInput.optional(),
  }),
  output: pageOf(AuditRow),
  refusals: { 'kernel.bad_cursor': 422 },
});

/** A setting as the page draws it: JSON Schema of its value, with title, description and default. */
export const Setting = z
  .object({
    key: z.string(),
    module: z.string(),
    schema: z.record(z.string(), z.unknown()),
    value: z.unknown(),
    default: z.unknown(),
    /** Of a credential, whose value is never told; null: it is none. `unreadable`: sealed under a key that is lost, to be entered anew. */
    secret: z.enum(['set', 'not_set', 'unreadable']).nullable(),
    needsRestart: z.boolean(),
    isDefault: z.boolean(),
    updatedAt: WireInstant.nullable(),
    updatedBy: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'Setting' });

export const listSettings = route({
  method: 'GET',
  path: '/settings',
  summary: 'Every setting with its schema and value',
  permission: 'settings:read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(Setting) }),
  refusals: {},
});

export const editSetting = route({
  method: 'PATCH',
  path: '/settings/:key',
  summary: 'Change one setting; null puts the default back, and erases a secret',
  permission: 'settings:write',
  input: z.strictObject({ key: z.string().max(120), value: z.json() }),
  output: Setting,
  refusals: { 'settings.unknown': 404, 'settings.bad_value': 422 },
  version: 'version',
});

export const CheckState = z.enum(['ok', 'failing']);

export const getHealth = route({
  method: 'GET',
  path: '/health',
  summary: 'Every check with details, versions and sizes',
  permission: 'health:read',
  input: z.strictObject({}),
  output: z.object({
    status: z.enum(['ready', 'degraded', 'not-ready']),
    version: z.string(),
    node: z.string(),
    /** Of the IANA database inside Node. */
    timeZoneData: z.string(),
    postgres: z.string(),
    isEmbedded: z.boolean(),
    startedAt: WireInstant,
    residentBytes: z.number(),
    databaseBytes: z.number(),
    checks: z.array(
      z.object({
        ...{ name: z.string(), status: CheckState, ms: z.number(), isCritical: z.boolean() },
        /** English. */
        detail: z.string().nullable(),
        /** The same by its code, for other languages. */
        saying: WireSaying.nullable(),
      }),
    ),
    /** What this process does. */
    roles: z.array(z.enum(PROCESS_ROLES)),
    /** What one process at a time may do, and which one does. */
    leases: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        pid: z.int(),
        /** Whether it is the process that answers. */
        isThis: z.boolean(),
        acquiredAt: WireInstant,
        heartbeatAt: WireInstant,
        /** `silent`: its holder has not been heard of for so long that another may take it. */
        state: z.enum(['held', 'given_back', 'silent']),
        /** Rises with every change of hands. */
        fencing: z.int(),
      }),
    ),
    queues: z.array(z.object({ name: z.string(), waiting: z.int(), running: z.int(), failed: z.int() })),
  }),
  refusals: {},
});

/** What every signed-in page needs to draw its shell. */
export const getAbout = route({
  method: 'GET',
  path: '/about',
  summary: 'Version and modules that are on',
  permission: 'account:read',
  input: z.strictObject({}),
  output: z.object({ version: z.string(), modules: z.array(z.string()), timeZone: z.string() }),
  refusals: {},
});

/** One live event: what changed, never its content; pages ask the routes for that. */
export const LiveEvent = z.object({
  id: z.int(),
  name: z.string(),
  module: z.string(),
  siteId: WireId.nullable(),
  assetId: WireId.nullable(),
  payload: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type LiveEvent = z.infer<typeof LiveEvent>;

export const followLive = route({
  method: 'GET',
  path: '/live',
  summary: 'Server-sent events of what the caller may see; resumes after `Last-Event-ID`',
  permission: 'live:read',
  input: z.strictObject({}),
  output: LiveEvent,
  refusals: {},
  mediaType: 'text/event-stream',
});
