import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, InstantInput, WireId } from '../../../kernel/contract/wire.ts';
import { APPROVAL_STATES, Approval, Proposal, SLOT_STATES, Slot } from './plan-shapes.ts';
import { UPDATE_STATUSES } from './shapes.ts';

const slotRefusals = { 'servers.unknown': 404, 'servers.unknown_slot': 404 } as const;

/** Why a slot cannot lie where it is wanted. */
const dropRefusals = {
  /** In use then, and the mode is enforce. `until` */
  'servers.slot_in_use': 409,
  /** Frozen then, and the mode is enforce. `until` */
  'servers.slot_frozen': 409,
  /** Another server of the redundancy group has its slot then. `server`, `startsAt`, `endsAt` */
  'servers.slot_group_busy': 409,
  /** After the due instant; `confirmLate` wants it all the same. `dueAt` */
  'servers.slot_past_due': 409,
  'servers.slot_in_past': 422,
  'servers.slot_too_far': 422,
  /** Not safe then, and the mode is confirm; `confirmRisky` wants it all the same. `reason`, `nextSafeAt` */
  service_window_risky: 409,
  /** The risk was confirmed, and now waits for a second person. `approvalId`, `expiresAt` */
  'servers.second_person_needed': 409,
  /** The risk was confirmed, and there is nobody else who might agree: nothing was asked. */
  'servers.no_second_person': 409,
} as const;

const SlotMinutes = z.int().min(5).max(1_440);
const confirmations = { confirmRisky: z.boolean().default(false), confirmLate: z.boolean().default(false) };

/** A dry run proposes and writes nothing; otherwise slots are written for those servers that the caller may act on. */
export const planServers = route({
  method: 'POST',
  path: '/servers/plan',
  summary: 'Propose the next safe slot for each of some servers, or plan them so',
  permission: 'servers:act',
  input: z.strictObject({
    serverIds: z.array(WireId).min(1).max(500).optional(),
    /** In place of ids: all servers of the site, of the schedule, with one of the statuses. At most 500. */
    siteId: WireId.optional(),
    scheduleId: WireId.optional(),
    status: z.array(z.enum(UPDATE_STATUSES)).max(4).optional(),
    dryRun: z.boolean().default(true),
    /** Also writes slots in times that are not safe, where no safe one is in sight and the mode lets a person confirm. */
    confirmRisky: z.boolean().default(false),
  }),
  output: z.object({ proposals: z.array(Proposal), isSaved: z.boolean() }),
  refusals: { 'servers.too_many_to_plan': 422, 'servers.plan_changed': 409 },
  status: 200,
});

export const listSlots = route({
  method: 'GET',
  path: '/servers/slots',
  summary: 'Slots by their start',
  permission: 'servers:read',
  input: z.strictObject({
    ...pageInput,
    /** Slots that end after it. */
    from: InstantInput.optional(),
    /** Slots that start before it. */
    until: InstantInput.optional(),
    siteId: WireId.optional(),
    scheduleId: WireId.optional(),
    serverId: WireId.optional(),
    /** A user's (with their teams) or a team's id, or `me`: servers that they answer for. */
    owner: z.union([WireId, z.literal('me')]).optional(),
    state: commaList(z.enum(SLOT_STATES)).optional(),
  }),
  output: pageOf(Slot),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getSlot = route({
  method: 'GET',
  path: '/servers/:id/slots/:slotId',
  summary: 'One slot of a server',
  permission: 'servers:read',
  asset: 'id',
  input: z.strictObject({ id: WireId, slotId: WireId }),
  output: Slot,
  refusals: slotRefusals,
  version: 'version',
});

export const addSlot = route({
  method: 'POST',
  path: '/servers/:id/slots',
  summary: 'Plan a slot for a server at a chosen time',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, startsAt: InstantInput, minutes: SlotMinutes.optional(), ...confirmations }),
  output: Slot,
  refusals: { ...dropRefusals, 'servers.unknown': 404, 'servers.slot_exists': 409 },
});

