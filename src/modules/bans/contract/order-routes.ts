import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { commaList, InstantInput, line, queryFlag, WireId } from '../../../kernel/contract/wire.ts';
import { IpAddress, TypedNetwork } from './address.ts';
import { JailName } from './jail-routes.ts';
import { GivenOrders, Lookup, ORDER_KINDS, ORDER_STATES, Order } from './order-shapes.ts';

const Note = line(200).refine((text) => text.length >= 3, 'Say in at least three characters why.');

const askedOfBan = {
  /** An address or a network. */
  address: TypedNetwork,
  /** The jail of that name on each of the hosts. */
  jail: JailName,
  /** At most one of the two; neither: until somebody lifts it. The console unbans then, whatever the jail's own time is. */
  until: InstantInput.optional(),
  hours: z.int().min(1).max(8_760).optional(),
  note: Note,
  /** Needed where the address is protected: `bans.protected_address` says by what. */
  confirmProtected: z.boolean().default(false),
  /** Needed beside it where it is the caller's own address: that address once more. */
  confirmOwnAddress: z.string().max(64).optional(),
};

const askedOfUnban = {
  jail: JailName.optional(),
  note: line(200).optional(),
  /** Also every ban of what lies in the network; else the ban of exactly that network. */
  withInside: queryFlag.optional(),
};

const addressRefusals = { 'bans.not_an_address': 422, 'bans.host_bits_set': 422, 'bans.too_wide': 422 } as const;
const hostRefusals = { 'bans.level_too_low': 409, 'bans.held': 409 } as const;

const banRefusals = {
  ...addressRefusals,
  ...hostRefusals,
  'bans.unknown_host': 404,
  'bans.unknown_jail': 404,
  'bans.no_hosts': 422,
  'bans.end_unclear': 422,
  'bans.end_in_past': 422,
  'bans.protected_address': 409,
  'bans.own_address': 409,
} as const;

export const addBans = route({
  method: 'POST',
  path: '/bans',
  summary: 'Ban an address or network in a jail of some hosts, or of every host of a site',
  permission: 'bans:ban',
  site: 'siteId',
  input: z.strictObject({
    siteId: WireId.optional(),
    /** Hosts of the site; absent: every one that has the jail. */
    hostIds: z.array(WireId).min(1).max(200).optional(),
    ...askedOfBan,
  }),
  output: GivenOrders,
  refusals: banRefusals,
});

export const addBanOnHost = route({
  method: 'POST',
  path: '/bans/hosts/:id/bans',
  summary: 'Ban an address or network in a jail of one host',
  permission: 'bans:ban',
  asset: 'id',
  input: z.strictObject({ id: WireId, ...askedOfBan }),
  output: GivenOrders,
  refusals: banRefusals,
});

export const removeBans = route({
  method: 'DELETE',
  path: '/bans/:ip',
  summary:
    'Unban an address or network (exactly, or with all inside) everywhere, or on one host or in jails of one name; what was archived stays',
  permission: 'bans:ban',
  status: 200,
  input: z.strictObject({ ip: TypedNetwork, hostId: WireId.optional(), ...askedOfUnban }),
  output: GivenOrders,
  refusals: { ...addressRefusals, ...hostRefusals, 'bans.unknown_host': 404, 'bans.no_hosts': 422 },
});

export const removeBanOnHost = route({
  method: 'DELETE',
  path: '/bans/hosts/:id/bans/:ip',
  summary: 'Unban an address or network (exactly, or with all inside) on one host',
  permission: 'bans:ban',
  asset: 'id',
  status: 200,
  input: z.strictObject({ id: WireId, ip: TypedNetwork, ...askedOfUnban }),
  output: GivenOrders,
  refusals: { ...addressRefusals, ...hostRefusals, 'bans.unknown_host': 404, 'bans.no_hosts': 422 },
});

export const listOrders = route({
  method: 'GET',
  path: '/bans/orders',
  summary: 'What the console has asked of hosts, newest first',
  permission: 'bans:read',
  input: z.strictObject({
    ...pageInput,
    hostId: WireId.optional(),
    jail: JailName.optional(),
    /** Orders about this address or a network around it, or about what lies in this network. */
    address: TypedNetwork.optional(),
    state: commaList(z.enum(ORDER_STATES)).optional(),
    kind: z.enum(ORDER_KINDS).optional(),
  }),
  output: pageOf(Order),
  refusals: { 'kernel.bad_cursor': 422, 'bans.not_an_address': 422, 'bans.host_bits_set': 422 },
});

export const lookUpAddress = route({
  method: 'GET',
  path: '/bans/lookup/:ip',
  summary: 'Where an address is banned now, on every host, and all that is known of it',
  permission: 'bans:read',
  input: z.strictObject({ ip: IpAddress }),
  output: Lookup,
  refusals: {},
  triesPerMinute: 60,
});
