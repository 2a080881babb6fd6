import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { InstantInput, line, prose, queryFlag, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { TypedNetwork } from './address.ts';
import { JailName } from './jail-routes.ts';

const Named = z.object({ id: z.string(), name: z.string() });

export const PLACEMENT_STATES = ['pending', 'placed', 'present', 'failed'] as const;

/** An address or network that must not be banned. */
export const AllowEntry = z.object({
  id: WireId,
  address: z.string(),
  note: z.string(),
  /** Null: every site. */
  site: Named.nullable(),
  /** Null: every host of the site. */
  host: Named.nullable(),
  /** Null: every jail. */
  jail: z.string().nullable(),
  until: WireInstant.nullable(),
  createdAt: WireInstant,
  by: Named.nullable(),
  endedAt: WireInstant.nullable(),
  endedHow: z.enum(['expired', 'removed']).nullable(),
  /**
   * Where it stands in the running fail2ban's ignore list. `present`: it stood there before us and stays when the entry ends.
   * A reload of fail2ban takes run-time entries away; the console puts them back.
   */
  placements: z.array(
    z.object({ host: Named, jail: z.string(), state: z.enum(PLACEMENT_STATES), failure: z.string().nullable(), failureDetail: z.string() }),
  ),
  version: z.int(),
});
export type AllowEntry = z.output<typeof AllowEntry>;

const addressRefusals = { 'bans.not_an_address': 422, 'bans.host_bits_set': 422, 'bans.too_wide': 422 } as const;

export const listAllowed = route({
  method: 'GET',
  path: '/bans/allow',
  summary: 'What must not be banned, newest first',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput, ended: queryFlag.optional(), address: TypedNetwork.optional(), hostId: WireId.optional() }),
  output: pageOf(AllowEntry),
  refusals: { 'kernel.bad_cursor': 422, 'bans.not_an_address': 422, 'bans.host_bits_set': 422 },
});

export const addAllowed = route({
  method: 'POST',
  path: '/bans/allow',
  summary: 'Let an address or network never be banned: on a host, on a site, or everywhere',
  permission: 'bans:ban',
  site: 'siteId',
  input: z.strictObject({
    address: TypedNetwork,
    note: prose(200).default(''),
    until: InstantInput.nullable().default(null),
    jail: JailName.nullable().default(null),
    siteId: WireId.optional(),
    hostId: WireId.nullable().default(null),
    /** On every site; only for those who may do so on every site. */
    isEverywhere: z.boolean().default(false),
    /** Unbans what it covers, at once. */
    unban: z.boolean().default(false),
  }),
  output: AllowEntry,
  refusals: {
    ...addressRefusals,
    'bans.unknown_host': 404,
    'bans.end_in_past': 422,
    'bans.not_everywhere': 403,
    'bans.allow_unclear': 422,
    'bans.allow_exists': 409,
  },
});

export const editAllowed = route({
  method: 'PATCH',
  path: '/bans/allow/:id',
  summary: 'Change the note or the end of an allow entry',
  permission: 'bans:ban',
  input: z.strictObject({ id: WireId, note: prose(200).optional(), until: InstantInput.nullable().optional() }),
  output: AllowEntry,
  refusals: { 'bans.unknown_allow_entry': 404, 'bans.allow_ended': 409, 'bans.end_in_past': 422, 'bans.not_everywhere': 403 },
  version: 'version',
});

export const removeAllowed = route({
  method: 'DELETE',
  path: '/bans/allow/:id',
  summary: 'End an allow entry: it is taken out of the running ignore lists',
  permission: 'bans:ban',
  input: z.strictObject({ id: WireId, note: line(200).optional() }),
  output: Nothing,
  refusals: { 'bans.unknown_allow_entry': 404, 'bans.not_everywhere': 403 },
});