export const moveSlot = route({
  method: 'PATCH',
  path: '/servers/:id/slots/:slotId',
  summary: 'Move a slot that has not started, or change how long it is',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    slotId: WireId,
    startsAt: InstantInput.optional(),
    minutes: SlotMinutes.optional(),
    ...confirmations,
  }),
  output: Slot,
  refusals: { ...dropRefusals, ...slotRefusals, 'servers.slot_closed': 409 },
  version: 'version',
});

export const cancelSlot = route({
  method: 'DELETE',
  path: '/servers/:id/slots/:slotId',
  summary: 'Cancel a slot that has not started',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, slotId: WireId }),
  output: Nothing,
  refusals: { ...slotRefusals, 'servers.slot_closed': 409 },
});

export const postponeSlot = route({
  method: 'POST',
  path: '/servers/:id/slots/:slotId/postponement',
  summary: 'Put a slot off to the next safe one; each of those who answer for the server once per slot',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, slotId: WireId }),
  output: Slot,
  refusals: {
    ...slotRefusals,
    'servers.slot_closed': 409,
    /** Owners and maintainers alone postpone, by name or by their teams; administrators move slots. */
    'servers.not_yours_to_postpone': 403,
    'servers.already_postponed': 409,
    'servers.no_later_slot': 409,
  },
});

/** Called by what updates the machine, with the token that came with its order. */
export const tellOutcome = route({
  method: 'POST',
  path: '/servers/slots/:id/outcome',
  summary: 'What became of a slot, told with the token that its hand-off carried',
  permission: 'servers:outcome',
  input: z.strictObject({ id: WireId, state: z.enum(['running', 'succeeded', 'failed']), text: z.string().trim().max(2_000).default('') }),
  output: Nothing,
  refusals: { 'servers.unknown_slot': 404, 'servers.slot_closed': 409 },
});

/** Names that servers of one site share so that never two of them are updated at once. */
export const listRedundancyGroups = route({
  method: 'GET',
  path: '/servers/redundancy-groups',
  summary: 'Redundancy groups that servers belong to',
  permission: 'servers:read',
  input: z.strictObject({ ...pageInput, siteId: WireId.optional(), q: z.string().max(200).optional() }),
  output: pageOf(
    z.object({ id: WireId, name: z.string(), site: z.object({ id: WireId, name: z.string() }), serverCount: z.int() }).meta({
      id: 'RedundancyGroup',
    }),
  ),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const listApprovals = route({
  method: 'GET',
  path: '/servers/approvals',
  summary: 'What was asked of a second person, newest first',
  permission: 'servers:read',
  input: z.strictObject({
    ...pageInput,
    serverId: WireId.optional(),
    siteId: WireId.optional(),
    state: commaList(z.enum(APPROVAL_STATES)).optional(),
  }),
  output: pageOf(Approval),
  refusals: { 'kernel.bad_cursor': 422 },
});

const decideRefusals = {
  'servers.unknown': 404,
  'servers.unknown_approval': 404,
  'servers.approval_own': 409,
  'servers.approval_decided': 409,
  'servers.approval_expired': 409,
} as const;

export const approve = route({
  method: 'POST',
  path: '/servers/:id/approvals/:approvalId/approval',
  summary: 'Agree, as the second person, to something risky; it is then done',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, approvalId: WireId }),
  output: Approval,
  refusals: {
    ...decideRefusals,
    // The world may have changed since it was asked.
    'servers.slot_in_use': 409,
    'servers.slot_frozen': 409,
    'servers.slot_group_busy': 409,
    'servers.slot_in_past': 422,
    'servers.slot_exists': 409,
    'servers.slot_closed': 409,
  },
});

export const decline = route({
  method: 'DELETE',
  path: '/servers/:id/approvals/:approvalId',
  summary: 'Decline, as the second person, something risky; who asked withdraws it so',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, approvalId: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404, 'servers.unknown_approval': 404, 'servers.approval_decided': 409, 'servers.approval_expired': 409 },
});
