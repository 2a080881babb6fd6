import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { InstantInput, line, WireId } from '../../../kernel/contract/wire.ts';
import { Freeze, HAND_OFF_KINDS, HandOff } from './plan-shapes.ts';

/** Either `from` and `until`, or `firstDay`, `lastDay` and `timeZone`; which of them is a rule with its own sentence. */
const FreezeTime = {
  from: InstantInput.optional(),
  until: InstantInput.optional(),
  /** `2026-12-24`, a day of the zone; the last one is included. */
  firstDay: z.iso.date().optional(),
  lastDay: z.iso.date().optional(),
  timeZone: z.string().max(60).optional(),
};

const timeRefusals = { 'servers.freeze_unclear': 422, 'servers.freeze_backwards': 422, 'window.unknown_zone': 422 } as const;

export const listFreezes = route({
  method: 'GET',
  path: '/servers/freezes',
  summary: 'Freeze dates: times in which nothing is to be touched',
  permission: 'servers:read',
  input: z.strictObject({
    ...pageInput,
    /** Freezes that end after it. */
    from: InstantInput.optional(),
    /** Freezes that begin before it. */
    until: InstantInput.optional(),
    siteId: WireId.optional(),
  }),
  output: pageOf(Freeze),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const addFreeze = route({
  method: 'POST',
  path: '/servers/freezes',
  summary: 'Freeze a site, the servers of a schedule, or one server',
  permission: 'servers:schedules',
  site: 'siteId',
  input: z.strictObject({
    name: line(120),
    siteId: WireId.optional(),
    scheduleId: WireId.nullable().default(null),
    serverId: WireId.nullable().default(null),
    ...FreezeTime,
  }),
  output: Freeze,
  refusals: { ...timeRefusals, 'servers.unknown_site': 422, 'servers.unknown_schedule': 422, 'servers.freeze_of_unknown_server': 422 },
});

export const editFreeze = route({
  method: 'PATCH',
  path: '/servers/freezes/:id',
  summary: 'Rename a freeze, or give it another time',
  permission: 'servers:schedules',
  input: z.strictObject({ id: WireId, name: line(120).optional(), ...FreezeTime }),
  output: Freeze,
  refusals: { ...timeRefusals, 'servers.unknown_freeze': 404 },
  version: 'version',
});

export const removeFreeze = route({
  method: 'DELETE',
  path: '/servers/freezes/:id',
  summary: 'Remove a freeze',
  permission: 'servers:schedules',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown_freeze': 404 },
});

export const getHandOff = route({
  method: 'GET',
  path: '/update-schedules/:id/hand-off',
  summary: 'What is called when a slot of this schedule starts',
  permission: 'servers:hand-off',
  input: z.strictObject({ id: WireId }),
  output: z.object({ handOff: HandOff.nullable() }),
  refusals: { 'servers.unknown_schedule': 404 },
});

/** Whoever saves it allows its origin, also in the private network: an administrator's matter. */
export const setHandOff = route({
  method: 'PUT',
  path: '/update-schedules/:id/hand-off',
  summary: 'Set what is called when a slot of this schedule starts',
  permission: 'servers:hand-off',
  input: z.strictObject({
    id: WireId,
    kind: z.enum(HAND_OFF_KINDS),
    url: z.string().trim().max(2_000),
    /** Sent as a bearer token. Absent: the one that is stored stays, if the origin stays. Null: none. */
    secret: z.string().trim().min(1).max(4_000).nullable().optional(),
    templateId: z.int().min(1).nullable().default(null),
  }),
  output: z.object({ handOff: HandOff.nullable() }),
  refusals: {
    'servers.unknown_schedule': 404,
    'servers.hand_off_bad_url': 422,
    'servers.hand_off_needs_template': 422,
    'servers.hand_off_needs_secret': 422,
  },
});

export const removeHandOff = route({
  method: 'DELETE',
  path: '/update-schedules/:id/hand-off',
  summary: 'Call nothing any more when a slot of this schedule starts',
  permission: 'servers:hand-off',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown_schedule': 404 },
});
