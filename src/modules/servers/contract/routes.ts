import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { RESPONSIBILITY_ROLES } from '../../../kernel/contract/permission.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Maintenance, Nothing, Responsible } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, InstantInput, line, prose, queryFlag, WireId } from '../../../kernel/contract/wire.ts';
import {
  PendingPackage,
  POLICY_MODES,
  REPORT_STATES,
  Server,
  ServerDetail,
  ServiceWindowInput,
  UPDATE_STATUSES,
  UpdateRecord,
  UpdateSchedule,
  WINDOW_STATUSES,
} from './shapes.ts';

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
    /** A user's or team's id; `me`, or `none` for servers that nobody answers for. */
    owner: z.union([WireId, z.enum(['me', 'none'])]).optional(),
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
  refusals: { ...recordRefusals, 'servers.unknown_site': 422, 'servers.unknown_owner': 422 },
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
    tags: z.array(line(60)).max(50).optional(),
  }),
  output: ServerDetail,
  refusals: { ...recordRefusals, 'servers.unknown': 404 },
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

export const addResponsible = route({
  method: 'POST',
  path: '/servers/:id/users',
  summary: 'Make a user or a team responsible for a server, or change the role',
  permission: 'servers:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId, userId: WireId.optional(), teamId: WireId.optional(), role: z.enum(RESPONSIBILITY_ROLES) }),
  output: z.object({ responsibles: z.array(Responsible) }),
  refusals: { 'servers.unknown': 404, 'assets.unknown_user': 422, 'assets.one_person': 422, 'assets.last_owner': 409 },
});

export const removeResponsible = route({
  method: 'DELETE',
  path: '/servers/:id/users/:userId',
  summary: 'Take a user or a team (by its id) off a server; the last owner stays',
  permission: 'servers:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId, userId: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404, 'assets.not_responsible': 404, 'assets.last_owner': 409 },
});

const actRefusals = { 'servers.unknown': 404, service_window_risky: 409 } as const;

export const markUpdated = route({
  method: 'POST',
  path: '/servers/:id/updates',
  summary: 'Say that a server was updated, now or at a past instant',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    at: InstantInput.optional(),
    note: prose(2_000).default(''),
    confirmRisky: z.boolean().default(false),
  }),
  output: ServerDetail,
  refusals: { ...actRefusals, 'servers.updated_in_future': 422 },
});

export const markRebooted = route({
  method: 'POST',
  path: '/servers/:id/reboots',
  summary: 'Say that a server was rebooted, now or at a past instant',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, at: InstantInput.optional(), confirmRisky: z.boolean().default(false) }),
  output: ServerDetail,
  refusals: { ...actRefusals, 'servers.rebooted_in_future': 422 },
});

export const listUpdates = route({
  method: 'GET',
  path: '/servers/:id/updates',
  summary: 'Update records of a server, newest first',
  permission: 'servers:read',
  asset: 'id',
  input: z.strictObject({ ...pageInput, id: WireId }),
  output: pageOf(UpdateRecord),
  refusals: { 'servers.unknown': 404, 'kernel.bad_cursor': 422 },
});

export const startMaintenance = route({
  method: 'POST',
  path: '/servers/:id/maintenance',
  summary: 'Declare maintenance; the findings of the server are muted, not lost',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    startsAt: InstantInput.optional(),
    endsAt: InstantInput,
    reason: prose(500).pipe(z.string().min(3)),
  }),
  output: Maintenance,
  refusals: {
    'servers.unknown': 404,
    'assets.maintenance_backwards': 422,
    'assets.maintenance_past': 422,
    'assets.maintenance_too_long': 422,
  },
});

export const endMaintenance = route({
  method: 'DELETE',
  path: '/servers/:id/maintenance',
  summary: 'End running and planned maintenance',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404 },
});

export const listPackages = route({
  method: 'GET',
  path: '/servers/:id/packages',
  summary: 'Pending packages of the latest readable report, security first',
  permission: 'servers:read',
  asset: 'id',
  input: z.strictObject({ ...pageInput, id: WireId, q: z.string().max(200).optional(), onlySecurity: queryFlag.optional() }),
  output: pageOf(PendingPackage),
  refusals: { 'servers.unknown': 404, 'kernel.bad_cursor': 422 },
});

export const makeReportToken = route({
  method: 'POST',
  path: '/servers/:id/report-token',
  summary: "Make the server's report token, ending the one before; its text is shown this once",
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    addressRanges: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .min(1)
      .max(50)
      .nullable()
      .default(null),
    /** Also forget which machine the reports came from, after a server was rebuilt. */
    forgetMachine: z.boolean().default(false),
  }),
  output: z.object({ token: z.string(), hint: z.string(), reportUrl: z.string() }),
  refusals: { 'servers.unknown': 404 },
});

export const revokeReportToken = route({
  method: 'DELETE',
  path: '/servers/:id/report-token',
  summary: "Revoke the server's report token",
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404 },
});

/** Lines of text ended by `END: n`; the answer carries no command. */
export const sendReport = route({
  method: 'POST',
  path: '/servers/report',
  summary: 'What a machine says of itself, with its own token',
  permission: 'servers:report',
  input: z.strictObject({ body: z.string().max(1_048_576) }),
  output: Nothing,
  refusals: {
    'servers.unknown': 404,
    'servers.report_malformed': 422,
    'servers.report_truncated': 422,
    'servers.other_machine': 409,
  },
  body: 'text',
  bodyLimit: 1_048_576,
  triesPerMinute: 30,
});

const ScheduleInput = {
  name: line(120),
  intervalDays: z.int().min(1).max(3_650),
  preferredWeekday: z.int().min(1).max(7).nullable(),
  mode: z.enum(POLICY_MODES),
};

export const listSchedules = route({
  method: 'GET',
  path: '/update-schedules',
  summary: 'Update schedules',
  permission: 'servers:read',
  input: z.strictObject({ ...pageInput, q: z.string().max(200).optional(), siteId: WireId.optional() }),
  output: pageOf(UpdateSchedule),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const addSchedule = route({
  method: 'POST',
  path: '/update-schedules',
  summary: 'Create an update schedule',
  permission: 'servers:schedules',
  site: 'siteId',
  input: z.strictObject({
    name: ScheduleInput.name,
    intervalDays: ScheduleInput.intervalDays,
    preferredWeekday: ScheduleInput.preferredWeekday.default(null),
    mode: ScheduleInput.mode.default('confirm'),
    siteId: WireId.optional(),
  }),
  output: UpdateSchedule,
  refusals: { 'servers.schedule_name_taken': 409, 'servers.unknown_site': 422 },
});

export const editSchedule = route({
  method: 'PATCH',
  path: '/update-schedules/:id',
  summary: 'Change an update schedule; due dates of its servers move with it',
  permission: 'servers:schedules',
  input: z.strictObject({
    id: WireId,
    name: ScheduleInput.name.optional(),
    intervalDays: ScheduleInput.intervalDays.optional(),
    preferredWeekday: ScheduleInput.preferredWeekday.optional(),
    mode: ScheduleInput.mode.optional(),
  }),
  output: UpdateSchedule,
  refusals: { 'servers.unknown_schedule': 404, 'servers.schedule_name_taken': 409 },
  version: 'version',
});

export const removeSchedule = route({
  method: 'DELETE',
  path: '/update-schedules/:id',
  summary: 'Remove an update schedule that no server follows',
  permission: 'servers:schedules',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown_schedule': 404, 'servers.schedule_in_use': 409 },
});
