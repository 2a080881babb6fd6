import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, InstantInput, line, prose, queryFlag, WireId } from '../../../kernel/contract/wire.ts';
import { POLICY_MODES, REPORT_STATES, Server, ServerDetail, ServiceWindowInput, UPDATE_STATUSES, WINDOW_STATUSES } from './shapes.ts';

const Hostname = line(253);
const IpInput = z.string().trim().max(64);

const windowRefusals = {
  'window.edges_equal': 422,
  'window.unknown_zone': 422,
  'window.bad_time': 422,
  'window.no_weekdays': 422,
  'window.bad_weekday': 422,
} as const;

const recordRefusals = {
  ...windowRefusals,
  'servers.name_taken': 409,
  'servers.bad_address': 422,
  'servers.unknown_schedule': 422,
  'servers.updated_in_future': 422,
  'servers.rebooted_in_future': 422,
} as const;

export const SERVER_SORTS = [
  'name',
  '-name',
  // Late first, then what is not known, ok last.
  'status',
  '-status',
  'nextUpdateDueAt',
  '-nextUpdateDueAt',
  'pendingUpdates',
  '-pendingUpdates',
  'reportedAt',
  '-reportedAt',
] as const;

export const listServers = route({
  method: 'GET',
  path: '/servers',
  summary: 'Servers with their status now, or at another instant',
  permission: 'servers:read',
  input: z.strictObject({
    ...pageInput,
    /** Everything that depends on time is computed for this instant. */
    at: InstantInput.optional(),
    q: z.string().max(200).optional(),
    status: commaList(z.enum(UPDATE_STATUSES)).optional(),
    window: commaList(z.enum(WINDOW_STATUSES)).optional(),
    report: commaList(z.enum(REPORT_STATES)).optional(),
    /** A user's (with their teams) or a team's id; `me`, or `none` for servers that nobody answers for. */
    owner: z.union([WireId, z.enum(['me', 'none'])]).optional(),
    /** The same in any role: owner or maintainer. */
    responsible: z.union([WireId, z.enum(['me', 'none'])]).optional(),
    siteId: WireId.optional(),
    scheduleId: WireId.optional(),
    tag: z.string().max(60).optional(),
    hasSecurityUpdates: queryFlag.optional(),
    rebootRequired: queryFlag.optional(),
    sort: z.enum(SERVER_SORTS).default('name'),
  }),
  output: pageOf(Server),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const countServers = route({
  method: 'GET',
  path: '/servers/counts',
  summary: 'How many servers there are per status, under the same scope',
  permission: 'servers:read',
  input: z.strictObject({ siteId: WireId.optional() }),
  output: z.object({
    total: z.int(),
    updateStatus: z.record(z.enum(UPDATE_STATUSES), z.int()),
    serviceWindowStatus: z.record(z.enum(WINDOW_STATUSES), z.int()),
    reportState: z.record(z.enum(REPORT_STATES), z.int()),
  }),
  refusals: {},
});

export const getServer = route({
  method: 'GET',
  path: '/servers/:id',
  summary: 'One server, with the decisions explained',
  permission: 'servers:read',
  asset: 'id',
  input: z.strictObject({ id: WireId, at: InstantInput.optional() }),
  output: ServerDetail,
  refusals: { 'servers.unknown': 404 },
  version: 'version',
});

export const addServer = route({
  method: 'POST',
  path: '/servers',
  summary: 'Create a server; its creator owns it unless another owner is named',
  permission: 'servers:create',
  site: 'siteId',
  input: z.strictObject({
    name: line(120),
    hostname: Hostname,
    ipAddress: IpInput.nullable().optional(),
    description: prose(4_000).default(''),
    updateScheduleId: WireId.nullable().optional(),
    lastUpdatedAt: InstantInput.nullable().optional(),
    lastRebootedAt: InstantInput.nullable().optional(),
    serviceWindow: ServiceWindowInput.nullable().optional(),
    alwaysInUse: z.boolean().default(false),
    siteId: WireId.optional(),
    ownerUserId: WireId.optional(),
    tags: z.array(line(60)).max(50).default([]),
  }),
  output: Server,
  refusals: { ...recordRefusals, 'servers.unknown_site': 422, 'servers.unknown_owner': 422, 'assets.out_of_sight': 422 },
});

export const editServer = route({
  method: 'PATCH',
  path: '/servers/:id',
  summary: 'Change a server',
  permission: 'servers:edit',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    name: line(120).optional(),
    hostname: Hostname.optional(),
    ipAddress: IpInput.nullable().optional(),
    description: prose(4_000).optional(),
    updateScheduleId: WireId.nullable().optional(),
    serviceWindow: ServiceWindowInput.nullable().optional(),
    alwaysInUse: z.boolean().optional(),
    modeOverride: z.enum(POLICY_MODES).nullable().optional(),
    /** Never two servers of one group are updated at once. Null leaves the group. */
    redundancyGroup: line(120).nullable().optional(),
    tags: z.array(line(60)).max(50).optional(),
  }),
  output: ServerDetail,
  refusals: { ...recordRefusals, 'servers.unknown': 404, 'servers.slot_group_busy': 409 },
  version: 'version',
});

export const archiveServer = route({
  method: 'DELETE',
  path: '/servers/:id',
  summary: 'Archive a server: it leaves lists and Today, its history stays',
  permission: 'servers:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404 },
});
